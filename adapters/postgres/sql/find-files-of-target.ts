import type pg from 'pg';
import type { ObjectState } from '../../../domain/ledger.ts';
import type { Table } from '../../../domain/table/table.ts';
import { FINAL_LIST } from './object-key.ts';

export interface FileOfTargetRow {
  readonly bucket: string;
  readonly object_key: string;
  readonly etag: string;
  readonly size_bytes: string;
  readonly last_modified: Date | null;
  readonly state: ObjectState;
  /** Null: nothing of it is loaded. */
  readonly table_load_id: string | null;
  readonly written_at_micros: string | null;
  /** Numbers of rows that were set aside, and that no retry placed. */
  readonly set_aside: readonly number[];
}

const OBJECT = `o.bucket, o.object_key, o.etag, o.size_bytes, nullif(o.last_modified, '-infinity') as last_modified, o.state`;

const TEXT = `select ${OBJECT}, t.table_load_id, (extract(epoch from t.written_at) * 1000000)::bigint as written_at_micros,
  (select coalesce(json_agg(q.row_number), '[]') from dms_loader.quarantined_row q
    where q.table_load_id = t.table_load_id and coalesce(q.released_as, 'dropped') = 'dropped') as set_aside
from (
  select * from dms_loader.table_load
  where target_schema = $1 and target_table = $2 and written_at >= coalesce($3::timestamptz, '-infinity')
  order by written_at desc limit $4
) t join dms_loader.object_load o using (object_load_id)
order by t.written_at desc`;

/** Files of which something is loaded into a target, the newest first. `since`: written then or later, ISO 8601. */
export function findFilesOfTarget({ target }: Table, since: string | undefined, limit: number): pg.QueryConfig {
  return { text: TEXT, values: [target.schema, target.table, since ?? null, limit] };
}

/** Files of which nothing is loaded; what they are of their keys say. The newest first. */
export function findUnloadedFiles(since: string | undefined, limit: number): pg.QueryConfig {
  return {
    text: `select ${OBJECT}, null as table_load_id, null as written_at_micros, '[]'::json as set_aside
from dms_loader.object_load o
where o.state not in (${FINAL_LIST}, 'partial') and o.changed_at >= coalesce($1::timestamptz, '-infinity')
order by o.changed_at desc limit $2`,
    values: [since ?? null, limit],
  };
}
