/** Single rows that are set aside: which there are, and that they are given up. */
import type pg from 'pg';
import type { SourceRow } from '../../../domain/ports/set-aside.ts';
import type { RowAside, WhichRows } from '../../../domain/quarantine/quarantine.ts';
import type { RowFault } from '../../../domain/table/faults.ts';
import { rowConditions } from './row-conditions.ts';

export interface RowAsideRow {
  readonly quarantined_row_id: string;
  readonly target: string;
  readonly object: string;
  readonly row_number: string;
  readonly table_load_id: string;
  readonly since: Date;
  readonly faults: readonly RowFault[];
}

export interface RowInFullRow extends RowAsideRow {
  readonly written_at_micros: string;
  readonly source_row: SourceRow;
}

const rowsWith = (
  more: string,
  conditions: string,
) => `select quarantined_row_id, target_schema || '.' || target_table as target,
  's3://' || bucket || '/' || object_key as object, row_number, table_load_id, quarantined_at as since, faults${more}
from dms_loader.quarantined_row join dms_loader.object_load using (object_load_id)
where released_at is null and ($1::text is null or (target_schema = $1 and target_table = $2))
  and ($3::text is null or ('s3://' || bucket || '/' || object_key = $3 and row_number = $4::bigint))${conditions}
order by target_schema, target_table, written_at, table_load_id, row_number`;

export function rowsAside({ where, ...which }: WhichRows): pg.QueryConfig {
  const { sql, values } = rowConditions(where, 5);
  return { text: rowsWith('', sql), values: [...valuesOf(which), ...values] };
}

/** The same rows with all their cells. */
export function rowsInFull(which: Omit<WhichRows, 'where'>): pg.QueryConfig {
  const more = ',\n  (extract(epoch from written_at) * 1000000)::bigint as written_at_micros, source_row';
  return { text: rowsWith(more, ''), values: valuesOf(which) };
}

function valuesOf({ target, place }: Omit<WhichRows, 'where'>): unknown[] {
  return [target?.schema ?? null, target?.table ?? null, place?.object ?? null, place?.row ?? null];
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
