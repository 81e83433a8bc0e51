import type { ObjectIdentity } from '../object/identity.ts';
import type { Table, TableColumn } from '../table/table.ts';
import type { NewColumn } from '../table/target-column.ts';
import type { RowRange, RunIntent } from './partial.ts';
import type { SetAside } from './set-aside.ts';

/** One delivery of a message, as far as the ledger cares. */
export interface Attempt {
  /** SQS message id, or a name of the command line's own. */
  readonly messageId: string;
  /** From 1. */
  readonly receiveCount: number;
  /** Milliseconds since 1970 at which this attempt began. */
  readonly startedAtMs: number;
  /** Milliseconds since 1970 at which this attempt has to end. */
  readonly deadlineMs: number;
  /** What it leaves undone of a file can be sent to the queue as follow-up messages. */
  readonly canFollowUp?: boolean | undefined;
}

/** A write of an object that is about to be loaded. */
export interface ObjectIntent {
  readonly object: ObjectIdentity;
  readonly writtenAtMicros: bigint;
  readonly attempt: Attempt;
  /** Everything is done and counted, and then rolled back: nothing stays, in the ledger neither. */
  readonly isRehearsal?: boolean | undefined;
  /** Of a rehearsal: what is loaded is rehearsed as if it had been reopened. */
  readonly reopens?: boolean | undefined;
}

/** What of an object goes to one table. */
export interface TableIntent {
  readonly table: Table;
  /** The columns that the file has, key columns among them, in the order of `ChangeBatch.columns`. */
  readonly columns: readonly TableColumn[];
  /** The file carries the key before the change: its batches have `oldKey`. */
  readonly hasOldKey: boolean;
  /**
   * Each key stands in the file once, as in a full load: an empty target may be filled without a merge. A load that
   * finds it untrue ends with KEY_REPEATED, and is to be begun again without the expectation.
   */
  readonly expectsDistinctKeys: boolean;
  /** Rows that the file has; undefined where that shows at its end only. */
  readonly rowCount: number | undefined;
  /** Of a rehearsal: those of `columns` that the target lacks, to be added within its transaction. */
  readonly adds?: readonly NewColumn[] | undefined;
  /** Batches may have `kept`. */
  readonly mayKeep?: boolean | undefined;
  /** Batches have `writtenAt`. */
  readonly hasWrittenAt?: boolean | undefined;
  /** Batches have `changeSequence`; where it does not rise with the rows, it is their order. */
  readonly hasChangeSequence?: boolean | undefined;
  /** Undefined: a row that only the database refuses fails the load, and its error names the first one. */
  readonly setAside?: SetAside | undefined;
}

/** What is about to be loaded. */
export interface LoadIntent extends ObjectIntent, TableIntent {
  /** Undefined: the transaction loads the whole file. */
  readonly run?: RunIntent | undefined;
}

/** A file that is about to be loaded in several transactions. */
export interface PartialIntent extends ObjectIntent {
  readonly table: Table;
  /** Without gap or overlap, from row 1 to the end of the file. */
  readonly slices: readonly RowRange[];
  /**
   * Where several slices are unfinished, this attempt loads none of them and has their messages sent again: a line in the
   * ledger says so, which is what it commits.
   */
  readonly sendsAgain?: boolean | undefined;
}
