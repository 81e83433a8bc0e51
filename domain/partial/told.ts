/** How far a file is that takes several transactions, in words. */
import { LoaderError } from '../errors.ts';
import type { Slice } from '../ports/partial.ts';
import { placeInGroups } from './row-groups.ts';

/** A place in a file, up to which a slice of it is committed. */
export interface ToldPlace {
  readonly slice: Pick<Slice, 'number' | 'fromRow'>;
  /** Of the file. */
  readonly sliceCount: number;
  /** The first row of the slice that is not committed. */
  readonly nextRow: number;
  readonly rowGroups: readonly number[] | undefined;
}

/** By the Parquet reader; the row group may lie further on in the run than where that begins. */
const ROW_GROUP_NAMED = /\(row group \d+\)$/u;

/** The error of a run, which says besides where in the file it was, and what of the file is loaded for all that. */
export function stoppedAt(error: LoaderError, place: ToldPlace): LoaderError {
  const { details } = error;
  // A budget that is spent names its first bad row, which an earlier run may have set aside.
  const { done, all } = placeInGroups(place.rowGroups ?? [], Math.max(details.row ?? 0, place.nextRow));
  const isNamed = all === 0 || ROW_GROUP_NAMED.test(details.reason);
  const where = [...sliceIn(place), ...(isNamed ? [] : [`row group ${Math.min(done + 1, all)} of ${all}`])].join(', ');
  const loaded = loadedRows(place);
  const told = [where, ...(loaded === undefined ? [] : [`${loaded} and stay`])].filter(part => part !== '').join('; ');
  return told === '' ? error : new LoaderError(error.code, { ...details, reason: `${details.reason} (${told})` });
}

/** A remark on a file that is gone on with by another attempt. */
export function progressNote(place: ToldPlace): string {
  const { done, all } = placeInGroups(place.rowGroups ?? [], place.nextRow);
  // Row groups are counted from the beginning of the file, which says nothing of a slice.
  const where = place.sliceCount > 1 || all === 0 ? sliceIn(place).join() : `${done} of ${all} row groups`;
  const loaded = loadedRows(place) ?? 'no row of the file is loaded yet';
  return where === '' ? loaded : `${loaded} (${where})`;
}

/** The same of a file each of whose slices has a message of its own. */
export function spreadNote(open: number, all: number): string {
  return `${open === all ? `${all}` : `${open} of ${all}`} slices of the file are loaded each by a message of its own`;
}

function sliceIn({ slice, sliceCount }: ToldPlace): readonly string[] {
  return sliceCount === 1 ? [] : [`slice ${slice.number} of ${sliceCount}`];
}

function loadedRows({ slice, nextRow }: ToldPlace): string | undefined {
  return nextRow > slice.fromRow ? `rows ${slice.fromRow} to ${nextRow - 1} of the file are loaded` : undefined;
}
