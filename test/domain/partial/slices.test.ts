import { describe, expect, it } from 'vitest';
import { cutSlices } from '../../../domain/partial/slices.ts';

const groups = (count: number, rows: number) => new Array<number>(count).fill(rows);

describe('slices', () => {
  it.each([
    { of: 'row groups that divide evenly', rowGroups: groups(6, 10), sliceRows: 20, from: [1, 21, 41] },
    {
      of: 'a last slice that would be small',
      rowGroups: groups(7, 10),
      sliceRows: 20,
      from: [1, 21, 41, 61],
    },
    { of: 'row groups larger than a slice', rowGroups: [100, 100, 100], sliceRows: 20, from: [1, 101, 201] },
    { of: 'one row group', rowGroups: [1000], sliceRows: 20, from: [1] },
    { of: 'one large row group among small ones', rowGroups: [10, 70, 10, 10], sliceRows: 25, from: [1, 81] },
    { of: 'fewer rows than a slice', rowGroups: groups(3, 10), sliceRows: 1000, from: [1] },
  ])('begin at borders of row groups: $of', ({ rowGroups, sliceRows, from }) => {
    expect(cutSlices(rowGroups, sliceRows).map(({ fromRow }) => fromRow)).toEqual(from);
  });

  it('follow each other without a gap, and the last goes to the end of the file', () => {
    expect(cutSlices(groups(4, 10), 20)).toEqual([
      { fromRow: 1, beforeRow: 21 },
      { fromRow: 21, beforeRow: undefined },
    ]);
  });

  it('have rows, be there row groups that have none', () => {
    const rowGroups = [3, 11, 10, 0, 6, 0, 4, 4, 17, 1, 0, 5];
    for (let sliceRows = 1; sliceRows < 30; sliceRows += 1) {
      const starts = cutSlices(rowGroups, sliceRows).map(({ fromRow }) => fromRow);
      expect(new Set(starts).size).toBe(starts.length);
    }
  });

  it('are 64 at most, however their ends are rounded', () => {
    for (let rows = 1; rows < 20; rows += 1) {
      const rowGroups = Array.from({ length: 211 }, (_, at) => 1 + ((at * rows) % 17));
      expect(cutSlices(rowGroups, 1).length).toBeLessThanOrEqual(64);
    }
  });

  it('are 64 at most, of about as many rows each', () => {
    const slices = cutSlices(groups(10_000, 10_000), 100_000);
    expect(slices).toHaveLength(64);
    const ends = slices.map(({ beforeRow }) => beforeRow ?? 100_000_001);
    const lengths = slices.map(({ fromRow }, at) => (ends[at] ?? 0) - fromRow);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1_550_000);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1_575_000);
  });
});
