/** What the ledger gets of a file that takes several transactions before its first one, and when it starts over. */
import pg from 'pg';
import type { PartialIntent } from '../../../domain/ports/intent.ts';
import { timestampText } from '../timestamp-text.ts';
import type { Claim } from './claim-object.ts';
import { startedAt } from './mark-loaded.ts';

/** One message. The object is claimed, and its row there. */
export function createPartial(intent: PartialIntent, { objectLoadId, tableLoadId }: Claim): string {
  const { target, fingerprint } = intent.table;
  const place = [target.schema, target.table].map(pg.escapeLiteral).join(', ');
  return `insert into dms_loader.table_load (
  table_load_id, object_load_id, target_schema, target_table, written_at,
  rows_read, rows_applied, rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at)
values (${tableLoadId}, ${objectLoadId}, ${place}, '${timestampText(intent.writtenAtMicros)}', 0, 0, 0, 0, 0,
  ${pg.escapeLiteral(fingerprint)}, ${startedAt(intent)});
${beginSlices(intent, objectLoadId)};
${noteOpening(intent, objectLoadId)}`;
}

/**
 * One message: progress and counts back to nothing, under today's mapping. Rows that were set aside go with them, whatever
 * became of them since: they come again.
 */
export function startOver(intent: PartialIntent, objectLoadId: bigint): string {
  const { target, fingerprint } = intent.table;
  return `delete from dms_loader.quarantined_row where object_load_id = ${objectLoadId};
delete from dms_loader.object_slice where object_load_id = ${objectLoadId};
update dms_loader.table_load
set target_schema = ${pg.escapeLiteral(target.schema)}, target_table = ${pg.escapeLiteral(target.table)},
  written_at = '${timestampText(intent.writtenAtMicros)}', mapping_fingerprint = ${pg.escapeLiteral(fingerprint)},
  rows_read = 0, rows_applied = 0, rows_unchanged = 0, rows_superseded = 0, rows_quarantined = 0,
  started_at = ${startedAt(intent)}, loaded_at = clock_timestamp()
where object_load_id = ${objectLoadId};
update dms_loader.object_load set restarts = restarts + 1 where object_load_id = ${objectLoadId};
${beginSlices(intent, objectLoadId)};
${noteOpening(intent, objectLoadId)}`;
}

function beginSlices({ slices }: PartialIntent, objectLoadId: bigint): string {
  const rows = slices.map(
    ({ fromRow, beforeRow }, at) => `(${objectLoadId}, ${at + 1}, ${fromRow}, ${beforeRow ?? 'null'}, ${fromRow})`,
  );
  return `insert into dms_loader.object_slice (object_load_id, slice, from_row, before_row, next_row)
values ${rows.join(', ')};
update dms_loader.object_load set slices_left = ${slices.length} where object_load_id = ${objectLoadId}`;
}

/** A line for an attempt that committed no rows. */
export function noteOpening({ object, attempt }: PartialIntent, objectLoadId: bigint): string {
  const texts = [object.bucket, object.key, attempt.messageId].map(pg.escapeLiteral);
  return `insert into dms_loader.load_attempt (
  object_load_id, bucket, object_key, message_id, receive_count, outcome, started_at)
values (${objectLoadId}, ${texts.join(', ')}, ${attempt.receiveCount}, 'partial', ${startedAt({ attempt })})`;
}
