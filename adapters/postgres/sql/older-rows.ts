import type { Table } from '../../../domain/table/table.ts';
import { quotedTarget } from '../identifiers.ts';
import { positionOf } from './changes.ts';

/**
 * Statements about the rows of a target that were written before a time. Parameters of each: $1 that time, $2 the loads
 * (`table_load_id`) whose rows stay whatever their time is.
 *
 * The time stands for the position before all rows that were written at it: row 0. A row without a position is older than
 * the loader, and so older than any time.
 */
function isOlder(alias: string): string {
  return `${positionOf(alias)} < ($1::timestamptz, 0) and coalesce(${alias}._dms_load <> all($2::bigint[]), true)`;
}

export interface OlderRow {
  readonly placed: string;
  readonly unplaced: string;
  readonly oldest: string | null;
  readonly newest: string | null;
}

/** Counts them, with the times of the oldest and the newest; those that are marked as deleted are not counted. */
export function countOlder(table: Table): string {
  const time = (moment: string) => `to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  const isThere = table.onDelete === 'mark' ? ' and t._dms_deleted is not true' : '';
  return `select count(t._dms_written_at) as placed, count(*) - count(t._dms_written_at) as unplaced,
  ${time('min(t._dms_written_at)')} as oldest, ${time('max(t._dms_written_at)')} as newest
from ${quotedTarget(table)} t where ${isOlder('t')}${isThere}`;
}

/**
 * Removes them, or marks them as deleted. A marked row takes the position of the time: else a change that was written
 * before and arrives later would find a row older than itself, and revive it.
 */
export function clearOlder(table: Table): string {
  const target = quotedTarget(table);
  return table.onDelete === 'mark'
    ? `update ${target} t set _dms_deleted = true, _dms_written_at = $1::timestamptz, _dms_row = 0 where ${isOlder('t')}`
    : `delete from ${target} t where ${isOlder('t')}`;
}
