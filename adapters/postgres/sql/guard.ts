import pg from 'pg';
import { type DerivedColumn, type Table, targetColumns } from '../../../domain/table/table.ts';
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
  where tgrelid = ${relationOf(table)} and tgdeferrable) as has_deferrable,
  exists (select from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
    where k.conrelid = ${relationOf(table)} and k.contype = 'c' and a.attname <> all (array[${namesOf(targetColumns(table))}]))
    as checks_others,
  exists (select from pg_attribute a where a.attrelid = ${relationOf(table)} and a.attnum > 0 and not a.attisdropped
    and a.attname not like '\\_dms\\_%' and a.attname <> all (array[${namesOf(table.columns)}])) as has_others,
  ${written(table)} as written_before`;
}

function relationOf(table: Table): string {
  return `to_regclass(${pg.escapeLiteral(quotedTarget(table))})`;
}

function namesOf(columns: readonly DerivedColumn[]): string {
  return columns.map(({ name }) => pg.escapeLiteral(name)).join(', ');
}

/** Rows that this session has written to a table, be they rolled back or not: only a difference says something. */
function written(table: Table): string {
  const relation = relationOf(table);
  return `coalesce(pg_stat_get_xact_tuples_inserted(${relation}) + pg_stat_get_xact_tuples_updated(${relation}), 0)`;
}

export function askWritten(table: Table): string {
  return `select ${written(table)} as written`;
}

export interface Guard {
  /** The target has constraints or triggers that can be deferred. */
  readonly hasDeferrable: boolean;
  /** It has columns besides those that the mapping takes from files. */
  readonly hasOthers: boolean;
  /** It has a CHECK that looks at a column which is not mapped. */
  readonly checksOthers: boolean;
  /** What `askWritten` would have answered before the merge. */
  readonly writtenBefore: number;
}

/** Reads the answers to a message with `guardMerge` in it, whatever else it has. */
export function readGuard(results: readonly pg.QueryResult[]): Guard {
  const row = results.find(({ rows }) => rows[0]?.has_deferrable !== undefined)?.rows[0];
  return {
    hasDeferrable: row?.has_deferrable === true,
    hasOthers: row?.has_others === true,
    checksOthers: row?.checks_others === true,
    writtenBefore: Number(row?.written_before ?? 0),
  };
}

/** What deferrable constraints have to say shows here, not in a COMMIT; until the end of the transaction. */
export const CHECK_DEFERRED = 'set constraints all immediate';

/**
 * The same of all but the ledger's: its rows refer to one another, and are complete at the commit only. A name may stand for
 * several constraints of its schema.
 */
export const CHECK_OWN_DEFERRED = `do $check$ declare names text; begin
  select string_agg(distinct format('%I.%I', n.nspname, k.conname), ', ') into names
  from pg_constraint k join pg_namespace n on n.oid = k.connamespace
  where k.condeferrable and n.nspname <> 'dms_loader' and has_schema_privilege(n.oid, 'usage');
  if names is not null then execute 'set constraints ' || names || ' immediate'; end if;
end $check$`;

export const TO_BEFORE_MERGE = `rollback to savepoint ${BEFORE_MERGE}`;
