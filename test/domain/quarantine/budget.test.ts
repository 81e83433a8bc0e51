import { describe, expect, it } from 'vitest';
import { allowedRows, budgetExceeded, setAsideTooLarge } from '../../../domain/quarantine/budget.ts';

const FAULTS = [
  { row: 3, column: 'PRICE', value: 'abc', reason: 'is no number', remedy: 'write one' },
  { row: 4, column: 'ID', value: undefined, reason: 'is NULL', remedy: 'correct it' },
];

describe('a budget', () => {
  it.each([
    [{ rows: 100, percent: 100 }, 5, 5],
    [{ rows: 2, percent: 100 }, 1000, 2],
    [{ rows: 100, percent: 5 }, 100, 5],
    [{ rows: 100, percent: 5 }, 99, 4],
    [{ rows: 1000, percent: 0.57 }, 10_000, 57],
    [{ rows: 100, percent: 0.29 }, 10_000, 29],
    [{ rows: 100, percent: 0 }, 1_000_000, 0],
    [{ rows: 100, percent: 33.3 }, 0, 0],
  ])('of %j allows, of %i rows, %i', (budget, rowsOfFile, allowed) => {
    expect(allowedRows(budget, rowsOfFile)).toBe(allowed);
  });
});

describe('a budget that is spent', () => {
  it('is an error that names the first bad cells, and both numbers', () => {
    const overspent = { object: 's3://b/k', badRows: 101, rowsOfFile: undefined, faults: FAULTS };
    const error = budgetExceeded({ ...overspent, budget: { rows: 100, percent: 100 } });
    expect(error.verdict).toBe('rejected');
    expect(error.message).toBe(
      's3://b/k, row 3, column PRICE: "abc" is no number (at least 101 bad rows, and 100 at most may be set aside; others are ' +
        'row 4, column ID: is NULL); nothing of the file was loaded: correct the file or the mapping, or raise the budget',
    );
  });

  it('says of which percentage', () => {
    const overspent = { object: 's3://b/k', badRows: 6, rowsOfFile: 100, faults: FAULTS.slice(0, 1) };
    const { message } = budgetExceeded({ ...overspent, budget: { rows: 100, percent: 5 } });
    expect(message).toContain('(6 bad rows of 100, and 5 % at most, 5 rows, may be set aside)');
  });

  it('of a file that takes several transactions says nothing of the others, and no cell that this attempt has not seen', () => {
    const spent = { object: 's3://b/k', badRows: 6, rowsOfFile: 100, faults: [], isInRuns: true };
    expect(budgetExceeded({ ...spent, budget: { rows: 5, percent: 100 } }).message).toBe(
      's3://b/k: has 6 bad rows of 100, and 5 at most may be set aside; correct the file or the mapping, or raise the budget',
    );
    const { message } = budgetExceeded({ ...spent, budget: { rows: 5, percent: 100 }, isPart: true });
    expect(message).toContain('has at least 6 bad rows of 100');
  });

  it('may be one of characters', () => {
    const object = 's3://b/k';
    expect(setAsideTooLarge(9, { object }).message).toMatch(
      /row 9: .* of this file have more than the 16777216 characters /u,
    );
    expect(setAsideTooLarge(9, { object, among: 'S.T' }).message).toContain('the bad rows of S.T have more than');
  });
});
