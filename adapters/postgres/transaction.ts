import type pg from 'pg';
import { deadlineNear } from '../../domain/deadline.ts';
import { LoaderError } from '../../domain/errors.ts';
import { isFinal } from '../../domain/ledger.ts';
import type { Attempt, LoadIntent, ObjectIntent } from '../../domain/ports/intent.ts';
import type { Refused } from '../../domain/ports/load.ts';
import type { Table } from '../../domain/table/table.ts';
import { claimingOf } from './claiming.ts';
import type { Connection } from './connection.ts';
import { databaseError, isConnectionGood, isLockTimeout } from './errors.ts';
import { beginAgain } from './load-again.ts';
import type { Claim, TransactionLimits } from './sql/claim-object.ts';
import { endOverdue } from './sql/end-overdue.ts';
import { findObject, type ObjectRow, readObject } from './sql/find-object.ts';
import { targetLock } from './sql/lock-target.ts';

/** A load waits this long for others that hold its target; then its message is shown again a little later. */
const LONGEST_LOCK_WAIT_MS = 20_000;

/** Ends a load that outlives its attempt: on a socket that died without a word, no answer and no error ever comes. */
interface Watch {
  /** The attempt's time ran out, and the connection was dropped for it. */
  hasStruck(): boolean;
  /** To be called when the transaction has ended. */
  end(): void;
}

/** The transaction of a load that has its claim: of a load of one table, if nothing else is said. */
export interface Transaction<Intent extends ObjectIntent = LoadIntent> {
  readonly connection: Connection;
  /**
   * The one client of this transaction, until its end. On another one, be it of the same connection, there would be no
   * transaction: each statement would commit by itself.
   */
  readonly client: pg.Client;
  readonly intent: Intent;
  readonly claim: Claim;
  readonly watch: Watch;
  /** What the server answered to the message of the claim, and to what was sent behind it. */
  readonly answers?: readonly pg.QueryResult[] | undefined;
}

/**
 * Begins the transaction of a load and claims its object. A claim held by a consumer that vanished is taken from it.
 * `behindClaim` is SQL that is sent in the same message, behind the claim.
 */
export async function beginClaimed<Intent extends ObjectIntent>(
  connection: Connection,
  intent: Intent,
  behindClaim = '',
): Promise<Transaction<Intent> | Refused> {
  const first = await tryClaim(connection, intent, behindClaim);
  if (!('kind' in first) || first.kind !== 'busy') {
    return first;
  }
  return (await endOverdueHolders(connection, claimingOf(intent).locks))
    ? await tryClaim(connection, intent, behindClaim)
    : first;
}

async function tryClaim<Intent extends ObjectIntent>(
  connection: Connection,
  intent: Intent,
  behindClaim: string,
): Promise<Transaction<Intent> | Refused> {
  const { begun, limits } = await startTransaction(connection, intent);
  const claiming = claimingOf(intent);
  try {
    const message = [claiming.message(limits), behindClaim].filter(part => part !== '').join(';\n');
    const answers = (await begun.client.query(message)) as unknown as pg.QueryResult[];
    const { locked, claim, isOver } = claiming.read(answers);
    if (claim !== undefined) {
      const held = claim.isReopened === true ? await beginAgain({ ...begun, claim }) : claim;
      return { ...begun, claim: held, answers };
    }
    const isLoaded = locked && (isOver ?? (await isFinalInLedger(begun)));
    await rollBack(begun);
    return { kind: isLoaded ? 'already-loaded' : 'busy' };
  } catch (error) {
    return await failTransaction(begun, error);
  }
}

/** What a transaction has before it begins, and the limits for the message that begins it. */
export async function startTransaction<Intent extends ObjectIntent>(
  connection: Connection,
  intent: Intent,
): Promise<{ readonly begun: Omit<Transaction<Intent>, 'claim'>; readonly limits: TransactionLimits }> {
  const client = await connection.client();
  const remainingMs = remainingOf(intent.attempt);
  const limits = { remainingMs, lockTimeoutMs: Math.min(LONGEST_LOCK_WAIT_MS, remainingMs) };
  return { begun: { connection, client, intent, watch: watchDeadline(connection, client, remainingMs) }, limits };
}

/** A claim of all of a file is refused, too, where it is loaded in part. */
async function isFinalInLedger({ client, intent }: Begun): Promise<boolean> {
  const record = readObject((await client.query<ObjectRow>(findObject(intent.object))).rows);
  return record !== undefined && isFinal(record.state);
}

function remainingOf(attempt: Attempt): number {
  const remainingMs = Math.floor(attempt.deadlineMs - Date.now());
  if (remainingMs <= 0) {
    throw deadlineNear();
  }
  return remainingMs;
}

/** A little later than the server's own timeout, whose answer says more. */
const WATCH_LATER_MS = 300;

function watchDeadline(connection: Connection, client: pg.Client, remainingMs: number): Watch {
  let isStruck = false;
  const timer = setTimeout(() => {
    isStruck = true;
    void connection.drop(client);
  }, remainingMs + WATCH_LATER_MS);
  timer.unref();
  return { hasStruck: () => isStruck, end: () => clearTimeout(timer) };
}

/** Ends backends that hold locks past their consumer's time. True if there was one; whoever may not end it waits on. */
async function endOverdueHolders(connection: Connection, locks: readonly string[]): Promise<boolean> {
  let ended = 0;
  try {
    for (const lock of locks) {
      const [answer] = await connection.ask<{ ended: number }>({ text: endOverdue(lock) });
      ended += answer?.ended ?? 0;
    }
    return ended > 0;
  } catch (error) {
    if (error instanceof LoaderError && error.code === 'DATABASE_ACCESS') {
      return false;
    }
    throw error;
  }
}

type Begun = Omit<Transaction<ObjectIntent>, 'claim'>;

/** Ends the transaction, if the connection still can; else the connection is dropped, and the transaction with it. */
export async function rollBack({ connection, client, watch }: Begun): Promise<void> {
  try {
    await client.query('rollback');
  } catch {
    await connection.drop(client);
  } finally {
    watch.end();
  }
}

/** An error of a transaction as ours; one that the end of its time brought about says so. */
export function transactionError({ watch }: Begun, error: unknown): LoaderError {
  return watch.hasStruck() && !(error instanceof LoaderError) ? deadlineNear() : databaseError(error);
}

/**
 * Ends the transaction after an error and says what it means: a target that others hold for long is `busy`, everything
 * else is thrown as ours. `targets` are the tables that it may have waited for.
 */
export async function failTransaction(
  begun: Begun,
  error: unknown,
  targets: readonly Table[] = targetsOf(begun.intent),
): Promise<Refused> {
  if (isConnectionGood(error)) {
    await rollBack(begun);
  } else {
    begun.watch.end();
    await begun.connection.drop(begun.client);
  }
  if (isLockTimeout(error)) {
    await endOverdueHolders(begun.connection, targets.map(targetLock));
    return { kind: 'busy' };
  }
  throw transactionError(begun, error);
}

function targetsOf(intent: ObjectIntent | LoadIntent): readonly Table[] {
  return 'table' in intent ? [intent.table] : [];
}
