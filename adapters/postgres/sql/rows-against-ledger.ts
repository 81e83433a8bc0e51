import type pg from 'pg';
import { isAppendOnly, type Table } from '../../../domain/table/table.ts';
import { quotedTarget, quotedTombstones } from '../identifiers.ts';

export interface RowsRow {
  readonly rows: string;
  readonly loads: string;
  readonly unknown_rows: string;
  readonly unknown_load: string | null;
  readonly overfull_loads: string;
  readonly overfull_load: string | null;
  readonly newest_load: string | null;
  readonly newest_object: string | null;
  readonly newest_applied: string | null;
  readonly newest_found: string | null;
}

/**
 * The rows of a target by the load that they carry, beside what the ledger says of these loads; one statement, so that both
 * are of one moment.
 *
 * What was written at or below the floor may be forgotten by the ledger, and cleared from the table. A row that stands
 * counted as applied, or as unchanged where its file was loaded once more. The newest change of all gives way to none: it
 * stands as a row, or as the tombstone of a delete. Nothing is said of a newest load that is loaded in part, or shares its
 * time with another.
 */
export function rowsAgainstLedger(table: Table): pg.QueryConfig {
  const tombstones = isAppendOnly(table)
    ? '0'
    : `(select count(*) from ${quotedTombstones(table)} d where d._dms_written_at = n.written_at)`;
  return {
    text: `with standing as materialized (
  select _dms_load as load, count(*) as rows, max(_dms_written_at) as written_at
  from ${quotedTarget(table)} where _dms_load is not null group by 1
), bottom as (
  select coalesce(max(written_at), '-infinity') as written_at from dms_loader.table_floor
  where target_schema = $1 and target_table = $2
), known as (
  select s.load, s.rows, t.table_load_id is null and s.written_at >= bottom.written_at as is_unknown,
    s.rows > t.rows_applied + t.rows_unchanged as is_overfull
  from bottom, standing s left join dms_loader.table_load t
    on t.table_load_id = s.load and t.target_schema = $1 and t.target_table = $2
), newest as (
  select t.table_load_id, t.object_load_id, t.written_at, t.rows_applied,
    count(*) over (partition by t.written_at) as loads
  from bottom, dms_loader.table_load t
  where t.target_schema = $1 and t.target_table = $2 and t.rows_applied > 0 and t.written_at >= bottom.written_at
  order by t.written_at desc limit 1
)
select coalesce(sum(k.rows), 0)::text as rows, count(*)::text as loads,
  coalesce(sum(k.rows) filter (where k.is_unknown), 0)::text as unknown_rows,
  (min(k.load) filter (where k.is_unknown))::text as unknown_load,
  (count(*) filter (where k.is_overfull))::text as overfull_loads,
  (min(k.load) filter (where k.is_overfull))::text as overfull_load, l.*
from known k left join (
  select n.table_load_id::text as newest_load, 's3://' || o.bucket || '/' || o.object_key as newest_object,
    n.rows_applied::text as newest_applied,
    (coalesce((select s.rows from standing s where s.load = n.table_load_id), 0) + ${tombstones})::text as newest_found
  from newest n join dms_loader.object_load o using (object_load_id) where o.state = 'loaded' and n.loads = 1
) l on true group by l.newest_load, l.newest_object, l.newest_applied, l.newest_found`,
    values: [table.target.schema, table.target.table],
  };
}
