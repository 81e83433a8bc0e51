/** A file that takes several transactions. Rows are numbered in the file, from 1. */
import type { RowCounts } from '../change/change.ts';

/** Consecutive rows of a file. */
export interface RowRange {
  readonly fromRow: number;
  /** The first row behind them; undefined: they go on to the end of the file. */
  readonly beforeRow: number | undefined;
}

/** A part of a file that one consumer at a time loads, run after run. A file that is not spread has one. */
export interface Slice extends RowRange {
  /** From 1. */
  readonly number: number;
  /** The first row that is not committed. */
  readonly nextRow: number;
  readonly isDone: boolean;
  /** What the database has to know for the next run of the AR_H_CHANGE_SEQ that are committed; undefined where the file has none. */
  readonly lastSequence: string | undefined;
}

/** What the ledger says of a file that is loaded in part. */
export interface PartialLoad {
  readonly objectLoadId: bigint;
  /** Of the position of its rows, whatever an attempt finds out anew. */
  readonly writtenAtMicros: bigint;
  /** The mapping under which it was begun: under another one it starts over. */
  readonly mappingFingerprint: string;
  /** How often it was started over: then rows of this very load stand in the target, and are written again. */
  readonly restarts: number;
  /** It was begun, or a run of it committed, within the time of a long attempt: others are at it. */
  readonly isMoving: boolean;
  /** Of all runs that are committed. */
  readonly counts: RowCounts;
  readonly slices: readonly Slice[];
}

/** One transaction of such a file: consecutive rows of a slice, from its progress on. */
export interface RunIntent {
  readonly objectLoadId: bigint;
  /** Number of the slice. */
  readonly slice: number;
  /** The slice's `nextRow`; a load that finds another one in the ledger is `busy`. */
  readonly fromRow: number;
  readonly restarts: number;
  readonly lastSequence: string | undefined;
}

/** How far a slice is once its run is committed. */
export interface Progress {
  /** The first row behind the run. */
  readonly nextRow: number;
  readonly isSliceDone: boolean;
  /** Where that is, for people: of a file that has row groups, those that lie wholly before `nextRow`, and all. */
  readonly rowGroups: { readonly done: number; readonly all: number } | undefined;
  /** Bad rows that the whole file may have: with more of them in all slices, the run fails with BUDGET_EXCEEDED. */
  readonly mostQuarantined: number | undefined;
}
