/** When a run ends, and when an attempt does: learnt from the attempt's own runs. Times are milliseconds. */
import { RUN_LEAST_SECONDS } from '../limits.ts';
import type { Attempt } from '../ports/intent.ts';

/** A run on its way. */
export interface RunSoFar {
  readonly rows: number;
  /** Since it began. */
  readonly spentMs: number;
  /** Of the attempt, when it began. */
  readonly leftMs: number;
  /** Rows up to the next border of a row group; 0 at one, and in a file that has none. */
  readonly toBorder: number;
}

/** What is staged has to be merged and committed, too, which takes up to twice as long as staging it. */
const STAGING_SHARE = 1 / 3;

/** Part of a run by which it may be longer, so that it ends with a row group. */
const TO_BORDER_SHARE = 1 / 4;

export function isRunFull({ rows, spentMs, leftMs, toBorder }: RunSoFar, runRows: number): boolean {
  const isLong = rows >= runRows && (toBorder === 0 || toBorder > runRows * TO_BORDER_SHARE);
  return isLong || spentMs >= leftMs * STAGING_SHARE;
}

const MARGIN = 1.5;

/** Is there time for one more run, if it takes as long as the longest one so far, and half as long again? */
export function hasTimeForRun(leftMs: number, longestMs: number): boolean {
  return leftMs > Math.max(longestMs * MARGIN, RUN_LEAST_SECONDS * 1000);
}

/** Runs shrink to this part of their rows at most. */
const LEAST_SHARE = 1 / 16;

/** Rows of a run. Each receive before may have died of too long a one: it is half as long from one receive to the next. */
export function rowsOfRun(runRows: number, receiveCount: number): number {
  return Math.ceil(runRows * Math.max(2 ** (1 - receiveCount), LEAST_SHARE));
}

/**
 * May an attempt go on behind its first run? Not if the message was received before: it hands over to a new message, whose
 * receives are counted anew, so that consumers that die, but not before they got on, never bring it to the dead-letter queue.
 */
export function goesOn({ receiveCount, canFollowUp }: Pick<Attempt, 'receiveCount' | 'canFollowUp'>): boolean {
  return receiveCount <= 1 || canFollowUp !== true;
}
