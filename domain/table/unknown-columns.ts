/** The columns of a file of which its mapping knows nothing: neither mapped, nor left out on purpose, nor DMS's own. */
import type { SourceColumn } from '../ports/files.ts';
import { dmsRoles } from './dms-columns.ts';
import type { Table } from './table.ts';

export interface FileToKnow {
  readonly columns: readonly SourceColumn[];
  readonly object: string;
  /** Place of the column that is planned as Op; -1 if none is. */
  readonly op: number;
  /** DMS's own as well: TimestampColumnName of the source. */
  readonly timestampColumn?: string | undefined;
}

/** Places of the columns about which a mapping may be meant to do something. `mapped` are the places that the load reads anyway. */
export function unknownPlaces(
  { leaveOut = [] }: Table,
  mapped: readonly number[],
  { columns, op, timestampColumn }: FileToKnow,
): readonly number[] {
  const known = new Set(mapped);
  const leftOut = new Set([timestampColumn, ...leaveOut].map(name => name?.toLowerCase()));
  const roles = dmsRoles(columns, op);
  return columns.flatMap(({ name }, place) =>
    known.has(place) || roles[place] !== undefined || leftOut.has(name.toLowerCase()) ? [] : [place],
  );
}
