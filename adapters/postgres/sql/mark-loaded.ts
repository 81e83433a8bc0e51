import pg from 'pg';
import type { RowCounts } from '../../../domain/change/change.ts';
import type { LoadIntent } from '../../../domain/ports.ts';
import { timestampText } from '../timestamp-text.ts';
import type { ClaimAnswer } from './claim-object.ts';

/** One message that writes the load and its attempt into the ledger and commits them with the rows. */
export function markLoaded(intent: LoadIntent, claim: NonNullable<ClaimAnswer['claim']>, counts: RowCounts): string {
  const { table, object, attempt } = intent;
  const text = pg.escapeLiteral;
  const startedAt = `${text(new Date(attempt.startedAtMs).toISOString())}::timestamptz`;
  return `insert into dms_loader.table_load (
  table_load_id, object_load_id, target_schema, target_table, written_at,
  rows_read, rows_applied, rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at)
values (${claim.tableLoadId}, ${claim.objectLoadId}, ${text(table.target.schema)}, ${text(table.target.table)},
  '${timestampText(intent.writtenAtMicros)}', ${counts.read}, ${counts.applied}, ${counts.unchanged}, ${counts.superseded},
  ${counts.quarantined}, ${text(table.fingerprint)}, ${startedAt});
insert into dms_loader.load_attempt (
  object_load_id, bucket, object_key, message_id, receive_count, outcome, started_at)
values (${claim.objectLoadId}, ${text(object.bucket)}, ${text(object.key)}, ${text(attempt.messageId)},
  ${attempt.receiveCount}, 'loaded', ${startedAt});
commit`;
}
