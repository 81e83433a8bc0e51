/** The columns of a file of which its mapping knows nothing: neither mapped, nor left out on purpose, nor DMS's own. */
import type { SourceColumn } from '../ports/files.ts';
import type { Table } from './table.ts';

/** The header columns that DMS's documentation names in its transformation rules, and before images. */
const METADATA = /^(?:op$|bi_|\$?ar_[hm]_)/iu;

interface File {
  readonly columns: readonly SourceColumn[];
  readonly object: string;
  readonly timestampColumn?: string | undefined;
}

/** Whether a mapping may be meant to do something about a column that nothing is mapped from. */
export function isStranger(name: string, { leaveOut = [] }: Table, file: Pick<File, 'timestampColumn'>): boolean {
  const lower = name.toLowerCase();
  const isLeftOut = lower === file.timestampColumn?.toLowerCase() || leaveOut.some(one => one.toLowerCase() === lower);
  return !(isLeftOut || METADATA.test(name));
}

/** Places of the columns to which the table's contract applies. `mapped` are the places that the load reads anyway. */
export function unknownPlaces(table: Table, mapped: readonly number[], file: File): readonly number[] {
  return file.columns.flatMap(({ name }, place) =>
    mapped.includes(place) || !isStranger(name, table, file) ? [] : [place],
  );
}
