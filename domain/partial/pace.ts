/** When a run ends, and when an attempt does: learnt from the attempt's own runs. Times are milliseconds. */
import { RUN_LEAST_SECONDS } from '../limits.ts';

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
