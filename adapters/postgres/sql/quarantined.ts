/** The rows that are set aside: what there is, and the rows of one load. */
import type pg from 'pg';
import type { SourceRow } from '../../../domain/ports/set-aside.ts';
import type { WhichRows } from '../../../domain/quarantine/quarantine.ts';
import type { RowFault } from '../../../domain/table/faults.ts';
import type { Table } from '../../../domain/table/table.ts';
import { rowConditions } from './row-conditions.ts';

export interface GroupRow {
  readonly target: string;
  readonly column: string;
  readonly reason: string;
  readonly remedy: string;
  readonly rows: string;
  readonly objects: string;
  readonly since: Date;
  readonly object: string;
  readonly row_number: string;
  readonly value: string | null;
}

const groups = (conditions: string) => `with first_fault as (
  select q.*, faults -> 0 as fault, 's3://' || bucket || '/' || object_key as object
  from dms_loader.quarantined_row q join dms_loader.object_load using (object_load_id)
  where released_at is null and ($1::text is null or (target_schema = $1 and target_table = $2))${conditions}
)
select target_schema || '.' || target_table as target, fault ->> 'column' as column, fault ->> 'reason' as reason,
  max(fault ->> 'remedy') as remedy, count(*) as rows, count(distinct object_load_id) as objects,
  min(quarantined_at) as since, (array_agg(object order by quarantined_row_id))[1] as object,
  (array_agg(row_number order by quarantined_row_id))[1] as row_number,
  (array_agg(fault ->> 'value' order by quarantined_row_id))[1] as value
from first_fault
group by target_schema, target_table, fault ->> 'column', fault ->> 'reason'
order by 1, count(*) desc, 2, 3`;

export function quarantinedGroups({ target, where }: Omit<WhichRows, 'place'>): pg.QueryConfig {
  const { sql, values } = rowConditions(where, 3);
  return { text: groups(sql), values: [target?.schema ?? null, target?.table ?? null, ...values] };
}

export interface QuarantinedLoadRow {
  readonly object_load_id: string;
  readonly table_load_id: string;
  readonly bucket: string;
  readonly object_key: string;
  readonly etag: string;
  readonly size_bytes: string;
  /** Undefined time (`-infinity`) as NULL. */
  readonly last_modified: Date | null;
  readonly rows: string;
  readonly sample: SourceRow;
}

const loads = (conditions: string) => `select object_load_id, table_load_id, bucket, object_key, etag, size_bytes,
  nullif(last_modified, '-infinity') as last_modified, count(*) as rows,
  (select source_row from dms_loader.quarantined_row s
    where s.table_load_id = q.table_load_id and s.released_at is null limit 1) as sample
from dms_loader.quarantined_row q join dms_loader.object_load using (object_load_id)
where released_at is null and target_schema = $1 and target_table = $2${conditions}
group by object_load_id, table_load_id, bucket, object_key, etag, size_bytes, last_modified
order by min(written_at), table_load_id`;

export function quarantinedLoads({ target }: Table, where: WhichRows['where']): pg.QueryConfig {
  const { sql, values } = rowConditions(where, 3);
  return { text: loads(sql), values: [target.schema, target.table, ...values] };
}

export interface SetAsideRowRow {
  readonly source_row: SourceRow;
  readonly written_at_micros: string;
}

const rows = (
  conditions: string,
) => `select source_row, (extract(epoch from written_at) * 1000000)::bigint as written_at_micros
from dms_loader.quarantined_row q join dms_loader.object_load using (object_load_id)
where table_load_id = $1 and released_at is null${conditions}
order by row_number
for update of q`;

/** Asked under the target's lock, and locked: nobody else releases them meanwhile. */
export function setAsideRows(tableLoadId: bigint, where: WhichRows['where']): pg.QueryConfig {
  const { sql, values } = rowConditions(where, 2);
  return { text: rows(sql), values: [tableLoadId, ...values] };
}

export interface FaultsRow {
  readonly faults: readonly RowFault[];
}

/** The faults of those rows of a load that are still set aside; of more than these nobody reads them. */
export function stillBad(tableLoadId: bigint, rowNumbers: readonly number[]): pg.QueryConfig {
  return {
    text: `select faults from dms_loader.quarantined_row
where table_load_id = $1 and row_number = any ($2::bigint[]) and released_at is null
order by row_number limit ${MOST_NAMED_ROWS}`,
    values: [tableLoadId, rowNumbers],
  };
}

const MOST_NAMED_ROWS = 100;
