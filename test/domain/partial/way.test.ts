import { describe, expect, it } from 'vitest';
import { CSV_RUNS_BYTES, GZIPPED_CSV_RUNS_BYTES, RUN_ROWS } from '../../../domain/limits.ts';
import { type FileExtent, slicesOf } from '../../../domain/partial/way.ts';

const LIMITS = { runRows: 100, sliceRows: 200, canSpread: true };
const FULL_LOAD: FileExtent = {
  kind: 'load',
  sizeBytes: 1,
  isGzipped: false,
  rowCount: 401,
  rowGroups: [100, 100, 100, 101],
};

const count = (file: Partial<FileExtent>, limits: Partial<typeof LIMITS> = {}) =>
  slicesOf({ ...FULL_LOAD, ...file }, { ...LIMITS, ...limits })?.length;

describe('the way of a file', () => {
  it('is one transaction for as many rows as a run has, whatever is larger takes runs', () => {
    expect([count({ rowCount: 100 }), count({ rowCount: 101 })]).toEqual([undefined, 1]);
  });

  it('is spread for a full load of more than two slices', () => {
    expect([count({ rowCount: 400 }), count({})]).toEqual([1, 2]);
  });

  it.each<{ who: string; file?: Partial<FileExtent>; limits?: Partial<typeof LIMITS> }>([
    { who: 'a file of changes, whose rows have an order', file: { kind: 'cdc' } },
    { who: 'a caller that sends no messages', limits: { canSpread: false } },
    { who: 'a file without row groups', file: { rowGroups: undefined } },
  ])('is not spread for $who', ({ file = {}, limits = {} }) => {
    expect(count(file, limits)).toBe(1);
  });

  it('goes by its size where it does not say how many rows it has', () => {
    const csv = { rowCount: undefined, rowGroups: undefined };
    const limits = { runRows: RUN_ROWS };
    expect(count({ ...csv, sizeBytes: CSV_RUNS_BYTES }, limits)).toBeUndefined();
    expect(count({ ...csv, sizeBytes: CSV_RUNS_BYTES + 1 }, limits)).toBe(1);
    expect(count({ ...csv, sizeBytes: GZIPPED_CSV_RUNS_BYTES, isGzipped: true }, limits)).toBeUndefined();
    expect(count({ ...csv, sizeBytes: GZIPPED_CSV_RUNS_BYTES + 1, isGzipped: true }, limits)).toBe(1);
    expect(count({ ...csv, sizeBytes: CSV_RUNS_BYTES / 2 + 1 }, { runRows: RUN_ROWS / 2 })).toBe(1);
  });
});
