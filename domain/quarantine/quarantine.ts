/** The port to the rows that are set aside: what an operator asks of them, and the retry of them. */
import type { ChangeBatch, RowCounts } from '../change/change.ts';
import type { ObjectIdentity } from '../object/identity.ts';
import type { TableIntent } from '../ports/intent.ts';
import type { QuarantinedRow, SourceRow } from '../ports/set-aside.ts';
import type { RowFault } from '../table/faults.ts';
import type { Table } from '../table/table.ts';

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
  /** Time for its transaction. */
  readonly seconds: number;
  /** Who wants it, for the audit table. */
  readonly actor: string;
  /** Everything is done and counted, and then rolled back. */
  readonly isRehearsal: boolean;
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

/** The rows that are set aside. */
export interface Quarantine {
  /** By target, the largest group first. */
  list(target: Table['target'] | undefined): Promise<readonly QuarantinedGroup[]>;
  /** In the order in which they were written. */
  loads(table: Table): Promise<readonly QuarantinedLoad[]>;
  /**
   * Loads the rows that are sound now under their own position and load, as if they had been so from the start, and
   * leaves the others where they are.
   * @throws LoaderError of the database; then nothing is changed
   */
  retry(retry: Retry): Promise<Retried>;
}
