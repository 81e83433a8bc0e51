import pg from 'pg';
import { isAppendOnly, type Table } from '../../../domain/table/table.ts';
import { quotedTarget, quotedTombstones } from '../identifiers.ts';
import { targetLock } from './lock-target.ts';

/**
 * Takes the target for this load alone if nobody has it, and says whether it is empty: no row, no tombstone, no floor.
 * Never waits: a target that others are loading is not worth waiting for. `LEAVE_PROBE` gives the lock back.
 */
export function probeEmpty(table: Table): string {
  const { schema, table: name } = table.target;
  return `savepoint probe;
select pg_try_advisory_xact_lock(${targetLock(table)}) as locked;
select not exists (select from ${quotedTarget(table)})${isAppendOnly(table) ? '' : ` and not exists (select from ${quotedTombstones(table)})`}
  and not exists (select from dms_loader.table_floor
    where target_schema = ${pg.escapeLiteral(schema)} and target_table = ${pg.escapeLiteral(name)}) as empty`;
}

export function readProbe(results: readonly pg.QueryResult[]): boolean {
  return results[1]?.rows[0]?.locked === true && results[2]?.rows[0]?.empty === true;
}

export const LEAVE_PROBE = 'rollback to savepoint probe';
