import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { databaseError, isConnectionGood } from './errors.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** A connection unused for longer may have died while the Lambda was frozen: it is asked before it is trusted. */
const IDLE_BEFORE_PING_MS = 20_000;
const PING_TIMEOUT_MS = 3000;
/** For a statement outside of loads, which have deadlines of their own. */
const ANSWER_TIMEOUT_MS = 15_000;

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
  /** Ends a client, whatever state it is in; if it is the kept one, the next `client()` opens another. */
  drop(client: pg.Client): Promise<void>;
  /** Ends the kept client. */
  close(): Promise<void>;
  /**
   * One statement outside of a load.
   * @throws LoaderError of the database, also when no answer comes in 15 s
   */
  ask<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<readonly Row[]>;
}

interface Kept {
  readonly client: pg.Client;
  isDead: boolean;
  usedAtMs: number;
}

export function makeConnection(url: string): Connection {
  let kept: Kept | undefined;

  async function drop(dropped: pg.Client): Promise<void> {
    kept = kept?.client === dropped ? undefined : kept;
    // A half-open socket never answers the goodbye: not waited for.
    await Promise.race([dropped.end().catch(() => undefined), pause(100)]);
  }

  async function client(): Promise<pg.Client> {
    if (kept !== undefined && !(await isUsable(kept))) {
      await drop(kept.client);
    }
    kept ??= await open(url);
    kept.usedAtMs = Date.now();
    return kept.client;
  }

  return {
    client,
    drop,
    close: async () => (kept === undefined ? undefined : await drop(kept.client)),
    async ask<Row extends pg.QueryResultRow>(query: pg.QueryConfig) {
      const asked = await client();
      try {
        return (await withTimeout(asked.query<Row>(query))).rows;
      } catch (error) {
        if (!isConnectionGood(error)) {
          await drop(asked);
        }
        throw databaseError(error);
      }
    },
  };
}

async function isUsable(kept: Kept): Promise<boolean> {
  if (kept.isDead) {
    return false;
  }
  if (Date.now() - kept.usedAtMs < IDLE_BEFORE_PING_MS) {
    return true;
  }
  const ping = kept.client.query('select 1').then(
    () => true,
    () => false,
  );
  return await Promise.race([ping, pause(PING_TIMEOUT_MS, false, { ref: false })]);
}

async function withTimeout<Result>(answer: Promise<Result>): Promise<Result> {
  const timer = new AbortController();
  const silence = pause(ANSWER_TIMEOUT_MS, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`no answer in ${ANSWER_TIMEOUT_MS} ms`);
  });
  silence.catch(() => undefined);
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, silence]);
  } finally {
    timer.abort();
  }
}

async function open(url: string): Promise<Kept> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'dms-loader',
  });
  const kept: Kept = { client, isDead: false, usedAtMs: Date.now() };
  const markDead = () => {
    kept.isDead = true;
  };
  // From the start: an error of a socket that nobody listens to would end the process.
  client.on('error', markDead);
  client.on('end', markDead);
  try {
    await client.connect();
    await withTimeout(client.query(SESSION_SETTINGS));
    return kept;
  } catch (error) {
    client.end().catch(() => undefined);
    throw databaseError(error);
  }
}
