import { jsonOf } from '../columns/json-value.ts';
import { asIs } from '../columns/make-type.ts';
import type { SourceColumn } from '../ports/files.ts';
import type { ColumnPlan, PlannedColumn } from './column-plan.ts';
import { evolvedColumns } from './evolved-columns.ts';
import { unknownColumn } from './plan-notes.ts';
import { plannedColumn } from './planned-column.ts';
import { EXTRA, refuseUnkeepable } from './rescued-columns.ts';
import type { Table } from './table.ts';
import type { ExistingColumn } from './target-column.ts';

/** A column that the mapping does not know, and its place among those that the load reads. */
export interface UnknownColumn {
  readonly source: SourceColumn;
  readonly at: number;
}

interface File {
  readonly object: string;
  readonly targetColumns?: readonly ExistingColumn[] | undefined;
}

/** What the table's contract makes of the columns that its mapping does not know. */
type ByContract = Required<Pick<ColumnPlan, 'columns' | 'adds'>>;

const NOTHING: ByContract = { columns: [], adds: [] };

/** @throws LoaderError COLUMN_UNKNOWN, COLUMN_AMBIGUOUS or COLUMN_TYPE for what the contract does not allow */
export function contractColumns(table: Table, unknown: readonly UnknownColumn[], file: File): ByContract {
  if (unknown.length === 0 || table.contract === undefined) {
    return NOTHING;
  }
  switch (table.contract) {
    case 'evolve':
      return evolved(table, unknown, file);
    case 'rescue':
      return { columns: [rescued(unknown, file.object)], adds: [] };
    default:
      throw unknownColumn(
        table,
        unknown.map(({ source }) => source),
        file.object,
      );
  }
}

function evolved(table: Table, unknown: readonly UnknownColumn[], { object, targetColumns = [] }: File): ByContract {
  const sources = unknown.map(({ source }) => source);
  const targets = evolvedColumns(table, sources, { object, existing: targetColumns });
  const there = new Set(targetColumns.map(({ name }) => name));
  return {
    columns: unknown.flatMap((column, index) => {
      const target = targets[index];
      return target === undefined ? [] : [plannedColumn(target, { ...column, isKey: false, object })];
    }),
    adds: targets
      .filter(({ name }) => !there.has(name))
      .map(({ name, type }) => ({ name, declaration: type.declaration })),
  };
}

function rescued(unknown: readonly UnknownColumn[], object: string): PlannedColumn {
  const sources = unknown.map(({ source }) => source);
  refuseUnkeepable(sources, object);
  return {
    target: EXTRA,
    source: { name: EXTRA.name, type: { kind: 'text' } },
    at: unknown[0]?.at ?? 0,
    isKey: false,
    convert: asIs,
    parts: unknown.map(({ source, at }) => ({
      target: EXTRA,
      source,
      at,
      isKey: false,
      convert: jsonOf(source.type),
    })),
  };
}
