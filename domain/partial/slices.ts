import { MOST_SLICES } from '../limits.ts';
import type { RowRange } from '../ports/partial.ts';

/** A file that is not spread: one consumer at a time loads it. */
export const ONE_SLICE: readonly RowRange[] = [{ fromRow: 1, beforeRow: undefined }];

/**
 * Cuts a file into slices of about as many rows as are wanted, at most MOST_SLICES, at borders of row groups: no row group
 * is read by two consumers. A row group that is larger than a slice makes a larger slice.
 */
export function cutSlices(rowGroups: readonly number[], sliceRows: number): readonly RowRange[] {
  const rowCount = rowGroups.reduce((sum, rows) => sum + rows, 0);
  const share = rowCount / Math.min(Math.max(Math.round(rowCount / sliceRows), 1), MOST_SLICES);
  const slices: RowRange[] = [];
  let fromRow = 1;
  let nextRow = 1;
  let shares = 1;
  for (const rows of rowGroups) {
    nextRow += rows;
    if (nextRow - 1 >= Math.round(share * shares) && nextRow <= rowCount) {
      slices.push({ fromRow, beforeRow: nextRow });
      fromRow = nextRow;
      while (Math.round(share * shares) < nextRow) {
        shares += 1;
      }
    }
  }
  return [...slices, { fromRow, beforeRow: undefined }];
}
