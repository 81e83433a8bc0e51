import type { LoaderError } from '../errors.ts';
import type { ObjectRecord, ObjectState } from '../ledger.ts';
import type { ObjectIdentity } from '../object/identity.ts';
import type { Table } from '../table/table.ts';
import type { ExistingColumn, NewColumn } from '../table/target-column.ts';
import type { Attempt, LoadIntent, ObjectIntent, PartialIntent } from './intent.ts';
import type { HeldLoad, Load, Refused, TogetherEnding, TransactionLoad } from './load.ts';
import type { PartialLoad } from './partial.ts';

export interface Database {
  findObject(object: ObjectIdentity): Promise<ObjectRecord | undefined>;
  /** The same of several, in their order. */
  findObjects(objects: readonly ObjectIdentity[]): Promise<readonly (ObjectRecord | undefined)[]>;
  beginLoad(intent: LoadIntent): Promise<Load | Refused>;
  /**
   * The progress of a file that takes several transactions, committed before its first one: what the ledger has of it, or,
   * where it has none or that of another mapping, a new one from the first row on. Slices stay as they were begun.
   */
  openPartial(intent: PartialIntent): Promise<PartialLoad | Refused>;
  findPartial(objectLoadId: bigint): Promise<PartialLoad | undefined>;
  /**
   * Loads small files of one table in one transaction, each with its own lines in the ledger, and says what became of each,
   * in their order.
   * @throws LoaderError COMMIT_UNKNOWN
   */
  loadTogether(loads: readonly HeldLoad[]): Promise<readonly TogetherEnding[]>;
  beginTransactionLoad(intent: ObjectIntent): Promise<TransactionLoad | Refused>;
  /**
   * Records a state that is not `loaded`, and the attempt, in a transaction of their own; a final state stays as it is.
   * A load records its own attempt when it commits; `busy` and `already-loaded` leave no trace, so that a message
   * delivered a thousand times leaves the ledger as after one delivery.
   */
  recordFailure(failure: FailureRecord): Promise<void>;
  /** Records that an object was removed from the bucket, as an attempt of its own. */
  recordRemoval(removal: {
    bucket: string;
    key: string;
    eventTime: string | undefined;
    /** In whose folder it was. */
    table: Table | undefined;
    attempt: Attempt;
  }): Promise<void>;
  /** Of the files of changes that were loaded into a table, the one that was written last. */
  newestChange(table: Table): Promise<NewestChange | undefined>;
  /**
   * The columns that a target has, or had a few seconds ago.
   * @throws LoaderError TARGET_NOT_MIGRATED
   */
  targetColumns(table: Table): Promise<readonly ExistingColumn[]>;
  /**
   * Adds columns to a target, in a short transaction of its own that writes down which were lacking, and for the sake of
   * which object. `busy`: others hold the table; nothing was added.
   * @throws LoaderError DATABASE_ACCESS with the SQL to run, where the loader may not alter the table
   */
  evolve(table: Table, columns: readonly NewColumn[], cause: ObjectIdentity): Promise<'evolved' | 'busy'>;
  /** Text that changes when the target's columns do; part of a refusal's fingerprint. */
  targetFingerprint(table: Table): Promise<string>;
}

export interface NewestChange {
  readonly writtenAtMicros: bigint;
  /** When the loader met its file first: milliseconds since 1970. */
  readonly firstSeenAtMs: number;
}

export interface FailureRecord {
  readonly object: ObjectIdentity;
  readonly state: Exclude<ObjectState, 'loaded' | 'partial'>;
  readonly error: LoaderError | undefined;
  readonly refusalFingerprint: string | undefined;
  readonly attempt: Attempt;
}
