import type pg from 'pg';
import type { ObjectIntent } from '../../../domain/ports/intent.ts';
import { nameUntil } from './end-overdue.ts';
import { FINAL_LIST, IDENTITY_COLUMNS, identityLiterals, objectLock } from './object-key.ts';

/** What `claimObject` answers. */
export interface ClaimAnswer {
  /** Held by this transaction now. False: another consumer has it. */
  readonly locked: boolean;
  /** Undefined when the lock was not had or the object's state is final. */
  readonly claim: { readonly objectLoadId: bigint; readonly tableLoadId: bigint } | undefined;
}

export interface TransactionLimits {
  readonly lockTimeoutMs: number;
  /** Until the attempt's deadline. */
  readonly remainingMs: number;
}

/**
 * One message that begins the transaction and claims the object: nobody else can hold it until this transaction ends,
 * however it ends. The claim is an upsert that succeeds unless the state is final: an `on conflict do nothing` would take
 * a recorded failure for a load.
 *
 * Read committed, whatever the database's default is: every statement has to see what was committed before it, not before
 * the transaction, or a lock would come after the view that it is to protect.
 *
 * The lock is tried, never waited for. It is tried a second time in the statement that writes, so that a consumer
 * without it does not wait there for the row of the one that has it.
 */
export function claimObject(intent: ObjectIntent, limits: TransactionLimits): string {
  const lock = objectLock(intent.object);
  return `begin isolation level read committed;
select ${nameUntil(limits.remainingMs)};
set local lock_timeout = ${limits.lockTimeoutMs};
set local statement_timeout = ${limits.remainingMs};
set local idle_in_transaction_session_timeout = ${limits.remainingMs};
select pg_try_advisory_xact_lock(${lock}) as locked;
insert into dms_loader.object_load as o (${IDENTITY_COLUMNS}, state)
select ${identityLiterals(intent.object)}, 'loaded' where pg_try_advisory_xact_lock(${lock})
on conflict (${IDENTITY_COLUMNS}) do update
  set state = 'loaded', attempts = o.attempts + 1, changed_at = now(), refusal_fingerprint = null
  where o.state not in (${FINAL_LIST})
returning object_load_id, nextval('dms_loader.table_load_table_load_id_seq') as table_load_id`;
}

/** Reads the answers to a message that begins with `claimObject`, whatever follows it. */
export function readClaim(results: readonly pg.QueryResult[]): ClaimAnswer {
  const row = results.find(result => result.command === 'INSERT')?.rows[0];
  const locked = results.find(({ rows }) => rows[0]?.locked !== undefined)?.rows[0]?.locked === true;
  return {
    locked: locked || row !== undefined,
    claim:
      row === undefined
        ? undefined
        : { objectLoadId: BigInt(row.object_load_id), tableLoadId: BigInt(row.table_load_id) },
  };
}
