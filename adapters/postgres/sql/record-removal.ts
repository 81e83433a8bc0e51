import type pg from 'pg';
import { isoTime } from '../../../domain/iso-time.ts';
import type { Attempt } from '../../../domain/ports/intent.ts';
import type { Table } from '../../../domain/table/table.ts';

export interface Removal {
  readonly bucket: string;
  readonly key: string;
  readonly eventTime: string | undefined;
  /** In whose folder the object was. */
  readonly table: Table | undefined;
  readonly attempt: Attempt;
}

const TEXT = `insert into dms_loader.load_attempt (
  bucket, object_key, message_id, receive_count, outcome, event_time, started_at, target_schema, target_table)
select $1, $2, $3, $4, 'removed', $5, $6::timestamptz, $7, $8
where not exists (
  select from dms_loader.load_attempt
  where object_load_id is null and bucket = $1 and object_key = $2 and outcome = 'removed' and event_time = $5)`;

/** Records that an object left the bucket; the same event delivered again adds nothing. */
export function recordRemoval(removal: Removal): pg.QueryConfig {
  return {
    name: 'record-removal',
    text: TEXT,
    values: [
      removal.bucket,
      removal.key,
      removal.attempt.messageId,
      removal.attempt.receiveCount,
      removal.eventTime ?? null,
      isoTime(removal.attempt.startedAtMs),
      removal.table?.target.schema ?? null,
      removal.table?.target.table ?? null,
    ],
  };
}
