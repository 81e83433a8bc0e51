import type { Drop, RowAside } from '../../../domain/quarantine/quarantine.ts';
import type { Connection } from '../connection.ts';
import { lockTarget } from '../sql/lock-target.ts';
import { recordAction } from '../sql/record-action.ts';
import { markDropped, type RowAsideRow, rowAside, rowsAside } from '../sql/rows-aside.ts';
import { operate } from './operate.ts';

/**
 * Gives up rows that are set aside, in one transaction and under the target's own lock, so that no retry has them in its
 * hands meanwhile. The load goes on counting them as quarantined: they were read, and placed nowhere.
 */
export function dropRows(connection: Connection, { table, place, where, reason, actor, seconds }: Drop) {
  return operate(connection, seconds, async (client): Promise<readonly RowAside[]> => {
    // In a statement of its own: one sees the world as of its start.
    await client.query(lockTarget(table, 'exclusive'));
    const { rows: found } = await client.query<RowAsideRow>(rowsAside({ target: table.target, place, where }));
    if (found.length === 0) {
      return [];
    }
    await client.query(markDropped(found));
    const rows = found.map(rowAside);
    const detail = { reason, where, rows: rows.length, loads: byLoad(rows) };
    await client.query(recordAction({ action: 'quarantine-drop', table, actor, detail }));
    return rows;
  });
}

/** Which rows of which load. */
function byLoad(rows: readonly RowAside[]): readonly Readonly<Record<string, unknown>>[] {
  const loads = Map.groupBy(rows, ({ tableLoadId }) => tableLoadId);
  return [...loads].map(([load, own]) => ({
    object: own[0]?.object,
    load: String(load),
    rows: own.map(({ row }) => row),
  }));
}
