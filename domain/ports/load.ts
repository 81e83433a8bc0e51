import type { ChangeBatch, RowCounts } from '../change/change.ts';
import type { Rehearsal } from '../change/rehearsal.ts';
import type { Table } from '../table/table.ts';
import type { LoadIntent, TableIntent } from './intent.ts';
import type { Progress } from './partial.ts';
import type { QuarantinedRow } from './set-aside.ts';

export type Committed =
  | {
      /** `partial`: the run is committed, and rows of the file are left, here or in other slices. */
      readonly kind: 'loaded' | 'partial';
      /** Of this transaction. */
      readonly counts: RowCounts;
      /** Of the whole file so far, where it takes several transactions. */
      readonly total?: RowCounts | undefined;
      /** For the run that follows: what its `RunIntent` is to have. */
      readonly lastSequence?: string | undefined;
      /** Of a rehearsal only: nothing of it is there any more. */
      readonly rehearsal?: Rehearsal | undefined;
      /** It was loaded before, and reopened. */
      readonly isReopened?: boolean | undefined;
      readonly notes?: readonly string[] | undefined;
    }
  | Refused;

/** Nothing was changed: another consumer holds the object, or it was loaded before. */
export type Refused = { readonly kind: 'busy' } | { readonly kind: 'already-loaded' };

/** One load: everything it writes commits in one transaction, or nothing does. To be abandoned at its end, whatever it was. */
export interface Load {
  add(batch: ChangeBatch): Promise<void>;
  /** Rows that are kept apart with their reasons, in the transaction of the load; they count as quarantined. */
  quarantine(rows: readonly QuarantinedRow[]): void;
  /** Merges, records and commits; a run with how far it came. A success is one that is known. */
  commit(progress?: Progress): Promise<Committed>;
  /** Ends the load and its transaction without a trace; harmless after a commit. */
  abandon(): Promise<void>;
}

/** Where the rows of one table went, of a load over several. */
export interface TableCounts {
  readonly table: Table;
  readonly counts: RowCounts;
  /** Of a rehearsal only. */
  readonly rehearsal?: Rehearsal | undefined;
}

/** What of a load over several tables goes to one of them. */
export type TableLoad = Pick<Load, 'add' | 'quarantine'>;

export type TablesCommitted =
  | {
      readonly kind: 'loaded';
      /** In the order in which they were begun. */
      readonly tables: readonly TableCounts[];
      /** It was loaded before, and reopened. */
      readonly isReopened?: boolean | undefined;
      readonly notes?: readonly string[] | undefined;
    }
  | Refused;

/** One load over several tables: all that it writes commits in one transaction. To be abandoned at its end, whatever it was. */
export interface TransactionLoad extends Pick<Load, 'abandon'> {
  /** Begins with a table, once for each. Tables may then take turns. */
  begin(intent: TableIntent): Promise<TableLoad>;
  /** Merges table after table in the order in which they were begun, records and commits. A success is one that is known. */
  commit(): Promise<TablesCommitted>;
}

/** A file of few rows that waits to be loaded, with all of its changes. */
export interface HeldLoad {
  readonly intent: LoadIntent;
  readonly batches: readonly ChangeBatch[];
}

/** `apart`: nothing of it was changed, and it is to be loaded by itself, so that none sinks another. */
export type TogetherEnding = Committed | { readonly kind: 'apart' };
