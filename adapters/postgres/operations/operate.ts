import type pg from 'pg';
import { LoaderError } from '../../../domain/errors.ts';
import type { Connection } from '../connection.ts';
import { databaseError, isConnectionGood } from '../errors.ts';
import { nameUntil } from '../sql/end-overdue.ts';

/** An operator would rather hear that a table is busy than wait for it. */
const LONGEST_LOCK_WAIT_MS = 20_000;

/**
 * Work on a target that an operator asked for, in one transaction, with time for large tables. It ends by itself when its
 * time is over; a lock that it holds longer than that is taken from it, as from a load.
 */
export async function operate<Result>(
  connection: Connection,
  seconds: number,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = await connection.client();
  const timeMs = seconds * 1000;
  try {
    await client.query(`begin isolation level read committed;
select ${nameUntil(timeMs)};
set local lock_timeout = ${LONGEST_LOCK_WAIT_MS};
set local statement_timeout = ${timeMs};
set local idle_in_transaction_session_timeout = ${timeMs}`);
    const result = await work(client);
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') {
      const reason = `COMMIT was answered with ${command}: the transaction had failed`;
      throw new LoaderError('DATABASE_REFUSED', { reason, remedy: 'nothing was changed, it can be tried again' });
    }
    return result;
  } catch (error) {
    await endTransaction(connection, client, error);
    throw databaseError(error);
  }
}

async function endTransaction(connection: Connection, client: pg.Client, error: unknown): Promise<void> {
  const isEnded =
    isConnectionGood(error) &&
    (await client.query('rollback').then(
      () => true,
      () => false,
    ));
  if (!isEnded) {
    await connection.drop(client);
  }
}
