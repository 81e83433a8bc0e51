import type pg from 'pg';
import type { LoadIntent, ObjectIntent } from '../../domain/ports/intent.ts';
import { type ClaimAnswer, claimObject, readClaim, type TransactionLimits } from './sql/claim-object.ts';
import { claimRun, type RunLoadIntent, readRunClaim, sliceLock } from './sql/claim-run.ts';
import { objectLock } from './sql/object-key.ts';

/** How a transaction claims what it is about: a write of an object, or one slice of it. */
export interface Claiming {
  /** SQL for the numbers of the locks that others may hold. */
  readonly locks: readonly string[];
  /** Begins the transaction. */
  message(limits: TransactionLimits): string;
  /** Of the answers to a message that begins so. */
  read(answers: readonly pg.QueryResult[]): ClaimAnswer;
}

export function claimingOf(intent: ObjectIntent | LoadIntent): Claiming {
  const lock = objectLock(intent.object);
  return isRun(intent)
    ? {
        locks: [lock, sliceLock(intent.run)],
        message: limits => claimRun(intent, limits),
        read: readRunClaim,
      }
    : { locks: [lock], message: limits => claimObject(intent, limits), read: readClaim };
}

export function isRun(intent: ObjectIntent | LoadIntent): intent is RunLoadIntent {
  return 'run' in intent && intent.run !== undefined;
}
