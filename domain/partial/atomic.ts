import { LoaderError } from '../errors.ts';
import { ATOMIC_ROWS_PER_SECOND } from '../limits.ts';
import type { Table } from '../table/table.ts';

/** Each file of the table commits at once. SQL of the mapping's own may want to see all of it, unless it says otherwise. */
export function isAtomic({ atomic, sql }: Pick<Table, 'atomic' | 'sql'>): boolean {
  return atomic ?? sql !== undefined;
}

/** What LOADER_OBJECT_SECONDS takes. */
const LEAST_SECONDS = 30;
const MOST_SECONDS = 43_200;

/**
 * A file of an atomic table that has more rows than can be loaded in the time that is left.
 * @throws LoaderError ATOMIC_TOO_LARGE
 */
export function refuseLongAtomic(
  rowCount: number | undefined,
  leftMs: number,
  table: Pick<Table, 'atomic' | 'sql'>,
): void {
  const leftSeconds = Math.max(Math.floor(leftMs / 1000), 0);
  if (rowCount === undefined || rowCount <= leftSeconds * ATOMIC_ROWS_PER_SECOND) {
    return;
  }
  // A tenth more, for what surrounds the load.
  const wanted = Math.ceil((rowCount * 11) / (ATOMIC_ROWS_PER_SECOND * 10));
  const seconds = Math.min(Math.max(wanted, LEAST_SECONDS), MOST_SECONDS);
  const inRuns =
    table.atomic === true
      ? 'leave out `atomic` in the mapping, so that large files are loaded in runs'
      : 'declare `atomic: false` in the mapping, if its SQL need not see the whole file, so that large files are loaded in runs';
  throw new LoaderError('ATOMIC_TOO_LARGE', {
    reason:
      `has ${rowCount} rows, and files of its table commit at once (atomic): the ${leftSeconds} seconds that are left are ` +
      `reckoned enough for ${leftSeconds * ATOMIC_ROWS_PER_SECOND}, ${ATOMIC_ROWS_PER_SECOND} a second`,
    remedy: `${inRuns}; or load it with LOADER_OBJECT_SECONDS=${seconds} and dms-loader load; or let DMS write smaller files (MaxFileSize)`,
  });
}
