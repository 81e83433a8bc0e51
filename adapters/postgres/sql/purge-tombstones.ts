import type pg from 'pg';
import type { Table } from '../../../domain/table/table.ts';
import { quotedTombstones } from '../identifiers.ts';

/** Drops the tombstones that a floor before a time makes needless. */
export function purgeTombstones(table: Table, before: string): pg.QueryConfig {
  const text = `delete from ${quotedTombstones(table)} d where (d._dms_written_at, d._dms_row) <= ($1::timestamptz, 0)`;
  return { text, values: [before] };
}
