/** What stands between the loader and its server. */
import type pg from 'pg';
import type { DatabaseFacts } from '../../../domain/doctor/database-facts.ts';
import { type Connection, makeConnection } from '../connection.ts';

/**
 * A server tells each client the id of its backend at the start (PostgreSQL manual, "Message Formats", BackendKeyData); a
 * pooler gives an id of its own. Whether it leaves a client its backend shows when another client is busy in a
 * transaction: a pool of transactions hands it the backend that was free.
 */
export async function poolingOf(client: pg.Client, backend: number, url: string): Promise<DatabaseFacts['pooling']> {
  if (startId(client) === backend) {
    return 'direct';
  }
  const other = makeConnection(url);
  try {
    return (await isMoved(client, other, backend)) ? 'transaction' : 'session';
  } finally {
    await other.close();
  }
}

function startId(client: pg.Client): unknown {
  return Reflect.get(client, 'processID');
}

async function isMoved(client: pg.Client, other: Connection, backend: number): Promise<boolean> {
  const busy = await other.client();
  await busy.query('begin');
  try {
    const taken = await backendOf(busy);
    return taken === backend || (await backendOf(client)) !== backend;
  } finally {
    await busy.query('rollback');
  }
}

async function backendOf(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ backend: number }>('select pg_backend_pid() as backend');
  return rows[0]?.backend;
}
