import pg from 'pg';
import type { Table } from '../../../domain/table/table.ts';
import { quotedTarget } from '../identifiers.ts';

const BEFORE_MERGE = 'dms_before_merge';

/**
 * What precedes a merge: constraints that can be deferred are, so that values may change places within a file, and there is
 * a place to go back to. Says whether the target has any such constraint or trigger.
 */
export function guardMerge(table: Table): string {
  return `set constraints all deferred;
savepoint ${BEFORE_MERGE};
select exists (select from pg_trigger
  where tgrelid = to_regclass(${pg.escapeLiteral(quotedTarget(table))}) and tgdeferrable) as has_deferrable`;
}

/** Reads the answers to a message with `guardMerge` in it, whatever else it has. */
export function readGuard(results: readonly pg.QueryResult[]): boolean {
  return results.some(({ rows }) => rows[0]?.has_deferrable === true);
}

/** What deferrable constraints have to say shows here, not in a COMMIT; until the end of the transaction. */
export const CHECK_DEFERRED = 'set constraints all immediate';

export const TO_BEFORE_MERGE = `rollback to savepoint ${BEFORE_MERGE}`;
