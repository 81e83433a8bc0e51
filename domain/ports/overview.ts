/** What the ledger says of tables, loads and failures: read only, for status, console and the like. Times are milliseconds since 1970. */
import type { ObjectState } from '../ledger.ts';
import type { Mapped } from '../object/mapped.ts';

export interface Overview {
  /** Of each target of a mapping or of the ledger, by name. "Today" begins at `sinceMs`. */
  tables(sinceMs: number, mapped: Mapped): Promise<readonly TableStatus[]>;
  /**
   * Objects that failed, were refused, are missing, or stopped in part at an error, grouped by what went wrong; the largest
   * group first. Those count no more of which a write that was seen later is loaded, nor those that were
   * given up.
   */
  failures(): Promise<readonly FailureGroup[]>;
  /** The ledger's lines, the newest first. With `mapped`, those of a target have its failed objects, too. */
  loads(filter: LoadFilter, mapped?: Mapped): Promise<readonly LoadLine[]>;
  /** What was loaded in a span of time, in as many equal parts, of each target that had any; files in part are not. */
  activity(span: Span): Promise<readonly ActivityPart[]>;
}

export interface TableStatus {
  /** `schema.table` */
  readonly target: string;
  /** When the last change that was applied was written at the source; undefined before the first. */
  readonly newestWrittenAtMs: number | undefined;
  readonly lastLoadedAtMs: number | undefined;
  readonly filesToday: number;
  /** Applied. */
  readonly rowsToday: number;
  /** Transactions that hold its lock right now, or wait for it: those that merge into it, not those that still read. */
  readonly inFlight: number;
  /** Objects that are loaded in part. */
  readonly partial: number;
  /** Of `failures`, those of its files. Files of transactions, and those that no mapping takes, are in `failures` only. */
  readonly failing: number;
  /** Rows that are set aside. */
  readonly quarantined: number;
}

export interface FailureGroup {
  /** Of domain/error-group.ts: the same for the same thing gone wrong. */
  readonly group: string;
  readonly code: string;
  /** What the errors have in common, their values left out. */
  readonly text: string;
  readonly objects: number;
  readonly states: Readonly<Partial<Record<ObjectState, number>>>;
  /** When the first of them was seen, and when the last of them failed. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly example: { readonly object: string; readonly message: string };
}

export interface LoadFilter {
  /** `schema.table` */
  readonly target?: string | undefined;
  readonly states?: readonly ObjectState[] | undefined;
  /** `s3://bucket/prefix` that the object's URL begins with. */
  readonly prefix?: string | undefined;
  readonly code?: string | undefined;
  readonly group?: string | undefined;
  /** Changed then or later, and before. */
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  readonly limit: number;
  /** Only lines with a smaller `objectLoadId`: for the next page. */
  readonly beforeId?: bigint | undefined;
}

/** One write of an object. */
export interface LoadLine {
  readonly objectLoadId: bigint;
  /** `s3://bucket/key` */
  readonly object: string;
  readonly eTag: string;
  readonly sizeBytes: number;
  readonly lastModifiedMs: number | undefined;
  readonly state: ObjectState;
  readonly attempts: number;
  readonly firstSeenAtMs: number;
  readonly changedAtMs: number;
  /** Somebody said that nobody will load it, and it was not tried since. */
  readonly givenUpAtMs: number | undefined;
  /** Of the last failure, also where a later attempt succeeded. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
  readonly slices: { readonly done: number; readonly all: number } | undefined;
  readonly tables: readonly TableLine[];
}

/** What of it went to one target. */
export interface TableLine {
  readonly tableLoadId: bigint;
  readonly target: string;
  readonly writtenAtMs: number;
  readonly startedAtMs: number;
  readonly loadedAtMs: number;
  readonly mappingFingerprint: string;
  readonly counts: {
    readonly read: number;
    readonly applied: number;
    readonly unchanged: number;
    readonly superseded: number;
    readonly quarantined: number;
  };
}

export interface Span {
  readonly sinceMs: number;
  /** Behind the last moment of it. */
  readonly untilMs: number;
  readonly parts: number;
}

export interface ActivityPart {
  readonly target: string;
  /** From 0. */
  readonly part: number;
  readonly files: number;
  readonly rowsApplied: number;
  /** Sums of the seconds of the loads, of `files` of them. */
  readonly loadSeconds: number;
  /** Longest time between the writing of a file at the source and the end of its load. */
  readonly longestLagMs: number;
}
