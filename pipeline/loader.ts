import type { RowCounts } from '../domain/change/change.ts';
import type { Rehearsal } from '../domain/change/rehearsal.ts';
import type { LoaderError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { FollowUp } from '../domain/notification/follow-up.ts';
import type { ObjectIdentity } from '../domain/object/identity.ts';
import type { Routes } from '../domain/object/route.ts';
import type { OutcomeKind } from '../domain/outcome.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Database } from '../domain/ports/database.ts';
import type { FormatReader } from '../domain/ports/files.ts';
import type { TableCounts } from '../domain/ports/load.ts';
import type { ObjectStore } from '../domain/ports/store.ts';
import type { TransactionReader } from '../domain/ports/transactions.ts';
import { type Table, targetName } from '../domain/table/table.ts';

/** What loading an object takes. One of these serves one object at a time: a database connection is one. */
export interface Loader {
  readonly database: Database;
  readonly store: ObjectStore;
  readonly reader: FormatReader;
  readonly transactions: TransactionReader;
  readonly routes: Routes;
  readonly clock: Clock;
  readonly log: Log;
  /** Part of a refusal's fingerprint: what one version refuses, the next may read. */
  readonly packageVersion: string;
  /** Memory of a reader, in MiB. Part of a refusal's fingerprint, too: what is too large for one process, another may read. */
  readonly readerMemoryMib?: number | undefined;
  /** Rows of one transaction of a file that takes several, about. */
  readonly runRows: number;
  /** Rows of one slice of a full-load file that is spread over messages, about. */
  readonly sliceRows: number;
  /** Each load is rolled back at its end, and so is one transaction. */
  readonly isRehearsal?: boolean | undefined;
}

/** Where an object is said to be, and which write of it, as far as the announcement knows. */
export interface ObjectPlace {
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  readonly eTag?: string | undefined;
  readonly sizeBytes?: number | undefined;
  /** Known to be copied there from another object. */
  readonly isCopy?: boolean | undefined;
  /** An operator's word for when DMS wrote a LOAD file, in milliseconds since 1970; wins over whatever else says so. */
  readonly writtenAtMs?: number | undefined;
  /** What of the file a follow-up message is about. A hint: progress and ranges are read from the ledger. */
  readonly followUp?: FollowUp | undefined;
}

/** What became of an object, or of a part of the work on it. */
export interface Ending {
  readonly outcome: OutcomeKind;
  readonly error?: LoaderError | undefined;
  /** Of all tables. */
  readonly counts?: RowCounts | undefined;
  /** Of a rehearsal of a file of one table. */
  readonly rehearsal?: Rehearsal | undefined;
  /** Of each table, of a file of transactions. */
  readonly tables?: readonly TableCounts[] | undefined;
  /** Rows of a file of transactions whose tables are on the ignore list. They belong to no table, and count nowhere else. */
  readonly ignoredRows?: number | undefined;
  /** Of `continued`: slices, by number, for which a message has to be sent, so that the file is gone on with. May be none. */
  readonly continuation?: Continuation | undefined;
}

export interface Continuation extends Pick<FollowUp, 'objectLoadId' | 'restarts'> {
  readonly slices: readonly number[];
}

export interface LoadResult extends Ending {
  /** Remarks for people: what was unusual, though nothing was wrong. */
  readonly notes: readonly string[];
  readonly identity: ObjectIdentity;
  readonly table: Table | undefined;
  /** A LOAD file whose rows say themselves when they were written: their place does not rest on the file's time. */
  readonly isTimedByRow: boolean;
}

/** What a file of transactions did to each of its tables, for logs and documents; nothing of any other file. */
export function toldTables({ tables, ignoredRows }: Ending): Readonly<Record<string, unknown>> {
  return {
    ...(tables === undefined
      ? {}
      : { tables: tables.map(({ table, counts }) => ({ target: targetName(table), ...counts })) }),
    ...(ignoredRows === undefined ? {} : { ignoredRows }),
  };
}
