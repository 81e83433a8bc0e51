import { cellOf, type SourceType, type SourceValue } from '../../domain/columns/column.ts';
import { mapBatch } from '../../domain/table/map-batch.ts';
import { planColumns } from '../../domain/table/plan.ts';
import type { Table } from '../../domain/table/table.ts';

/** A row as the file has it, by column; a full-load row has no Op. */
export type FileRow = Readonly<Record<string, SourceValue | null>>;

/** The rows of the target, by column, and `row 2, column X: reason` of each bad cell. */
export interface Mapped {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly faults: readonly string[];
}

/**
 * What a mapping makes of rows, without a file or a database. Columns are text, unless `types` says otherwise; the names
 * are those of the first row.
 */
export function mapRows(
  table: Table,
  fileRows: readonly FileRow[],
  types: Readonly<Record<string, SourceType>> = {},
): Mapped {
  const names = Object.keys(fileRows[0] ?? {});
  const columns = names.map(name => ({ name, type: types[name] ?? ({ kind: 'text' } as const) }));
  const plan = planColumns(table, { columns, kind: names.includes('Op') ? 'cdc' : 'load', object: 'rows of a test' });
  const read = plan.reads.map(name => ({ values: fileRows.map(row => row[name] ?? null) }));
  const { changes, faults } = mapBatch(plan, { firstRow: 1, rowCount: fileRows.length, columns: read }, 0n);
  return {
    rows: fileRows.map((_, row) =>
      Object.fromEntries(
        plan.targets.map(({ name }, at) => [name, cellOf(changes.columns[at] ?? { values: [] }, row)] as const),
      ),
    ),
    faults: faults.map(({ row, column, reason }) => `row ${row}, column ${column}: ${reason}`),
  };
}
