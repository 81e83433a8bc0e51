import type pg from 'pg';
import type { Table } from '../../../domain/table/table.ts';

export interface FloorRow {
  readonly written_at_micros: string;
  readonly row_number: string;
  readonly reason: string;
}

/** The position at or below which no change inserts an absent key. No row: there is none. */
export function findFloor({ target }: Table): pg.QueryConfig {
  return {
    text: `select (extract(epoch from written_at) * 1000000)::bigint as written_at_micros, row_number, reason
from dms_loader.table_floor where target_schema = $1 and target_table = $2`,
    values: [target.schema, target.table],
  };
}
