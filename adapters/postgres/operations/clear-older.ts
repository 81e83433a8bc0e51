import type pg from 'pg';
import { isAppendOnly, type Table } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { lockTarget } from '../sql/lock-target.ts';
import { clearOlder, countOlder, type OlderRow } from '../sql/older-rows.ts';
import { purgeTombstones } from '../sql/purge-tombstones.ts';
import { raiseFloor } from '../sql/raise-floor.ts';
import { type OperatorAction, recordAction } from '../sql/record-action.ts';
import { timestampText } from '../timestamp-text.ts';
import { operate } from './operate.ts';

/** Which rows of a target are meant. */
export interface OlderThan {
  readonly table: Table;
  /** Rows that were written before it, microseconds since 1970. */
  readonly beforeMicros: bigint;
  /** Loads (`table_load_id`) whose rows stay, whatever their time is. */
  readonly keptLoads: readonly bigint[];
}

/** How many rows those are. */
export interface OlderRows {
  /** With a position. */
  readonly placed: number;
  /** Older than the loader, so that they have none. */
  readonly unplaced: number;
  /** Times of the oldest and the newest position, ISO 8601 with microseconds; null where there is no such row. */
  readonly oldest: string | null;
  readonly newest: string | null;
}

/** Counts and changes nothing. @throws LoaderError of the database */
export function countOlderRows(connection: Connection, older: OlderThan, seconds: number): Promise<OlderRows> {
  return operate(connection, seconds, client => count(client, older));
}

/**
 * Removes them, or marks them where the mapping says so, under the target's own lock, so that no load sees the half of it:
 * counts again, clears, raises the floor, drops the tombstones that it makes needless, and writes the audit row.
 * @throws LoaderError of the database; then nothing is changed
 */
export function clearOlderRows(
  connection: Connection,
  older: OlderThan,
  { seconds, ...action }: Pick<OperatorAction, 'action' | 'actor' | 'detail'> & { readonly seconds: number },
): Promise<OlderRows> {
  const { table } = older;
  const before = timestampText(older.beforeMicros);
  return operate(connection, seconds, async client => {
    // In a statement of its own: one sees the world as of its start.
    await client.query(lockTarget(table, 'exclusive'));
    const rows = await count(client, older);
    await client.query(clearOlder(table), parametersOf(older));
    await client.query(raiseFloor(table, before, action.action));
    const tombstones = isAppendOnly(table) ? 0 : (await client.query(purgeTombstones(table, before))).rowCount;
    await client.query(recordAction({ ...action, table, detail: { ...action.detail, before, rows, tombstones } }));
    return rows;
  });
}

async function count(client: pg.Client, older: OlderThan): Promise<OlderRows> {
  const { rows } = await client.query<OlderRow>(countOlder(older.table), parametersOf(older));
  const [found] = rows;
  return {
    placed: Number(found?.placed),
    unplaced: Number(found?.unplaced),
    oldest: found?.oldest ?? null,
    newest: found?.newest ?? null,
  };
}

function parametersOf({ beforeMicros, keptLoads }: OlderThan): unknown[] {
  return [timestampText(beforeMicros), keptLoads.map(String)];
}
