import type pg from 'pg';
import { millis } from './load-lines.ts';

export interface AttemptRow {
  readonly object_load_id: string | null;
  readonly started_at_ms: string;
  readonly ended_at_ms: string;
  readonly message_id: string;
  readonly receive_count: number;
  readonly outcome: string;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly event_time: string | null;
  readonly slice: number | null;
  readonly first_row: string | null;
  readonly before_row: string | null;
}

const COLUMNS = `load_attempt_id, object_load_id, ${millis('started_at')} as started_at_ms, ${millis('ended_at')} as ended_at_ms,
  message_id, receive_count, outcome, error_code, error_message, event_time, slice, first_row, before_row`;

/** All attempts at the writes of an object, and its removals, which are of no write; the oldest first. */
export function findAttempts(writes: readonly bigint[], object: { bucket: string; key: string }): pg.QueryConfig {
  return {
    text: `select ${COLUMNS} from dms_loader.load_attempt where object_load_id = any ($1::bigint[])
union all
select ${COLUMNS} from dms_loader.load_attempt
where object_load_id is null and bucket = $2 and object_key = $3 and outcome = 'removed'
order by 1`,
    values: [writes.map(String), object.bucket, object.key],
  };
}
