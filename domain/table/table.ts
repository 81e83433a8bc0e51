import type { ColumnType } from '../columns/type.ts';

/** A column of a target table and where its values come from. */
export interface TableColumn {
  /** In the target. */
  readonly name: string;
  /** In the file, matched exactly or, failing that, without regard to case. */
  readonly source: string;
  readonly type: ColumnType;
  /** An update does not overwrite the column with NULL: the source may log changed columns only. */
  readonly keepOnNull?: boolean | undefined;
}

/** A column of a target table that no file has: the mapping's own SQL fills it. */
export interface DerivedColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/**
 * What becomes of a column of a file that the mapping does not know: `evolve` adds it to the target, `freeze` refuses
 * the file, `rescue` keeps its values in `_dms_extra`. Undefined: it is left out, and the load says so.
 */
export type Contract = 'evolve' | 'freeze' | 'rescue';

/** How many rows of one file may be set aside; both hold. */
export interface Budget {
  readonly rows: number;
  /** Of all rows of the file, from 0 to 100. */
  readonly percent: number;
}

/** SQL of a mapping, which runs in the transaction of each load. Each text is one statement. */
export interface TableSql {
  /** On the staged rows, `dms_stage`, before they are merged. */
  readonly beforeMerge: readonly string[];
  readonly afterMerge: readonly string[];
}

/** A checked mapping. Made by `defineTable` only. */
export interface Table {
  /** `SCHEMA.TABLE` at the source, matched against the folders of a key without regard to case. */
  readonly source: { readonly schema: string; readonly table: string };
  readonly target: { readonly schema: string; readonly table: string };
  /** Names of target columns; empty for a table without a key, to which every row of every file is appended. */
  readonly key: readonly string[];
  readonly columns: readonly TableColumn[];
  readonly derived?: readonly DerivedColumn[] | undefined;
  readonly contract?: Contract | undefined;
  /** Updates do not overwrite with NULL the columns that `evolve` adds; each mapped column says it of itself. */
  readonly keepOnNull?: boolean | undefined;
  /** Columns of the files that are left out on purpose, whatever the contract; compared without regard to case. */
  readonly leaveOut?: readonly string[] | undefined;
  /** A deleted row goes, or it stays with `_dms_deleted` true. Undefined: it goes. */
  readonly onDelete?: 'remove' | 'mark' | undefined;
  /** Bad rows are set aside up to this budget. Undefined: a bad row fails its file. */
  readonly quarantine?: Budget | undefined;
  readonly sql?: TableSql | undefined;
  /** Each file commits at once, however long it is. Undefined: it does where the mapping has SQL of its own. */
  readonly atomic?: boolean | undefined;
  /** Every column of the source table, in its order, for CSV files without a header. Undefined: not declared. */
  readonly csvColumns?: readonly string[] | undefined;
  /** Changes when the meaning of the mapping does: 64 hexadecimal digits. */
  readonly fingerprint: string;
}

/** `schema.table`, the way a target is named to people. */
export function targetName(table: Pick<Table, 'target'>): string {
  return `${table.target.schema}.${table.target.table}`;
}

/** All columns of the target that a mapping fills, be it from the file or by its own SQL. */
export function targetColumns({ columns, derived = [] }: Pick<Table, 'columns' | 'derived'>): readonly DerivedColumn[] {
  return [...columns, ...derived];
}

/** Every row of every file is a row of the target. */
export function isAppendOnly(table: Pick<Table, 'key'>): boolean {
  return table.key.length === 0;
}
