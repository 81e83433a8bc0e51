import type pg from 'pg';
import { LoaderError } from '../../domain/errors.ts';
import type { Attempt, LoadIntent, Refused } from '../../domain/ports.ts';
import type { Connection } from './connection.ts';
import { databaseError, isLockTimeout } from './errors.ts';
import { type ClaimAnswer, claimObject, readClaim } from './sql/claim-object.ts';
import { applicationName, endOverdue } from './sql/end-overdue.ts';
import { targetLock } from './sql/lock-target.ts';
import { objectLock } from './sql/object-key.ts';

/** A load waits this long for others that hold its target; then its message is shown again a little later. */
const LONGEST_LOCK_WAIT_MS = 20_000;

export type Claim = NonNullable<ClaimAnswer['claim']>;

/**
 * Begins the transaction of a load and claims its object. A claim held by a consumer that vanished is taken from it.
 * `then` is sent in the same message, behind the claim.
 */
export async function beginClaimed(connection: Connection, intent: LoadIntent, then = ''): Promise<Claim | Refused> {
  const first = await tryClaim(connection, intent, then);
  if (!('kind' in first) || first.kind !== 'busy') {
    return first;
  }
  return (await endOverdueHolders(connection, objectLock(intent.object)))
    ? await tryClaim(connection, intent, then)
    : first;
}

async function tryClaim(connection: Connection, intent: LoadIntent, then: string): Promise<Claim | Refused> {
  const client = await connection.client();
  const message = claimObject(intent, limitsOf(intent.attempt));
  const results = (await client.query(then === '' ? message : `${message};\n${then}`)) as unknown as pg.QueryResult[];
  const { locked, claim } = readClaim(results);
  if (claim !== undefined) {
    return claim;
  }
  await client.query('rollback');
  return { kind: locked ? 'already-loaded' : 'busy' };
}

function limitsOf(attempt: Attempt) {
  const remainingMs = Math.floor(attempt.deadlineMs - Date.now());
  if (remainingMs <= 0) {
    throw new LoaderError('DEADLINE_NEAR', {
      reason: 'the time of this attempt is over',
      remedy: 'nothing is lost: the message is tried again',
    });
  }
  return {
    applicationName: applicationName(attempt.deadlineMs),
    lockTimeoutMs: Math.min(LONGEST_LOCK_WAIT_MS, remainingMs),
    remainingMs,
  };
}

/** Ends backends that hold a lock past their consumer's time. True if there was one. */
async function endOverdueHolders(connection: Connection, lock: string): Promise<boolean> {
  const client = await connection.client();
  const { rows } = await client.query<{ ended: number }>(endOverdue(lock));
  return (rows[0]?.ended ?? 0) > 0;
}

/** Ends the transaction, if the connection still can; else the connection is dropped, and the transaction with it. */
export async function rollBack(connection: Connection, client: pg.Client): Promise<void> {
  try {
    await client.query('rollback');
  } catch {
    await connection.discard();
  }
}

/** What an error of a load means once its transaction has ended: a target that others hold for long is `busy`. */
export async function refusalOf(connection: Connection, intent: LoadIntent, error: unknown): Promise<Refused> {
  if (isLockTimeout(error)) {
    await endOverdueHolders(connection, targetLock(intent.table));
    return { kind: 'busy' };
  }
  throw databaseError(error);
}

/**
 * Ends a load that outlives its attempt: on a socket that died without a word, no answer and no error ever comes.
 * Returns what calls the watch off.
 */
export function watchDeadline(connection: Connection, attempt: Attempt): () => void {
  const remainingMs = Math.max(0, attempt.deadlineMs - Date.now());
  const timer = setTimeout(() => void connection.discard(), remainingMs);
  timer.unref();
  return () => clearTimeout(timer);
}
