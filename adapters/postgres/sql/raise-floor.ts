import type pg from 'pg';
import type { Table } from '../../../domain/table/table.ts';

const TEXT = `insert into dms_loader.table_floor as f (target_schema, target_table, written_at, row_number, reason)
values ($1, $2, $3, 0, $4)
on conflict (target_schema, target_table) do update
  set written_at = excluded.written_at, row_number = excluded.row_number, reason = excluded.reason, set_at = now()
  where (f.written_at, f.row_number) < (excluded.written_at, excluded.row_number)`;

/** Lets no change that was written before a time insert an absent key any more. A higher floor stays. */
export function raiseFloor(table: Table, before: string, reason: string): pg.QueryConfig {
  return { text: TEXT, values: [table.target.schema, table.target.table, before, reason] };
}
