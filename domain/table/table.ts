import type { ColumnType } from '../columns/type.ts';

/** A column of a target table and where its values come from. */
export interface TableColumn {
  /** In the target. */
  readonly name: string;
  /** In the file, matched exactly or, failing that, without regard to case. */
  readonly source: string;
  readonly type: ColumnType;
}

/** A checked mapping. Made by `defineTable` only. */
export interface Table {
  /** `SCHEMA.TABLE` at the source, matched against the folders of a key without regard to case. */
  readonly source: { readonly schema: string; readonly table: string };
  readonly target: { readonly schema: string; readonly table: string };
  /** Names of target columns, one at least. */
  readonly key: readonly string[];
  readonly columns: readonly TableColumn[];
  /** Every column of the source table, in its order, for CSV files without a header. Undefined: not declared. */
  readonly csvColumns?: readonly string[] | undefined;
  /** Changes when the meaning of the mapping does: 64 hexadecimal digits. */
  readonly fingerprint: string;
}

/** `schema.table`, the way a target is named to people. */
export function targetName(table: Pick<Table, 'target'>): string {
  return `${table.target.schema}.${table.target.table}`;
}
