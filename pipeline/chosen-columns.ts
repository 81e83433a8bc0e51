import type { SourceBatch, SourceColumn } from '../domain/ports/files.ts';
import type { ColumnPlan } from '../domain/table/column-plan.ts';

/** Rows of a table in a file of transactions, with the columns that the plan asks for. */
export function chosenColumns(
  { columns, batch }: { readonly columns: readonly SourceColumn[]; readonly batch: SourceBatch },
  { reads }: Pick<ColumnPlan, 'reads'>,
): SourceBatch {
  const places = reads.map(name => columns.findIndex(column => column.name === name));
  return { ...batch, columns: places.map(place => batch.columns[place] ?? { values: [] }) };
}
