/** The port to the rows that are set aside: what an operator asks of them, and the retry of them. */
import type { ChangeBatch, RowCounts } from '../change/change.ts';
import type { ObjectIdentity } from '../object/identity.ts';
import type { TableIntent } from '../ports/intent.ts';
import type { QuarantinedRow, SourceRow } from '../ports/set-aside.ts';
import type { ChangeTrace } from '../ports/traces.ts';
import type { RowFault } from '../table/faults.ts';
import type { Table } from '../table/table.ts';
import type { NewColumn } from '../table/target-column.ts';
import type { RowCondition } from './row-condition.ts';

/** Rows of one target that are set aside for one reason: that of their first bad cell. */
export interface QuarantinedGroup {
  /** `schema.table` */
  readonly target: string;
  readonly column: string;
  readonly reason: string;
  readonly remedy: string;
  readonly rows: number;
  readonly objects: number;
  /** When the oldest was set aside, milliseconds since 1970. */
  readonly sinceMs: number;
  /** The oldest. */
  readonly example: { readonly object: string; readonly row: number; readonly value: string | undefined };
}

/** A load of which rows are set aside. */
export interface QuarantinedLoad {
  readonly objectLoadId: bigint;
  readonly tableLoadId: bigint;
  readonly object: ObjectIdentity;
  readonly rows: number;
  /** One of them: all rows of a load have the same columns. */
  readonly sample: SourceRow;
}

/** Another try with the rows of a load that are set aside, in a transaction of its own. */
export interface Retry {
  readonly table: Table;
  readonly load: QuarantinedLoad;
  /** Only rows of which all of this holds. */
  readonly where?: readonly RowCondition[] | undefined;
  /** Time for its transaction. */
  readonly seconds: number;
  /** Who wants it, for the audit table. */
  readonly actor: string;
  /** Everything is done and counted, and then rolled back. */
  readonly isRehearsal: boolean;
  /** Of a rehearsal: columns that the target lacks, to be added within its transaction. */
  readonly adds?: readonly NewColumn[] | undefined;
  /** What the mapping makes of the rows now. Called once; not at all if none is left. */
  map(rows: readonly SetAsideRow[]): RetriedRows;
}

export type SetAsideRow = Pick<QuarantinedRow, 'source' | 'writtenAtMicros'>;

/** Rows of one file that are mapped once more. */
export interface RetriedRows {
  readonly intent: Pick<TableIntent, 'table' | 'columns' | 'hasOldKey' | 'mayKeep'>;
  /** Those that can be loaded now, each with `writtenAt`; row numbers rise from batch to batch. */
  readonly sound: readonly ChangeBatch[];
  /** Those that cannot, with their reasons of today. */
  readonly bad: readonly QuarantinedRow[];
}

/** Where the rows went: `quarantined` ones stay set aside, for the reasons that are named. */
export interface Retried {
  readonly counts: RowCounts;
  readonly faults: readonly RowFault[];
}

/** One row that is set aside. */
export interface RowAside {
  /** `schema.table` */
  readonly target: string;
  /** `s3://bucket/key` */
  readonly object: string;
  /** In the file, from 1. */
  readonly row: number;
  /** `table_load_id` of the load that met it. */
  readonly tableLoadId: bigint;
  /** Since when, milliseconds since 1970. */
  readonly sinceMs: number;
  readonly faults: readonly RowFault[];
}

/** Which of the rows that are set aside are meant. */
export interface WhichRows {
  /** Undefined: those of all targets. */
  readonly target: Table['target'] | undefined;
  /** One row of a file; undefined: all. */
  readonly place?: Pick<RowAside, 'object' | 'row'> | undefined;
  readonly where?: readonly RowCondition[] | undefined;
}

/** One row that is set aside, whole. */
export interface RowInFull extends RowAside {
  readonly writtenAtMicros: bigint;
  readonly source: SourceRow;
  readonly load: ChangeTrace['load'];
}

/** Rows of a table that are given up, in one transaction. */
export interface Drop {
  readonly table: Table;
  readonly place: WhichRows['place'];
  readonly where?: WhichRows['where'];
  /** For the audit table: why, and who wants it. */
  readonly reason: string;
  readonly actor: string;
  /** Time for the transaction. */
  readonly seconds: number;
}

/** The rows that are set aside. */
export interface Quarantine {
  /** By target, the largest group first. */
  list(which: Omit<WhichRows, 'place'>): Promise<readonly QuarantinedGroup[]>;
  /** One by one: by target, in the order in which they were written. */
  rows(which: WhichRows): Promise<readonly RowAside[]>;
  /** A row of a file with all its cells: several where several writes of the object are loaded. */
  full(target: Table['target'], place: NonNullable<WhichRows['place']>): Promise<readonly RowInFull[]>;
  /**
   * Releases rows as `dropped`, and gives them. They still count as quarantined; no retry tries them and no sweep waits for
   * them any more.
   * @throws LoaderError of the database; then nothing is changed
   */
  drop(drop: Drop): Promise<readonly RowAside[]>;
  /** Those that have such rows, in the order in which they were written. */
  loads(table: Table, where?: WhichRows['where']): Promise<readonly QuarantinedLoad[]>;
  /**
   * Loads the rows that are sound now under their own position and load, as if they had been so from the start, and
   * leaves the others where they are.
   * @throws LoaderError of the database; then nothing is changed
   */
  retry(retry: Retry): Promise<Retried>;
}
