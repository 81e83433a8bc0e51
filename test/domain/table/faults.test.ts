import { describe, expect, it } from 'vitest';
import { faultsError, type RowFault } from '../../../domain/table/faults.ts';

function bad(row: number): RowFault {
  return { row, column: 'OPEN', value: 'Q', reason: 'is neither Y nor N', remedy: 'clean the source' };
}

describe('faultsError', () => {
  it('P7: names object, row, column, value, reason and remedy of a single bad cell', () => {
    const error = faultsError([bad(4)], { count: 1, isAll: true }, 's3://b/k');
    expect(error.code).toBe('ROW_BAD');
    expect(error.message).toBe('s3://b/k, row 4, column OPEN: "Q" is neither Y nor N; clean the source');
    expect(error.details).toMatchObject({ object: 's3://b/k', row: 4, column: 'OPEN', value: 'Q' });
  });

  it('P7: lists the others, and says how many there are', () => {
    const { message } = faultsError(
      [bad(4), { ...bad(5), value: undefined, reason: 'is NULL' }],
      { count: 12, isAll: true },
      's3://b/k',
    );
    expect(message).toBe(
      's3://b/k, row 4, column OPEN: "Q" is neither Y nor N (the first of 12 bad cells; the others: row 5, column OPEN: is NULL; 10 more); clean the source',
    );
  });

  it.each([
    [1, 'OPEN: "Q" is neither Y nor N (the first of 1 bad cells found before the time ran out); clean the source'],
    [2, 'N (the first of 2 bad cells found before the time ran out; the others: row 5, column OPEN: "Q" is neither'],
  ])('P7: says so when the file was not read to its end: %i', (count, text) => {
    const { message } = faultsError([bad(4), bad(5)].slice(0, count), { count, isAll: false }, 's3://b/k');
    expect(message).toContain(text);
  });

  it('lists no more than ten', () => {
    const faults = Array.from({ length: 30 }, (_, at) => bad(at + 1));
    const { message } = faultsError(faults, { count: 30, isAll: true }, 's3://b/k');
    expect(message).toContain('row 10, column OPEN');
    expect(message).not.toContain('row 11, column OPEN');
    expect(message).toContain('; 20 more)');
  });
});
