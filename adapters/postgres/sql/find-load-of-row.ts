import type pg from 'pg';
import { millis } from './load-lines.ts';

export interface LoadOfRow {
  readonly table_load_id: string;
  readonly object_load_id: string;
  readonly object: string;
  readonly etag: string;
  readonly mapping_fingerprint: string;
  /** Null where the attempt is not in the ledger any more. */
  readonly message_id: string | null;
  readonly receive_count: number | null;
  readonly loaded_at_ms: string;
  /** When a retry brought the row, which had been set aside; null for any other. */
  readonly released_at_ms: string | null;
}

/**
 * Of a row of a file: the load it belongs to, and the attempt that committed it. That is the run that has the row, after a
 * restart the last one; of a file that was loaded in one transaction the attempt that began when the load did. Answers no
 * row where the ledger has the load no more.
 */
export function findLoadOfRow(tableLoadId: string, rowNumber: string): pg.QueryConfig {
  return {
    text: `select t.table_load_id, t.object_load_id, 's3://' || o.bucket || '/' || o.object_key as object, o.etag,
  t.mapping_fingerprint, a.message_id, a.receive_count,
  ${millis('case when a.first_row is null then t.loaded_at else a.ended_at end')} as loaded_at_ms,
  ${millis('q.released_at')} as released_at_ms
from dms_loader.table_load t join dms_loader.object_load o using (object_load_id)
  left join lateral (
    select * from dms_loader.load_attempt l
    where l.object_load_id = t.object_load_id
      and ((l.first_row is null and l.outcome = 'loaded') or (l.first_row <= $2::bigint and l.before_row > $2::bigint))
    order by l.restarts desc nulls last, (l.started_at = t.started_at) desc, l.load_attempt_id desc limit 1
  ) a on true
  left join dms_loader.quarantined_row q on q.table_load_id = t.table_load_id and q.row_number = $2::bigint
    and q.released_as in ('applied', 'unchanged')
where t.table_load_id = $1::bigint`,
    values: [tableLoadId, rowNumber],
  };
}
