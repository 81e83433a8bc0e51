/** The history of an object, and of a row, as far as the ledger keeps it. Times are milliseconds since 1970. */
import type { ObjectState } from '../ledger.ts';
import type { ObjectIdentity } from '../object/identity.ts';
import type { Table } from '../table/table.ts';
import type { LoadLine } from './overview.ts';

export interface Traces {
  /** All writes of an object that the ledger knows, the oldest first; empty for one that it does not know. */
  file(object: { readonly bucket: string; readonly key: string }): Promise<FileTrace>;
  /**
   * Which change made a row what it is. `key`: a text for each key column of the table, in its order.
   * @throws LoaderError COMMAND_INVALID for a table without a key, another number of parts, or a text that is no value of its column
   */
  row(table: Table, key: readonly string[]): Promise<RowTrace>;
  /**
   * A text for each part of a key, which equal keys share however they are written (domain/table/key-text.ts).
   * @throws LoaderError as `row`
   */
  comparableKey(table: Table, key: readonly string[]): Promise<readonly string[]>;
  /** Files of which something is loaded into a table, by when they were written, the newest first. */
  loadedFiles(table: Table, which: WhichFiles): Promise<readonly TracedFile[]>;
  /** Files of whatever table of which nothing is loaded, nor ever will be as they are: failed, rejected, missing. */
  unloadedFiles(which: WhichFiles): Promise<readonly TracedFile[]>;
}

export interface WhichFiles {
  /** Written (loaded ones) or changed in the ledger (others) then or later. */
  readonly sinceMs: number | undefined;
  readonly limit: number;
}

/** A write of an object, as far as it concerns a table. */
export interface TracedFile {
  readonly object: ObjectIdentity;
  readonly state: ObjectState;
  /** Undefined: nothing of it is loaded. */
  readonly tableLoadId: bigint | undefined;
  /** As its load took it. */
  readonly writtenAtMicros: bigint | undefined;
  /** Numbers of its rows that were set aside, and that no retry placed. */
  readonly setAside: readonly number[];
}

export interface FileTrace {
  readonly writes: readonly WriteTrace[];
  /** When the object was removed from its bucket, as far as that was announced. */
  readonly removals: readonly AttemptLine[];
}

export interface WriteTrace extends LoadLine {
  readonly history: readonly AttemptLine[];
  /** Rows of it that are set aside still. */
  readonly setAside: number;
}

export interface AttemptLine {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly messageId: string;
  readonly receiveCount: number;
  readonly outcome: string;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** Text of the event, of a removal. */
  readonly eventTime: string | undefined;
  /** Of a run: its slice, its first row, the first row behind it. */
  readonly run: { readonly slice: number; readonly fromRow: number; readonly beforeRow: number } | undefined;
}

export interface RowTrace {
  /** `deleted`: its tombstone, or its mark, is there. */
  readonly state: 'present' | 'deleted' | 'absent';
  /** Of what stands now; undefined for an absent row, and for one that is older than the loader. */
  readonly madeBy: ChangeTrace | undefined;
  /** At or below it no change may insert the row. */
  readonly floor: { readonly writtenAtMicros: bigint; readonly rowNumber: bigint; readonly reason: string } | undefined;
}

/** A change, as it stands in its file. */
export interface ChangeTrace {
  readonly writtenAtMicros: bigint;
  /** In its file, from 1. */
  readonly row: number;
  /** Undefined where the ledger does not know the load any more. */
  readonly load:
    | {
        readonly tableLoadId: bigint;
        readonly objectLoadId: bigint;
        /** `s3://bucket/key` */
        readonly object: string;
        readonly eTag: string;
        /** Undefined where the attempt is not in the ledger any more. */
        readonly messageId: string | undefined;
        readonly receiveCount: number | undefined;
        /** Of a file that took several transactions: when that of the row ended. */
        readonly loadedAtMs: number;
        /** When a retry brought it, after it had been set aside; undefined for any other. */
        readonly releasedAtMs: number | undefined;
        readonly mappingFingerprint: string;
      }
    | undefined;
}
