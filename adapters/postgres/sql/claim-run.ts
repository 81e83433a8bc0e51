import pg from 'pg';
import type { LoadIntent } from '../../../domain/ports/intent.ts';
import type { RunIntent } from '../../../domain/ports/partial.ts';
import { beginWithin, type ClaimAnswer, type TransactionLimits } from './claim-object.ts';
import { objectLock } from './object-key.ts';

/** A load that is a run. */
export type RunLoadIntent = LoadIntent & { readonly run: RunIntent };

/** SQL that gives the lock number of a slice. */
export function sliceLock({ objectLoadId, slice }: RunIntent): string {
  return `hashtextextended(${pg.escapeLiteral(`slice\n${objectLoadId}\n${slice}`)}, 0)`;
}

/**
 * One message that begins the transaction of a run and claims its slice: the slice's lock alone, the object's with other
 * slices, so that a load of the whole file and one that starts over are kept out. Both are tried, never waited for. What the
 * ledger says is read behind them, and not written before the end: slices would wait there for one another.
 */
export function claimRun({ object, table, run }: RunLoadIntent, limits: TransactionLimits): string {
  return `${beginWithin(limits)};
select pg_try_advisory_xact_lock_shared(${objectLock(object)}) and pg_try_advisory_xact_lock(${sliceLock(run)}) as locked;
select o.object_load_id, t.table_load_id, s.before_row, s.is_direct, s.is_done or o.state <> 'partial' as is_over,
  s.next_row = ${run.fromRow} and o.restarts = ${run.restarts} and t.mapping_fingerprint = ${pg.escapeLiteral(table.fingerprint)}
    as is_next,
  (select count(*) from dms_loader.object_slice p where p.object_load_id = o.object_load_id) = 1 as is_alone
from dms_loader.object_load o join dms_loader.object_slice s using (object_load_id)
  join dms_loader.table_load t using (object_load_id)
where o.object_load_id = ${run.objectLoadId} and s.slice = ${run.slice}`;
}

/** Reads the answers to a message that begins with `claimRun`. */
export function readRunClaim(results: readonly pg.QueryResult[]): ClaimAnswer {
  const locked = results.find(({ rows }) => rows[0]?.locked !== undefined)?.rows[0]?.locked === true;
  const row = results.find(({ rows }) => rows[0]?.is_next !== undefined)?.rows[0];
  if (!locked || row === undefined || row.is_over === true || row.is_next !== true) {
    return { locked, isOver: row?.is_over === true, claim: undefined };
  }
  return {
    locked,
    claim: {
      objectLoadId: BigInt(row.object_load_id),
      tableLoadId: BigInt(row.table_load_id),
      slice: {
        beforeRow: row.before_row === null ? undefined : Number(row.before_row),
        isDirect: row.is_direct ?? undefined,
        isAlone: row.is_alone === true,
      },
    },
  };
}
