import pg from 'pg';
import type { RowCounts } from '../../../domain/change/change.ts';
import type { ObjectIntent } from '../../../domain/ports/intent.ts';
import type { Table } from '../../../domain/table/table.ts';
import { timestampText } from '../timestamp-text.ts';

/** What a load did to one of its tables. */
export interface LoadedTable {
  readonly table: Table;
  readonly tableLoadId: bigint;
  readonly counts: RowCounts;
}

/** SQL that writes the load and its attempt into the ledger, to be committed with the rows. */
export function markLoaded(intent: ObjectIntent, objectLoadId: bigint, loads: readonly LoadedTable[]): string {
  const { object, attempt } = intent;
  const text = pg.escapeLiteral;
  const started = startedAt(intent);
  const rows = loads.map(
    ({ table, tableLoadId, counts }) => `
(${tableLoadId}, ${objectLoadId}, ${text(table.target.schema)}, ${text(table.target.table)},
  '${timestampText(intent.writtenAtMicros)}', ${counts.read}, ${counts.applied}, ${counts.unchanged}, ${counts.superseded},
  ${counts.quarantined}, ${text(table.fingerprint)}, ${started})`,
  );
  return `insert into dms_loader.table_load (
  table_load_id, object_load_id, target_schema, target_table, written_at,
  rows_read, rows_applied, rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at)
values ${rows.join(',')};
insert into dms_loader.load_attempt (
  object_load_id, bucket, object_key, message_id, receive_count, outcome, started_at)
values (${objectLoadId}, ${text(object.bucket)}, ${text(object.key)}, ${text(attempt.messageId)},
  ${attempt.receiveCount}, 'loaded', ${started})`;
}

/** SQL for when an attempt began. */
export function startedAt({ attempt }: Pick<ObjectIntent, 'attempt'>): string {
  return `${pg.escapeLiteral(new Date(attempt.startedAtMs).toISOString())}::timestamptz`;
}
