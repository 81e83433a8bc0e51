import pg from 'pg';
import type { RowCounts } from '../../../domain/change/change.ts';
import { isoTime } from '../../../domain/iso-time.ts';
import type { ObjectIntent } from '../../../domain/ports/intent.ts';
import type { Table } from '../../../domain/table/table.ts';
import { timestampText } from '../timestamp-text.ts';

/** What a load did to one of its tables. */
export interface LoadedTable {
  readonly table: Table;
  readonly tableLoadId: bigint;
  readonly counts: RowCounts;
}

/** What a load of one write of an object did. */
export interface LoadedObject {
  readonly intent: ObjectIntent;
  readonly objectLoadId: bigint;
  /** It was loaded once more: its lines are there. */
  readonly isReopened?: boolean | undefined;
  readonly loads: readonly LoadedTable[];
}

const text = pg.escapeLiteral;

/** SQL that writes loads and their attempts into the ledger, to be committed with the rows. */
export function markLoaded(objects: readonly LoadedObject[]): string {
  return [
    ...objects.filter(({ isReopened }) => isReopened === true).flatMap(markAgain),
    ...tableLines(objects),
    attemptLines(objects),
  ].join(';\n');
}

/** The counts of a load take the place of those of the one before, and the mark that asked for it goes. */
function markAgain({ objectLoadId, loads }: LoadedObject): readonly string[] {
  return [
    ...loads.map(
      ({ tableLoadId, counts }) => `update dms_loader.table_load
set rows_read = ${counts.read}, rows_applied = ${counts.applied}, rows_unchanged = ${counts.unchanged},
  rows_superseded = ${counts.superseded}, rows_quarantined = ${counts.quarantined}, loaded_at = clock_timestamp()
where table_load_id = ${tableLoadId}`,
    ),
    `update dms_loader.object_load set reopened_at = null where object_load_id = ${objectLoadId}`,
  ];
}

function tableLines(objects: readonly LoadedObject[]): readonly string[] {
  const rows = objects.filter(({ isReopened }) => isReopened !== true).flatMap(tableRows);
  return rows.length === 0
    ? []
    : [
        `insert into dms_loader.table_load (
  table_load_id, object_load_id, target_schema, target_table, written_at,
  rows_read, rows_applied, rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at)
values ${rows.join(',')}`,
      ];
}

function attemptLines(objects: readonly LoadedObject[]): string {
  return `insert into dms_loader.load_attempt (
  object_load_id, bucket, object_key, message_id, receive_count, outcome, started_at)
values ${objects.map(attemptRow).join(',')}`;
}

function tableRows({ intent, objectLoadId, loads }: LoadedObject): readonly string[] {
  return loads.map(
    ({ table, tableLoadId, counts }) => `
(${tableLoadId}, ${objectLoadId}, ${text(table.target.schema)}, ${text(table.target.table)},
  '${timestampText(intent.writtenAtMicros)}', ${counts.read}, ${counts.applied}, ${counts.unchanged}, ${counts.superseded},
  ${counts.quarantined}, ${text(table.fingerprint)}, ${startedAt(intent)})`,
  );
}

function attemptRow({ intent, objectLoadId }: LoadedObject): string {
  const { object, attempt } = intent;
  return `
(${objectLoadId}, ${text(object.bucket)}, ${text(object.key)}, ${text(attempt.messageId)},
  ${attempt.receiveCount}, 'loaded', ${startedAt(intent)})`;
}

/** SQL for when an attempt began. */
export function startedAt({ attempt }: Pick<ObjectIntent, 'attempt'>): string {
  return `${pg.escapeLiteral(isoTime(attempt.startedAtMs))}::timestamptz`;
}
