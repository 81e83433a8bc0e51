import type pg from 'pg';
import type { ObjectIntent, PartialIntent } from '../../../domain/ports/intent.ts';
import { nameUntil } from './end-overdue.ts';
import { FINAL_LIST, IDENTITY_COLUMNS, identityLiterals, objectLock } from './object-key.ts';

/** What `claimObject` answers. */
export interface ClaimAnswer {
  /** Held by this transaction now. False: another consumer has it. */
  readonly locked: boolean;
  /** Undefined when the lock was not had or the ledger is against it. */
  readonly claim: Claim | undefined;
  /** Of a run that the ledger is against: its slice is done. */
  readonly isOver?: boolean | undefined;
}

export interface Claim {
  readonly objectLoadId: bigint;
  readonly tableLoadId: bigint;
  /** It is loaded, and is loaded once more: changes meet rows that they made themselves. */
  readonly isReopened?: boolean | undefined;
  /** Rows of it that were set aside are loaded now. */
  readonly isRetried?: boolean | undefined;
  /** Of a run. */
  readonly slice?: ClaimedSlice | undefined;
}

export interface ClaimedSlice {
  /** The first row behind it; undefined: it goes on to the end of the file. */
  readonly beforeRow: number | undefined;
  /** All of its runs so far went straight into the target; undefined: this is the first. */
  readonly isDirect: boolean | undefined;
  /** The file has no other. */
  readonly isAlone: boolean;
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
 *
 * A file that is loaded in part is gone on with in part: of a claim for all of it at once it is held by others, but for a
 * rehearsal, which undoes it. A file that is about to be loaded in part is claimed so, too.
 *
 * What was reopened is claimed although it is loaded. The mark stays until the commit, but where the file is loaded in part
 * from now on.
 */
export function claimObject(intent: ObjectIntent | PartialIntent, limits: TransactionLimits): string {
  const lock = objectLock(intent.object);
  const isPartial = 'slices' in intent;
  const state = isPartial ? 'partial' : 'loaded';
  const closed = isPartial || intent.isRehearsal === true ? FINAL_LIST : `${FINAL_LIST}, 'partial'`;
  const reopens = intent.reopens === true;
  return `${beginWithin(limits)};
select pg_try_advisory_xact_lock(${lock}) as locked;
insert into dms_loader.object_load as o (${IDENTITY_COLUMNS}, state)
select ${identityLiterals(intent.object)}, '${state}' where pg_try_advisory_xact_lock(${lock})
on conflict (${IDENTITY_COLUMNS}) do update
  set state = '${state}', attempts = o.attempts + 1, changed_at = now(), refusal_fingerprint = null, given_up_at = null${
    isPartial ? ', reopened_at = null' : ''
  }${reopens ? ", reopened_at = case when o.state = 'loaded' then now() end" : ''}
  where o.state not in (${closed}) or o.reopened_at is not null${reopens ? " or o.state = 'loaded'" : ''}
returning object_load_id, nextval('dms_loader.table_load_table_load_id_seq') as table_load_id, reopened_at is not null as is_reopened`;
}

/** SQL that begins a transaction that ends, at the latest, with its attempt. */
export function beginWithin({ remainingMs, lockTimeoutMs }: TransactionLimits): string {
  return `begin isolation level read committed;
select ${nameUntil(remainingMs)};
set local lock_timeout = ${lockTimeoutMs};
set local statement_timeout = ${remainingMs};
set local idle_in_transaction_session_timeout = ${remainingMs}`;
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
        : {
            objectLoadId: BigInt(row.object_load_id),
            tableLoadId: BigInt(row.table_load_id),
            isReopened: row.is_reopened === true,
          },
  };
}
