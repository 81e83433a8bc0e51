/** In how many transactions a file is loaded, decided from what is known of it before any row is read. */
import { CSV_RUNS_BYTES, GZIPPED_CSV_RUNS_BYTES, RUN_ROWS } from '../limits.ts';
import type { RowRange } from '../ports/partial.ts';
import { cutSlices, ONE_SLICE } from './slices.ts';

export interface FileExtent {
  readonly kind: 'load' | 'cdc';
  readonly sizeBytes: number;
  /** As a whole. */
  readonly isGzipped: boolean;
  /** Undefined where the file does not say it. */
  readonly rowCount: number | undefined;
  readonly rowGroups?: readonly number[] | undefined;
}

export interface WayLimits {
  readonly runRows: number;
  readonly sliceRows: number;
  /** Messages can be sent for slices. */
  readonly canSpread: boolean;
}

/**
 * The slices of a file that takes several transactions; undefined: it is loaded in one. Only full loads are spread: of
 * changes, the order within the file would be lost on consumers that work at once.
 */
export function slicesOf(file: FileExtent, limits: WayLimits): readonly RowRange[] | undefined {
  const { rowCount, rowGroups, kind } = file;
  if (rowCount === undefined ? file.sizeBytes <= csvBytes(file, limits) : rowCount <= limits.runRows) {
    return;
  }
  const isSpread = limits.canSpread && kind === 'load' && rowCount !== undefined && rowCount > 2 * limits.sliceRows;
  return isSpread && rowGroups !== undefined ? cutSlices(rowGroups, limits.sliceRows) : ONE_SLICE;
}

/** Other lengths of a run move the bound of CSV files with them. */
function csvBytes({ isGzipped }: FileExtent, { runRows }: WayLimits): number {
  return ((isGzipped ? GZIPPED_CSV_RUNS_BYTES : CSV_RUNS_BYTES) * runRows) / RUN_ROWS;
}
