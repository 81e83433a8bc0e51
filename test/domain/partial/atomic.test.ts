import { describe, expect, it } from 'vitest';
import { isAtomic, refuseLongAtomic } from '../../../domain/partial/atomic.ts';
import { thrownBy } from '../../factories/thrown.ts';

const SQL = { beforeMerge: [], afterMerge: ['select 1'] };

describe('a table', () => {
  it.each([
    [{}, false],
    [{ atomic: true }, true],
    [{ sql: SQL }, true],
    [{ sql: SQL, atomic: false }, false],
  ])('%j is atomic: %s', (table, expected) => {
    expect(isAtomic(table)).toBe(expected);
  });

  it('that is atomic takes 10,000 rows for each second that is left, and any file whose rows are not known', () => {
    expect(() => refuseLongAtomic(100_000, 10_999, { atomic: true })).not.toThrow();
    expect(() => refuseLongAtomic(undefined, 0, { atomic: true })).not.toThrow();
  });

  it('that is atomic refuses more, with rows, seconds and remedies', () => {
    const error = thrownBy(() => refuseLongAtomic(1_000_000, 10_000, { atomic: true }));
    expect(error).toMatchObject({ code: 'ATOMIC_TOO_LARGE', verdict: 'failed' });
    expect(error.message).toBe(
      'has 1000000 rows, and files of its table commit at once (atomic): the 10 seconds that are left are ' +
        'reckoned enough for 100000, 10000 a second; leave out `atomic` in the mapping, so that large files are loaded in runs; or load it with ' +
        'LOADER_OBJECT_SECONDS=110 and dms-loader load; or let DMS write smaller files (MaxFileSize)',
    );
  });

  it('that is atomic for its SQL may be declared otherwise', () => {
    const { message } = thrownBy(() => refuseLongAtomic(1_000_000, 10_000, { sql: SQL }));
    expect(message).toContain('declare `atomic: false` in the mapping, if its SQL need not see the whole file');
  });
});
