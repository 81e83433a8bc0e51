import type pg from 'pg';
import type { RowCounts } from '../../domain/change/change.ts';
import type { Rehearsal } from '../../domain/change/rehearsal.ts';
import { LoaderError } from '../../domain/errors.ts';
import { isFinal } from '../../domain/ledger.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { ObjectIntent } from '../../domain/ports/intent.ts';
import type { Committed } from '../../domain/ports/load.ts';
import type { Connection } from './connection.ts';
import { isServerAnswer } from './errors.ts';
import { endRehearsal } from './rehearsal.ts';
import { findObject, type ObjectRow, readObject } from './sql/find-object.ts';
import { type LoadedTable, markLoaded } from './sql/mark-loaded.ts';
import { objectLock } from './sql/object-key.ts';
import type { Transaction } from './transaction.ts';

const WAIT_FOR_OLD_TRANSACTION = '12s';

/** Records the load of one table and commits it, as `commitTables` does. */
export async function commitLoad(
  transaction: Transaction,
  counts: RowCounts,
  notes: readonly string[] = [],
): Promise<Committed> {
  const { intent, claim } = transaction;
  const [rehearsal] = await commitTables(transaction, [
    { table: intent.table, tableLoadId: claim.tableLoadId, counts },
  ]);
  return {
    kind: 'loaded',
    counts,
    ...(rehearsal === undefined ? {} : { rehearsal }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/**
 * Records what a load did and commits, which ends the transaction. It returns only from a commit that is known: the
 * server said COMMIT, or the ledger says so afterwards. A rehearsal is rolled back, and answers what it was, table by table.
 * @throws what the server says while the transaction is still there; LoaderError once it is not
 */
export async function commitTables(
  transaction: Transaction<ObjectIntent>,
  loads: readonly LoadedTable[],
): Promise<readonly Rehearsal[]> {
  const { connection, client, intent, claim, watch } = transaction;
  if (intent.isRehearsal === true) {
    return await endRehearsal(transaction, loads);
  }
  let results: pg.QueryResult[];
  try {
    const message = `${markLoaded(intent, claim.objectLoadId, loads)};\ncommit`;
    results = (await client.query(message)) as unknown as pg.QueryResult[];
  } catch (error) {
    if (isServerAnswer(error)) {
      throw error;
    }
    watch.end();
    await connection.drop(client);
    await askLedger(connection, intent, error);
    return [];
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
  return [];
}

/**
 * The connection died during COMMIT. The claim's lock is free only when the old transaction has ended one way or the
 * other, so under it the ledger's answer is the truth. "Not there", or no answer, means try again, never a recorded
 * failure.
 */
async function askLedger(connection: Connection, intent: ObjectIntent, cause: unknown): Promise<void> {
  const reason = await isInLedger(connection, intent).then(
    isThere => (isThere ? undefined : 'and the ledger does not have the load'),
    error => `and the ledger cannot be asked (${error instanceof Error ? error.message : String(error)})`,
  );
  if (reason === undefined) {
    return;
  }
  throw new LoaderError('COMMIT_UNKNOWN', {
    object: objectUrl(intent.object),
    reason: `the connection ended during COMMIT, ${reason}`,
    remedy: 'it can be tried again; if it was committed after all, the ledger will say so then',
    cause,
  });
}

async function isInLedger(connection: Connection, intent: ObjectIntent): Promise<boolean> {
  await connection.ask({
    // One message is one transaction, which ends by itself, whatever becomes of it.
    text: `set local lock_timeout = '${WAIT_FOR_OLD_TRANSACTION}';
select pg_advisory_xact_lock(${objectLock(intent.object)})`,
  });
  const record = readObject(await connection.ask<ObjectRow>(findObject(intent.object)));
  return record !== undefined && isFinal(record.state);
}
