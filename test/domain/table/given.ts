import { type Column, cellOf, type SourceType } from '../../../domain/columns/column.ts';
import { bigint, integer, yesNo } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { mapBatch } from '../../../domain/table/map-batch.ts';
import { planColumns } from '../../../domain/table/plan.ts';

export const INT64: SourceType = { kind: 'integer', bits: 64, signed: true };
export const WRITTEN_AT = 1_700_000_000_000_000n;
const TEXT: SourceType = { kind: 'text' };

/** With a key, a required column and one that has a default. */
const table = defineTable({
  source: 'S.T',
  target: 's.t',
  key: ['id'],
  columns: { id: from('ID', bigint()), open: from('OPEN', yesNo().required()), n: from('N', integer().default(7)) },
});

interface Given {
  readonly name: string;
  readonly type: SourceType;
  readonly column: Column;
}

export function given(name: string, type: SourceType, values: ArrayLike<unknown>): Given {
  return { name, type, column: { values } };
}

/** A column as a dictionary: -1 is NULL. */
export function coded(name: string, values: readonly unknown[], indexes: readonly number[]): Given {
  return { name, type: TEXT, column: { values, indexes: Int32Array.from(indexes) } };
}

export function map(rowCount: number, columns: readonly Given[], mapping = table) {
  const plan = planColumns(mapping, { columns, kind: 'cdc', object: 's3://b/k' });
  const asked = plan.reads.map(name => columns.find(column => column.name === name)?.column ?? { values: [] });
  return mapBatch(plan, { firstRow: 11, rowCount, columns: asked }, WRITTEN_AT);
}

export function cells(column: Column | undefined, rowCount: number): unknown[] {
  return Array.from({ length: rowCount }, (_, row) => column && cellOf(column, row));
}
