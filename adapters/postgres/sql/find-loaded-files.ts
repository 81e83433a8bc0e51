import type pg from 'pg';
import type { ObjectIdentity } from '../../../domain/object/identity.ts';
import type { Table } from '../../../domain/table/table.ts';
import { IDENTITY_COLUMNS, identityValues } from './object-key.ts';

/** A full-load file that is loaded. */
export interface LoadedRow {
  readonly bucket: string;
  readonly object_key: string;
  readonly etag: string;
  readonly size_bytes: string;
  readonly last_modified_ms: string;
  readonly table_load_id: string;
  /** Microseconds since 1970: the position of its first row. */
  readonly written_at_micros: string;
  /** Rows that are set aside and wait. */
  readonly set_aside: string;
}

const LOADED = `select o.bucket, o.object_key, o.etag, o.size_bytes::text,
  (extract(epoch from o.last_modified) * 1000)::bigint::text as last_modified_ms, t.table_load_id::text,
  (extract(epoch from t.written_at) * 1000000)::bigint::text as written_at_micros,
  (select count(*) from dms_loader.quarantined_row q
    where q.table_load_id = t.table_load_id and q.released_at is null)::text as set_aside
from dms_loader.table_load t join dms_loader.object_load o using (object_load_id)`;

/** Those of the given writes that are loaded. */
export function findLoadedWrites(table: Table, writes: readonly ObjectIdentity[]): pg.QueryConfig {
  const columns = writes.map(identityValues);
  return {
    text: `${LOADED} join unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[])
  as w (${IDENTITY_COLUMNS}) using (${IDENTITY_COLUMNS})
where t.target_schema = $1 and t.target_table = $2 and o.state = 'loaded'`,
    values: [
      table.target.schema,
      table.target.table,
      ...[0, 1, 2, 3, 4].map(part => columns.map(values => values[part])),
    ],
  };
}

/** Those that were modified at a time or later. */
export function findLoadedSince(table: Table, since: string): pg.QueryConfig {
  return {
    text: `${LOADED} where t.target_schema = $1 and t.target_table = $2 and o.state = 'loaded' and o.last_modified >= $3::timestamptz`,
    values: [table.target.schema, table.target.table, since],
  };
}
