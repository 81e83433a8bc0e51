/** What becomes of unknown columns under the contract `rescue`: one jsonb object a row, by their names in the file. */
import { type Column, cellOf } from '../columns/column.ts';
import { json } from '../columns/index.ts';
import { LoaderError } from '../errors.ts';
import type { SourceColumn } from '../ports/files.ts';
import type { PlannedColumn } from './column-plan.ts';
import type { TableColumn } from './table.ts';

/** The target column that keeps them. */
export const EXTRA: TableColumn = Object.freeze({ name: '_dms_extra', source: '_dms_extra', type: json() });

/** @throws LoaderError COLUMN_UNKNOWN for a name that jsonb cannot hold */
export function refuseUnkeepable(unknown: readonly SourceColumn[], object: string): void {
  const bad = unknown.find(({ name }) => name.includes('\0'));
  if (bad !== undefined) {
    throw new LoaderError('COLUMN_UNKNOWN', {
      object,
      column: bad.name,
      reason: `has a NUL character in its name, which ${EXTRA.name} cannot hold`,
      remedy: 'rename it with a DMS transformation rule',
    });
  }
}

/** One object a row, of the JSON texts of its cells; a NULL is there as null, so that it is told from a column that lacks. */
export function asObjects(
  parts: readonly PlannedColumn[],
  convert: (part: PlannedColumn) => Column,
  rowCount: number,
): Column<string> {
  const columns = parts.map(convert);
  const keys = parts.map(({ source }) => JSON.stringify(source.name));
  return {
    values: Array.from({ length: rowCount }, (_, row) => {
      const members = columns.map((column, at) => `${keys[at]}:${cellOf(column, row) ?? 'null'}`);
      return `{${members.join(',')}}`;
    }),
  };
}
