import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { databaseError } from './errors.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** A connection unused for longer may have died while the Lambda was frozen: it is asked before it is trusted. */
const IDLE_BEFORE_PING_MS = 20_000;
const PING_TIMEOUT_MS = 3000;

/**
 * Session settings by which server and client learn that the other is gone: the server looks at the socket of a running
 * statement, and gives up unacknowledged data after 15 s. Not every platform has them all; one that is refused is done
 * without.
 */
const SESSION_SETTINGS = `do $$ declare s text[]; begin
  foreach s slice 1 in array array[
    ['client_connection_check_interval', '1s'], ['tcp_keepalives_idle', '10'], ['tcp_keepalives_interval', '5'],
    ['tcp_keepalives_count', '3'], ['tcp_user_timeout', '15s'], ['timezone', 'UTC'], ['datestyle', 'ISO, YMD']]
  loop
    begin perform set_config(s[1], s[2], false); exception when others then null; end;
  end loop;
end $$`;

/** One connection that is opened when first needed, kept, and replaced when it died. For one task at a time. */
export interface Connection {
  /** @throws LoaderError DATABASE_UNAVAILABLE or DATABASE_ACCESS */
  client(): Promise<pg.Client>;
  /** Drops the connection, whatever state it is in. The next `client()` opens another. */
  discard(): Promise<void>;
}

export function makeConnection(url: string): Connection {
  let current: { client: pg.Client; isDead: boolean; usedAtMs: number } | undefined;

  async function discard(): Promise<void> {
    const old = current;
    current = undefined;
    // A half-open socket never answers the goodbye: not waited for.
    await Promise.race([old?.client.end().catch(() => undefined), pause(100)]);
  }

  async function client(): Promise<pg.Client> {
    if (current !== undefined && (current.isDead || !(await isUsable(current)))) {
      await discard();
    }
    if (current === undefined) {
      const opened = { client: await open(url), isDead: false, usedAtMs: Date.now() };
      const markDead = () => {
        opened.isDead = true;
      };
      opened.client.on('error', markDead);
      opened.client.on('end', markDead);
      current = opened;
    }
    current.usedAtMs = Date.now();
    return current.client;
  }

  return { client, discard };
}

async function isUsable(connection: { client: pg.Client; usedAtMs: number }): Promise<boolean> {
  if (Date.now() - connection.usedAtMs < IDLE_BEFORE_PING_MS) {
    return true;
  }
  const ping = connection.client.query('select 1').then(
    () => true,
    () => false,
  );
  return await Promise.race([ping, pause(PING_TIMEOUT_MS, false, { ref: false })]);
}

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'dms-loader',
  });
  try {
    await client.connect();
    await client.query(SESSION_SETTINGS);
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw databaseError(error);
  }
}
