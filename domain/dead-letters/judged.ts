/** What becomes of a dead letter if it is sent once more, as far as ledger and bucket can tell. */
import type { ErrorCode } from '../errors.ts';

/**
 * - `already-loaded`: all that it announces is loaded.
 * - `newer-loaded`: what it announces was overwritten, and the newer content is loaded.
 * - `object-gone`: the object is not in its bucket any more.
 * - `transient`: worth another try.
 * - `poison`: will fail again: refused for its bytes, nothing that this rests on has changed; or the same error again and again.
 * - `not-ours`: no notification of a file of a table that is mapped.
 */
export type Judgement = 'already-loaded' | 'newer-loaded' | 'object-gone' | 'transient' | 'poison' | 'not-ours';

/** What is suggested. `repair`: mend what the error names, then redrive. */
export type SuggestedAct = 'drop' | 'redrive' | 'repair';

/** A message of the dead-letter queue. */
export interface DeadLetter {
  /** SQS message id. */
  readonly id: string;
  readonly body: string;
  /** Valid while it is hidden by the look that received it. */
  readonly receiptHandle: string;
  /** When it was first sent to its queue, milliseconds since 1970 (SentTimestamp, which a move to the dead-letter queue keeps). */
  readonly sentAtMs: number;
}

export interface JudgedLetter {
  readonly letter: DeadLetter;
  readonly judgement: Judgement;
  readonly act: SuggestedAct;
  /** Why, a sentence for people. */
  readonly why: string;
  /** What it announces; empty for what cannot be read. */
  readonly objects: readonly JudgedObject[];
  /** The error that its group is named after; undefined where nothing went wrong that is known. */
  readonly error: JudgedError | undefined;
}

export interface JudgedObject {
  /** `s3://bucket/key` */
  readonly object: string;
  /** `schema.table`; undefined where no mapping takes it. */
  readonly target: string | undefined;
  readonly judgement: Judgement;
  /** A sentence without the object. */
  readonly why: string;
}

export interface JudgedError {
  readonly code: ErrorCode;
  /** Of domain/error-group.ts. */
  readonly group: string;
  readonly message: string;
  /** Attempts that ended with it, as far as the ledger counts them. */
  readonly times: number;
}
