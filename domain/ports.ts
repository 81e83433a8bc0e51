import type { ChangeBatch, RowCounts } from './change/change.ts';
import type { Rehearsal } from './change/rehearsal.ts';
import type { Column, SourceType } from './columns/column.ts';
import type { LoaderError } from './errors.ts';
import type { ObjectRecord, ObjectState } from './ledger.ts';
import type { ObjectIdentity } from './object/identity.ts';
import type { RowRoute } from './object/route-row.ts';
import type { TableName } from './object/table-name.ts';
import type { CsvSettings } from './table/csv-settings.ts';
import type { RowFault } from './table/faults.ts';
import type { Table, TableColumn } from './table/table.ts';
import type { ExistingColumn, NewColumn } from './table/target-column.ts';

/** Bytes of one write of an object, read by ranges. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly eTag: string;
  readonly sizeBytes: number;
  readonly lastModifiedMs: number;
  /**
   * Bytes `start` (from 0) up to, not including, `end`.
   * @throws LoaderError OBJECT_CHANGED, OBJECT_MISSING, OBJECT_FORBIDDEN, STORE_UNAVAILABLE or DEADLINE_NEAR
   */
  read(start: number, end: number): Promise<Uint8Array>;
}

export interface ObjectStore {
  /**
   * Opens what is stored under a key; with an `eTag`, only if it is that write; with an owner (an AWS account), only if
   * the bucket is theirs. Opening and all later reads end with DEADLINE_NEAR once the signal is raised.
   * @throws LoaderError OBJECT_CHANGED (another ETag), OBJECT_MISSING, OBJECT_FORBIDDEN, STORE_UNAVAILABLE or DEADLINE_NEAR
   */
  open(place: {
    bucket: string;
    key: string;
    eTag?: string | undefined;
    expectedBucketOwner?: string | undefined;
    signal?: AbortSignal | undefined;
  }): Promise<StoredObject>;
}

export interface SourceColumn {
  readonly name: string;
  readonly type: SourceType;
}

/** Consecutive rows of a file, by column. */
export interface SourceBatch {
  /** Number of the first row in the file, from 1. */
  readonly firstRow: number;
  readonly rowCount: number;
  /** In the order in which they were asked for. */
  readonly columns: readonly Column[];
  /** Number of each row in the file, rising, where they are not `firstRow`, `firstRow + 1`, ...: others stand between them. */
  readonly rowNumbers?: Float64Array | undefined;
}

export interface ReadingWay {
  /**
   * Text of a Parquet file that is not UTF-8 is handed over, marked (columns/bad-text.ts), so that its row can be set
   * aside; without it, it ends the reading with ROW_BAD.
   */
  readonly marksBadText?: boolean | undefined;
}

/** A file whose structure was read and checked; no values yet. */
export interface OpenedFile {
  readonly columns: readonly SourceColumn[];
  /** Undefined for a file that has to be read to its end to know. */
  readonly rowCount: number | undefined;
  /**
   * Batches in file order, none empty, with just the named columns. A name must be one of `columns`. Each call begins at
   * the first row.
   */
  read(names: readonly string[], way?: ReadingWay): AsyncIterable<SourceBatch>;
}

/** A file that declares how many rows it has. */
export interface SourceFile extends OpenedFile {
  readonly rowCount: number;
}

/** Reads files that say themselves how they are to be read. */
export interface FileReader {
  /** @throws LoaderError OBJECT_EMPTY or PARQUET_* for what is wrong with the bytes; the errors of `StoredObject.read` */
  open(object: StoredObject): Promise<SourceFile>;
}

/** What a CSV file does not say of itself. */
export interface CsvFormat {
  readonly kind: 'csv';
  readonly settings: CsvSettings;
  /** Names of all columns in the order of the file, needed where there is no header. */
  readonly columns: readonly string[] | undefined;
}

export type FileFormat = { readonly kind: 'parquet' } | CsvFormat;

/** Reads files of every format. */
export interface FormatReader {
  /** @throws LoaderError OBJECT_EMPTY, PARQUET_* or CSV_* for what is wrong with the bytes; the errors of `StoredObject.read` */
  open(object: StoredObject, format: FileFormat): Promise<OpenedFile>;
}

/** How the rows of a file of transactions are read, each of a table that it names itself. */
export interface TransactionFormat {
  readonly settings: CsvSettings;
  /**
   * What becomes of the rows of a table, by its name in the file. Asked more than once for a table.
   * @throws LoaderError TABLE_NOT_MAPPED or CSV_COLUMNS_UNKNOWN for one that keeps the file from being loaded
   */
  route(name: TableName): RowRoute;
}

/** A run of rows of one table, in file order, with all their columns; or rows that are left out. */
export type TransactionPart =
  | {
      readonly kind: 'rows';
      readonly table: Table;
      /** Those of `batch`, Op first. Always the same ones for one table of a file. */
      readonly columns: readonly SourceColumn[];
      readonly batch: SourceBatch;
    }
  | { readonly kind: 'ignored'; readonly pattern: string; readonly rowCount: number };

/** Reads files whose rows are of many tables. */
export interface TransactionReader {
  /**
   * The parts of a file. Those of one table come in file order, and each table's first in the order in which the file
   * names them. How many rows are held back for it does not grow with the file.
   * @throws LoaderError OBJECT_EMPTY, CSV_* or ROW_BAD for what is wrong with the bytes; the errors of `StoredObject.read`
   * and of `TransactionFormat.route`
   */
  read(object: StoredObject, format: TransactionFormat): AsyncIterable<TransactionPart>;
}

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
}

/** A write of an object that is about to be loaded. */
export interface ObjectIntent {
  readonly object: ObjectIdentity;
  readonly writtenAtMicros: bigint;
  readonly attempt: Attempt;
  /** Everything is done and counted, and then rolled back: nothing stays, in the ledger neither. */
  readonly isRehearsal?: boolean | undefined;
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
export interface LoadIntent extends ObjectIntent, TableIntent {}

/** How rows are set aside that only the database refuses. */
export interface SetAside {
  /** Rows that may still be set aside; asked once all rows were read. */
  budgetLeft(): number;
  /** The rows as the file has them, in the order of their numbers. */
  sourceRows(rows: readonly number[]): Promise<readonly SourceRow[]>;
  /** The error of a load with more bad rows than that, of which some are named. */
  overBudget(faults: readonly RowFault[]): LoaderError;
  /** To be told which rows were set aside so, one fault of each, for the remarks of the load. */
  remark?(faults: readonly RowFault[]): void;
}

/** A row as its file has it, in a form that JSON holds exactly (domain/quarantine/source-row.ts). */
export interface SourceRow {
  /** In the file, from 1. */
  readonly row: number;
  readonly cells: readonly SourceCell[];
}

export interface SourceCell {
  readonly name: string;
  readonly type: SourceType;
  /** NULL, or the value as text: digits of numbers, hexadecimal digits of bytes, `true` and `false`. */
  readonly value: string | null;
}

/** A row that is set aside, and why. */
export interface QuarantinedRow {
  readonly source: SourceRow;
  /** Its position's time; with the row number the guard of a retry. */
  readonly writtenAtMicros: bigint;
  readonly faults: readonly RowFault[];
}

export type Committed =
  | {
      readonly kind: 'loaded';
      readonly counts: RowCounts;
      /** Of a rehearsal only: nothing of it is there any more. */
      readonly rehearsal?: Rehearsal | undefined;
      readonly notes?: readonly string[] | undefined;
    }
  | Refused;
/** Nothing was changed: another consumer holds the object, or it was loaded before. */
export type Refused = { readonly kind: 'busy' } | { readonly kind: 'already-loaded' };

/** One load: everything it writes commits in one transaction, or nothing does. To be abandoned at its end, whatever it was. */
export interface Load {
  add(batch: ChangeBatch): Promise<void>;
  /** Rows that are kept apart with their reasons, in the transaction of the load; they count as quarantined. */
  quarantine?(rows: readonly QuarantinedRow[]): void;
  /** Merges, records and commits. A success is one that is known. */
  commit(): Promise<Committed>;
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

export interface Database {
  findObject(object: ObjectIdentity): Promise<ObjectRecord | undefined>;
  beginLoad(intent: LoadIntent): Promise<Load | Refused>;
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

/** A message of the queue. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly receiptHandle: string;
  /** From 1. */
  readonly receiveCount: number;
}

/** What the loader does to messages besides answering them. */
export interface Queue {
  /** Lets a message be seen again after so many seconds. */
  showAgainIn(message: Message, seconds: number): Promise<void>;
  /** Sends a copy of a message, to be seen after so many seconds. */
  sendCopy(message: Message, delaySeconds: number): Promise<void>;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}
