import { BUSY_PAUSE_SECONDS, RETRY_FIRST_SECONDS, RETRY_LONGEST_SECONDS } from './limits.ts';
import { answerTo, type OutcomeKind } from './outcome.ts';

/** An answer that sends a message back to the queue. */
export interface Retry {
  /** Undefined, where it is not known what became of the message, counts as `failed`. */
  readonly outcome: OutcomeKind | undefined;
  /** From 1. */
  readonly receiveCount: number;
  /** From 0 up to, not including, 1. */
  readonly random: number;
}

/**
 * Whole seconds until a message should be seen again; undefined if it is acknowledged. Without it every retry would wait
 * for the queue's visibility timeout, and a poison message would take hours to reach the dead-letter queue.
 */
export function pauseBeforeRetry({ outcome, receiveCount, random }: Retry): number | undefined {
  if (answerTo(outcome) === 'acknowledge') {
    return;
  }
  if (outcome === 'rejected') {
    return 0;
  }
  return outcome === 'busy' ? BUSY_PAUSE_SECONDS : backoffSeconds(receiveCount, random);
}

/**
 * Is there only one receive left, or none, before SQS moves the message to the dead-letter queue? A busy message is then
 * replaced by a copy, so that waiting for another consumer never looks like failing.
 */
export function isNextToLastReceive(receiveCount: number, receiveLimit: number): boolean {
  return receiveCount >= receiveLimit - 1;
}

/** 10 to 20 s after the first receive, 20 to 40 s after the second, and so on up to 15 minutes; the jitter is half of it. */
function backoffSeconds(receiveCount: number, random: number): number {
  const longest = Math.min(RETRY_FIRST_SECONDS * 2 ** Math.max(receiveCount, 1), RETRY_LONGEST_SECONDS);
  return Math.floor((longest * (1 + random)) / 2);
}
