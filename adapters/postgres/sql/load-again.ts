/** What the ledger has of an object that was reopened, once a load of it begins anew. */
import pg from 'pg';
import type { ObjectIntent } from '../../../domain/ports/intent.ts';
import type { Table } from '../../../domain/table/table.ts';
import { quotedTarget, quotedTombstones } from '../identifiers.ts';
import { timestampText } from '../timestamp-text.ts';
import type { Claim } from './claim-object.ts';
import { startedAt } from './mark-loaded.ts';

/** Rows that were set aside go, whatever became of them since: they come again. */
export function forgetAside({ objectLoadId }: Claim): string {
  return `delete from dms_loader.quarantined_row where object_load_id = ${objectLoadId}`;
}

/**
 * The line of a table of the object under the mapping of today: the one that is there, so that rows which stay as they are
 * keep a load that is known, or a new one. Answers `table_load_id`. A rehearsal has a new one, by which it tells rows that
 * it changed. The line is written before the merge, which asks it for the object.
 */
export function beginTableAgain(intent: ObjectIntent, table: Table, { objectLoadId }: Claim): string {
  const { target, fingerprint } = table;
  const text = pg.escapeLiteral;
  const aside = `update dms_loader.table_load set mapping_fingerprint = table_load_id::text where object_load_id = ${objectLoadId};\n`;
  return `${intent.isRehearsal === true ? aside : ''}insert into dms_loader.table_load as l (
  object_load_id, target_schema, target_table, written_at,
  rows_read, rows_applied, rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at)
values (${objectLoadId}, ${text(target.schema)}, ${text(target.table)}, '${timestampText(intent.writtenAtMicros)}',
  0, 0, 0, 0, 0, ${text(fingerprint)}, ${startedAt(intent)})
on conflict (object_load_id, target_schema, target_table, mapping_fingerprint) do update
  set written_at = excluded.written_at, started_at = excluded.started_at
returning table_load_id`;
}

/** How many lines of tables an object has: one for each mapping under which it was loaded. */
export function countLoads(objectLoadId: bigint): string {
  return `select count(*) as loads from dms_loader.table_load where object_load_id = ${objectLoadId}`;
}

/**
 * Makes the newest of several lines of an object the only one, before the object is loaded in several transactions, which
 * know one. Rows of the others become its own: one pass over the target, as `_dms_load` has no index.
 */
export function joinLoads(table: Table, objectLoadId: bigint): string {
  const loads = `select table_load_id from dms_loader.table_load where object_load_id = ${objectLoadId}`;
  const newest = `(select max(table_load_id) from dms_loader.table_load where object_load_id = ${objectLoadId})`;
  const mine = [quotedTarget(table), quotedTombstones(table)].map(
    relation => `update ${relation} set _dms_load = ${newest} where _dms_load in (${loads}) and _dms_load <> ${newest}`,
  );
  return `delete from dms_loader.quarantined_row where object_load_id = ${objectLoadId};
${mine.join(';\n')};
delete from dms_loader.table_load where object_load_id = ${objectLoadId} and table_load_id <> ${newest}`;
}
