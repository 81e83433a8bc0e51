import type { ObjectState } from '../ledger.ts';
import type { Table } from '../table/table.ts';

/** What the ledger and the tables say, to be held against a bucket. */
export interface Reconciliation {
  /**
   * All writes of objects whose keys begin with a prefix, page by page, in the order of their keys by UTF-8 bytes; those of
   * one key stand together, the oldest line first.
   */
  writes(bucket: string, prefix: string): AsyncIterable<KnownWrite>;
  /**
   * Holds the rows of a target against the ledger, in one statement that reads all of the target once, in `seconds` at most.
   * `isInOrder`: no row may be newer than the time of its file, so that the newest load gives way to none.
   * @throws LoaderError TARGET_NOT_MIGRATED, DEADLINE_NEAR and what else the database says
   */
  rows(table: Table, options: { readonly seconds: number; readonly isInOrder: boolean }): Promise<RowsFound>;
}

/** A write of an object, as the ledger knows it. Times are milliseconds since 1970. */
export interface KnownWrite {
  readonly key: string;
  readonly eTag: string;
  readonly sizeBytes: number;
  /** Undefined for a file whose name carries its time, and for one that was not opened yet. */
  readonly lastModifiedMs: number | undefined;
  readonly state: ObjectState;
  readonly firstSeenAtMs: number;
  readonly changedAtMs: number;
  /** Somebody said that nobody will load it, and it was not tried since. */
  readonly givenUpAtMs?: number | undefined;
  /** Of the last failure, if the state is not final. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** Rows of it that are set aside and wait. */
  readonly setAside: number;
}

/** A target, row by row, and what of it the ledger contradicts. */
export interface RowsFound {
  /** Rows that carry the number of a load. */
  readonly rows: number;
  /** Loads that they carry. */
  readonly loads: number;
  /** Rows above the floor whose load the ledger does not have, and an example of its number. */
  readonly unknown: { readonly rows: number; readonly load: bigint | undefined };
  /** Loads of which more rows stand than they brought. */
  readonly overfull: { readonly loads: number; readonly load: bigint | undefined };
  /** The newest load above the floor that brought rows; undefined where there is none, or it cannot be held to have kept them. */
  readonly newest: NewestLoad | undefined;
}

export interface NewestLoad {
  readonly load: bigint;
  /** `s3://bucket/key` */
  readonly object: string;
  readonly applied: number;
  /** Rows of it that stand, and tombstones of its time. */
  readonly found: number;
}
