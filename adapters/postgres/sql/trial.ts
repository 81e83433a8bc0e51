import type pg from 'pg';
import { ROW_FAULT_PATTERN, type ServerFault } from '../server-fault.ts';

/** A state that PostgreSQL does not have, by which a trial ends itself. */
const UNDONE = 'DMS00';

/**
 * The function that tries statements of a merge: it gives NULL and keeps what they did, or undoes it and gives the fault of
 * a row. Every other error is thrown, and ends the transaction: an outage is never taken for a bad row. On the server, a
 * trial is one statement; from here it would be four (savepoint, merge, check, rollback). It stays with the session, as a
 * temporary function does.
 *
 * Parameters: the statements, of which each has $1 written at and $2 load, whether deferrable constraints are to be checked,
 * and whether what was done stays where there was no fault.
 */
export const CREATE_TRIAL = `create or replace function pg_temp.dms_trial(text[], timestamptz, bigint, boolean, boolean) returns jsonb
language plpgsql as $trial$
declare
  statement text;
begin
  if $4 then
    set constraints all deferred;
  end if;
  foreach statement in array $1 loop
    execute statement using $2, $3;
  end loop;
  if $4 then
    set constraints all immediate;
    set constraints all deferred;
  end if;
  if not $5 then
    raise exception using errcode = '${UNDONE}';
  end if;
  return null;
exception when others then
  if sqlstate = '${UNDONE}' then
    return null;
  end if;
  if sqlstate !~ '${ROW_FAULT_PATTERN}' then
    raise;
  end if;
  declare
    message text; detail text; schema_ text; table_ text; column_ text; constraint_ text;
  begin
    get stacked diagnostics message = message_text, detail = pg_exception_detail, schema_ = schema_name,
      table_ = table_name, column_ = column_name, constraint_ = constraint_name;
    return jsonb_strip_nulls(jsonb_build_object('code', sqlstate, 'message', message, 'detail', nullif(detail, ''),
      'schema', nullif(schema_, ''), 'table', nullif(table_, ''), 'column', nullif(column_, ''),
      'constraint', nullif(constraint_, '')));
  end;
end $trial$`;

export interface TrialRow {
  readonly fault: ServerFault | null;
}

export interface TrialParameters {
  readonly statements: readonly string[];
  readonly writtenAt: string;
  readonly tableLoadId: bigint;
  readonly checksDeferred: boolean;
  readonly keeps: boolean;
}

export function trial({ statements, writtenAt, tableLoadId, checksDeferred, keeps }: TrialParameters): pg.QueryConfig {
  return {
    text: 'select pg_temp.dms_trial($1, $2, $3, $4, $5) as fault',
    values: [statements, writtenAt, tableLoadId, checksDeferred, keeps],
  };
}
