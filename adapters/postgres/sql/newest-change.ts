import type pg from 'pg';
import type { NewestChange } from '../../../domain/ports/database.ts';
import type { Table } from '../../../domain/table/table.ts';

const TEXT = `select (extract(epoch from t.written_at) * 1000000)::bigint::text as written_at_micros,
  (extract(epoch from o.first_seen_at) * 1000)::bigint::text as first_seen_at_ms
from dms_loader.table_load t join dms_loader.object_load o using (object_load_id)
where t.target_schema = $1 and t.target_table = $2 and o.last_modified = '-infinity'
order by t.written_at desc limit 1`;

export interface NewestChangeRow {
  readonly written_at_micros: string;
  readonly first_seen_at_ms: string;
}

/** Of the files of changes that were loaded into a target, the one that was written last. */
export function newestChange({ target }: Table): pg.QueryConfig {
  return { name: 'newest-change', text: TEXT, values: [target.schema, target.table] };
}

export function readNewestChange([row]: readonly NewestChangeRow[]): NewestChange | undefined {
  return row === undefined
    ? undefined
    : { writtenAtMicros: BigInt(row.written_at_micros), firstSeenAtMs: Number(row.first_seen_at_ms) };
}
