import type pg from 'pg';
import type { RowCounts } from '../../domain/change/change.ts';
import { LoaderError } from '../../domain/errors.ts';
import { isFinal } from '../../domain/ledger.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { Committed, LoadIntent } from '../../domain/ports.ts';
import type { Connection } from './connection.ts';
import { isServerAnswer } from './errors.ts';
import { findObject, type ObjectRow, readObject } from './sql/find-object.ts';
import { markLoaded } from './sql/mark-loaded.ts';
import { objectLock } from './sql/object-key.ts';
import type { Claim } from './transaction.ts';

const WAIT_FOR_OLD_TRANSACTION = '15s';

/**
 * Records the load and commits. Success is answered only for a commit that is known: the server said COMMIT, or the
 * ledger says so afterwards.
 */
export async function commitLoad(
  context: { connection: Connection; client: pg.Client; intent: LoadIntent; claim: Claim },
  counts: RowCounts,
): Promise<Committed> {
  const { client, intent, claim } = context;
  let results: pg.QueryResult[];
  try {
    results = (await client.query(markLoaded(intent, claim, counts))) as unknown as pg.QueryResult[];
  } catch (error) {
    if (isServerAnswer(error)) {
      throw error;
    }
    return await askLedger(context, counts, error);
  }
  // A COMMIT of a transaction that had failed is answered with the tag ROLLBACK, and without an error.
  if (results.at(-1)?.command !== 'COMMIT') {
    throw new LoaderError('DATABASE_REFUSED', {
      object: objectUrl(intent.object),
      reason: `COMMIT was answered with ${results.at(-1)?.command}: the transaction had failed`,
      remedy: 'nothing was committed; the message is tried again',
    });
  }
  return { kind: 'loaded', counts };
}

/**
 * The connection died during COMMIT. The claim's lock is free only when the old transaction has ended one way or the
 * other, so under it the ledger's answer is the truth. "Not there" means try again, never a recorded failure.
 */
async function askLedger(
  { connection, intent }: { connection: Connection; intent: LoadIntent },
  counts: RowCounts,
  cause: unknown,
): Promise<Committed> {
  await connection.discard();
  const client = await connection.client();
  await client.query(
    `begin; set local lock_timeout = '${WAIT_FOR_OLD_TRANSACTION}'; select pg_advisory_xact_lock(${objectLock(intent.object)})`,
  );
  const { rows } = await client.query<ObjectRow>(findObject(intent.object));
  await client.query('rollback');
  const record = readObject(rows);
  if (record !== undefined && isFinal(record.state)) {
    return { kind: 'loaded', counts };
  }
  throw new LoaderError('COMMIT_UNKNOWN', {
    object: objectUrl(intent.object),
    reason: 'the connection ended during COMMIT, and the ledger does not have the load',
    remedy: 'nothing was committed; the message is tried again',
    cause,
  });
}
