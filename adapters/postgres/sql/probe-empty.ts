import pg from 'pg';
import { isAppendOnly, type Table } from '../../../domain/table/table.ts';
import { quotedTarget, quotedTombstones } from '../identifiers.ts';
import { targetLock } from './lock-target.ts';

/**
 * Takes the target for this load alone if nobody has it, and says whether it is empty: no row, no tombstone, no floor.
 * Never waits: a target that others are loading is not worth waiting for. `LEAVE_PROBE` gives the lock back.
 */
export function probeEmpty(table: Table): string {
  return probe(table, `select from ${quotedTarget(table)}`);
}

/**
 * Takes the target in the same way, and says whether nothing but a load's own runs has been at it since the load began: no
 * tombstone, no floor, and no load with a later number. One that began before and ends now is found by its keys alone, if
 * it has some that this load brings: they end a COPY.
 */
export function probeOwn(table: Table, tableLoadId: bigint): string {
  return probe(table, `select from dms_loader.table_load where table_load_id > ${tableLoadId} and ${isOf(table)}`);
}

function probe(table: Table, others: string): string {
  const tombstones = isAppendOnly(table) ? '' : ` and not exists (select from ${quotedTombstones(table)})`;
  return `savepoint probe;
select pg_try_advisory_xact_lock(${targetLock(table)}) as locked;
select not exists (${others})${tombstones}
  and not exists (select from dms_loader.table_floor where ${isOf(table)}) as free`;
}

function isOf({ target }: Table): string {
  return `target_schema = ${pg.escapeLiteral(target.schema)} and target_table = ${pg.escapeLiteral(target.table)}`;
}

export function readProbe(results: readonly pg.QueryResult[]): boolean {
  return results[1]?.rows[0]?.locked === true && results[2]?.rows[0]?.free === true;
}

export const LEAVE_PROBE = 'rollback to savepoint probe';
