/** What a file of transactions shows of itself: its rows name their tables, but no columns. */
import type { TableName } from '../object/table-name.ts';
import { countOps, type OpCounts } from './describe-dialect.ts';

/** How a row begins, and how wide it is. */
export interface RowHead {
  readonly op: string | null;
  /** As written. */
  readonly table: TableName;
  /** How many columns of its table it has. */
  readonly width: number;
}

export interface NamedRow extends RowHead {
  /** From 1. */
  readonly row: number;
  /** Those of the table, numbered (`column_1`); before them the timestamp column, where it is declared and there. */
  readonly columns: readonly { readonly name: string; readonly cell: string | null }[];
}

/** What the rows that were looked at show of a table. */
export interface NamedTable extends OpCounts {
  readonly table: TableName;
  readonly rows: number;
  readonly fewestColumns: number;
  readonly mostColumns: number;
}

/** In the order in which the rows name them. */
export function tablesOf(heads: readonly RowHead[]): readonly NamedTable[] {
  const byTable = Map.groupBy(heads, ({ table: { schema, table } }) => JSON.stringify([schema, table]));
  return [...byTable.values()].flatMap(([first, ...others]) => (first === undefined ? [] : named(first, others)));
}

function named(first: RowHead, others: readonly RowHead[]): NamedTable {
  const rows = [first, ...others];
  const widths = rows.map(({ width }) => width);
  return {
    table: first.table,
    rows: rows.length,
    ...countOps(rows.map(({ op }) => op)),
    fewestColumns: Math.min(...widths),
    mostColumns: Math.max(...widths),
  };
}
