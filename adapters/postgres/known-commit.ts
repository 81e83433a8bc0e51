import type pg from 'pg';
import { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { ObjectIntent } from '../../domain/ports/intent.ts';
import { isServerAnswer } from './errors.ts';
import type { Transaction } from './transaction.ts';

const WAIT_FOR_OLD_TRANSACTION = '12s';

/** What a transaction writes into the ledger at its end, and how its end is known. */
export interface Ending<Known> {
  /** SQL. */
  readonly marks: string;
  /** Of the answers to that. */
  read(answers: readonly pg.QueryResult[]): Known;
  /** SQL that takes the locks of the transaction's claim, once it has ended. */
  readonly locks: string;
  /** What the ledger has of it, asked behind that; undefined if it has nothing. */
  find(): Promise<Known | undefined>;
}

/**
 * Records what a load did and commits, which ends the transaction. It returns only from a commit that is known: the
 * server said COMMIT, or the ledger says so afterwards.
 * @throws what the server says while the transaction is still there; LoaderError once it is not
 */
export async function commitKnown<Known>(
  transaction: Omit<Transaction<ObjectIntent>, 'claim'>,
  ending: Ending<Known>,
): Promise<Known> {
  const { connection, client, intent, watch } = transaction;
  let results: pg.QueryResult[];
  try {
    results = (await client.query(`${ending.marks};\ncommit`)) as unknown as pg.QueryResult[];
  } catch (error) {
    if (isServerAnswer(error)) {
      throw error;
    }
    watch.end();
    await connection.drop(client);
    return await askLedger(transaction, ending, error);
  }
  // A COMMIT of a transaction that had failed is answered with the tag ROLLBACK, and without an error.
  if (results.at(-1)?.command !== 'COMMIT') {
    throw new LoaderError('DATABASE_REFUSED', {
      object: objectUrl(intent.object),
      reason: `COMMIT was answered with ${results.at(-1)?.command}: the transaction had failed`,
      remedy: 'nothing was committed, it can be tried again',
    });
  }
  watch.end();
  return ending.read(results);
}

/**
 * The connection died during COMMIT. The claim's lock is free only when the old transaction has ended one way or the
 * other, so under it the ledger's answer is the truth. "Not there", or no answer, means try again, never a recorded
 * failure.
 */
async function askLedger<Known>(
  { connection, intent }: Pick<Transaction<ObjectIntent>, 'connection' | 'intent'>,
  { locks, find }: Ending<Known>,
  cause: unknown,
): Promise<Known> {
  let reason = 'the ledger does not have the load';
  try {
    // One message is one transaction, which ends by itself, whatever becomes of it.
    await connection.ask({ text: `set local lock_timeout = '${WAIT_FOR_OLD_TRANSACTION}';\n${locks}` });
    const found = await find();
    if (found !== undefined) {
      return found;
    }
  } catch (error) {
    reason = `the ledger cannot be asked (${error instanceof Error ? error.message : String(error)})`;
  }
  throw new LoaderError('COMMIT_UNKNOWN', {
    object: objectUrl(intent.object),
    reason: `the connection ended during COMMIT, and ${reason}`,
    remedy: 'it can be tried again; if it was committed after all, the ledger will say so then',
    cause,
  });
}
