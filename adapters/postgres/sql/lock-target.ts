import pg from 'pg';
import { type Table, targetName } from '../../../domain/table/table.ts';

/**
 * How a load locks its target: shared for a set of upserts only; exclusive when it deletes or changes keys.
 *
 * A statement sees the world as of its start. Without this lock, an older update that began before a newer delete
 * committed would not see the tombstone and would insert the deleted row again. The lock has to be held before the merge
 * statement starts: taken inside it, it is useless.
 */
export type LockMode = 'shared' | 'exclusive';

/** SQL that gives the lock number of a target. */
export function targetLock(table: Pick<Table, 'target'>): string {
  return targetLockOf(pg.escapeLiteral(targetName(table)));
}

/** The same, of SQL that gives its name, `schema.table`. */
export function targetLockOf(name: string): string {
  return `hashtextextended(E'target\\n' || ${name}, 0)`;
}

/** Waits for the lock, at most the transaction's `lock_timeout`; it ends with the transaction. */
export function lockTarget(table: Table, mode: LockMode): string {
  const take = mode === 'exclusive' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  return `select ${take}(${targetLock(table)})`;
}
