import type pg from 'pg';
import { isoTime } from '../../../domain/iso-time.ts';
import type { Table } from '../../../domain/table/table.ts';
import { DEADLINE_NAME } from './end-overdue.ts';
import { millis } from './load-lines.ts';
import { targetLockOf } from './lock-target.ts';

export interface TableStatusRow {
  readonly target: string;
  readonly newest_written_at_ms: string | null;
  readonly last_loaded_at_ms: string | null;
  readonly files: string;
  readonly rows: string;
  readonly in_flight: string;
  readonly partial: string;
  readonly quarantined: string;
}

/** Of a target in `table_load`; files in part count for nothing here. */
const OF_TARGET = `from dms_loader.table_load t
    where t.target_schema = target.target_schema and t.target_table = target.target_table
      and t.object_load_id not in (select object_load_id from part)`;

/**
 * Every target that the ledger knows is found by leaps through an index, not by reading its loads: there may be millions.
 * Locks of targets are known by their number, which pg_locks shows in two halves; whose name hides from this role counts.
 */
const TEXT = `with recursive known (target_schema, target_table) as (
  (select target_schema, target_table from dms_loader.table_load order by 1, 2 limit 1)
  union all
  select n.* from known k cross join lateral (
    select t.target_schema, t.target_table from dms_loader.table_load t
    where (t.target_schema, t.target_table) > (k.target_schema, k.target_table) order by 1, 2 limit 1) n
), target as (
  select * from known union select * from unnest($2::text[], $3::text[])
), part as (
  select object_load_id from dms_loader.object_load where state = 'partial'
), part_of as (
  select target_schema, target_table, count(distinct object_load_id) as objects
  from part join dms_loader.table_load using (object_load_id) group by 1, 2
), today as (
  select target_schema, target_table, count(*) as files, sum(rows_applied) as rows from dms_loader.table_load
  where loaded_at >= $1::timestamptz and object_load_id not in (select object_load_id from part) group by 1, 2
), aside as (
  select target_schema, target_table, count(*) as rows from dms_loader.quarantined_row where released_at is null group by 1, 2
), held as (
  select l.classid::bigint << 32 | l.objid::bigint as number, count(distinct l.pid) as sessions
  from pg_locks l join pg_stat_activity a using (pid)
  where l.locktype = 'advisory' and l.objsubid = 1 and coalesce(a.application_name, '${DEADLINE_NAME}') like '${DEADLINE_NAME}%'
    and l.database = (select oid from pg_database where datname = current_database())
  group by 1
)
select target_schema || '.' || target_table as target,
  (select ${millis('t.written_at')} ${OF_TARGET} and t.written_at > 'epoch'
    order by t.written_at desc limit 1) as newest_written_at_ms,
  (select ${millis('t.loaded_at')} ${OF_TARGET} order by t.loaded_at desc limit 1) as last_loaded_at_ms,
  coalesce(today.files, 0) as files, coalesce(today.rows, 0) as rows, coalesce(held.sessions, 0) as in_flight,
  coalesce(part_of.objects, 0) as partial, coalesce(aside.rows, 0) as quarantined
from target
  left join today using (target_schema, target_table)
  left join part_of using (target_schema, target_table)
  left join aside using (target_schema, target_table)
  left join held on held.number = ${targetLockOf("target_schema || '.' || target_table")}
order by 1`;

/** Each target of the ledger, and those given. */
export function tableStatus(sinceMs: number, targets: readonly Table['target'][]): pg.QueryConfig {
  const since = isoTime(sinceMs);
  return { text: TEXT, values: [since, targets.map(({ schema }) => schema), targets.map(({ table }) => table)] };
}
