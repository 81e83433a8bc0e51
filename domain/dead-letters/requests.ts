/** What is asked about dead letters, and what came of it. */
import type { JudgedLetter } from './judged.ts';

/** Letters as one look found them; by now others may have come or gone. */
export interface Look {
  /** The longest dead first. */
  readonly letters: readonly JudgedLetter[];
  /** Letters that the queue says it holds, an approximate number (SQS API reference, GetQueueAttributes). */
  readonly held: number;
  /** All that were to be had were seen: neither a bound nor a signal ended the look. */
  readonly isComplete: boolean;
}

interface Request {
  /** Which letters it is about. Asked after a fresh look, at which some may be judged otherwise than before. */
  chosen(letter: JudgedLetter): boolean;
  /** Everything is looked at, nothing is changed or written down. */
  readonly isRehearsal: boolean;
  /** Who, for the audit table: `user@host`. */
  readonly actor: string;
  /** Letters to look at; 10,000 if it is not said. */
  readonly most?: number | undefined;
  /** Letters dealt with, of the chosen ones. */
  onProgress?(done: number, all: number): void;
  /** Ends it between two batches; what is done stays done. */
  readonly signal?: AbortSignal | undefined;
}

export interface RedriveRequest extends Request {
  /** Letters a second; undefined: as fast as SQS takes them. */
  readonly ratePerSecond?: number | undefined;
  /** After a batch, stops once more than so many percent of those that ended have failed. */
  readonly stopAtFailuresPercent?: number | undefined;
}

export interface RedriveReport {
  readonly chosen: number;
  /** Of a rehearsal: 0. */
  readonly moved: number;
  /** Chosen ones that are in the dead-letter queue still. */
  readonly left: number;
  /** Refusals that were forgotten, so that the next attempt reads the object anew. */
  readonly refusalsCleared: number;
  /** Why it ended before its end. */
  readonly stopped?: string | undefined;
  /** What is worth knowing though nothing went wrong. */
  readonly notes: readonly string[];
  /** The chosen ones. */
  readonly letters: readonly JudgedLetter[];
}

export interface DropRequest extends Request {
  /** For the audit table, where the bodies go as well. */
  readonly reason: string;
}

export interface DropReport {
  readonly chosen: number;
  /** Of a rehearsal: 0. */
  readonly dropped: number;
  readonly left: number;
  /** Writes that failed and that the letters announced: they count as failing no more. Of a rehearsal: those that would be. */
  readonly givenUp: number;
  readonly stopped?: string | undefined;
  /** The chosen ones. */
  readonly letters: readonly JudgedLetter[];
}

/** Everything, by SQS itself. */
export interface MoveRequest extends Omit<Request, 'chosen'> {
  readonly ratePerSecond?: number | undefined;
}

export interface MoveReport {
  /** Letters that the dead-letter queue held at the beginning; an approximate number. */
  readonly held: number;
  /** Of a rehearsal: 0. */
  readonly moved: number;
  readonly refusalsCleared: number;
  /** SQS moved them; what has no such task (an emulator) is sent and deleted. */
  readonly isNative: boolean;
  /** Why it ended before its end. */
  readonly stopped?: string | undefined;
}
