/** Single rows that are set aside: which there are, and that they are given up. */
import type pg from 'pg';
import type { RowAside, WhichRows } from '../../../domain/quarantine/quarantine.ts';
import type { RowFault } from '../../../domain/table/faults.ts';

export interface RowAsideRow {
  readonly quarantined_row_id: string;
  readonly target: string;
  readonly object: string;
  readonly row_number: string;
  readonly table_load_id: string;
  readonly since: Date;
  readonly faults: readonly RowFault[];
}

const ROWS = `select quarantined_row_id, target_schema || '.' || target_table as target,
  's3://' || bucket || '/' || object_key as object, row_number, table_load_id, quarantined_at as since, faults
from dms_loader.quarantined_row join dms_loader.object_load using (object_load_id)
where released_at is null and ($1::text is null or (target_schema = $1 and target_table = $2))
  and ($3::text is null or ('s3://' || bucket || '/' || object_key = $3 and row_number = $4::bigint))
order by target_schema, target_table, written_at, table_load_id, row_number`;

export function rowsAside({ target, place }: WhichRows): pg.QueryConfig {
  const values = [target?.schema ?? null, target?.table ?? null, place?.object ?? null, place?.row ?? null];
  return { text: ROWS, values };
}

export function rowAside(row: RowAsideRow): RowAside {
  return {
    target: row.target,
    object: row.object,
    row: Number(row.row_number),
    tableLoadId: BigInt(row.table_load_id),
    sinceMs: row.since.getTime(),
    faults: row.faults,
  };
}

/** To be asked under the target's lock, with what `rowsAside` found under it. */
export function markDropped(rows: readonly RowAsideRow[]): pg.QueryConfig {
  return {
    text: `update dms_loader.quarantined_row set released_at = clock_timestamp(), released_as = 'dropped'
where quarantined_row_id = any ($1::bigint[]) and released_at is null`,
    values: [rows.map(({ quarantined_row_id: id }) => id)],
  };
}
