import type {
  Quarantine,
  QuarantinedGroup,
  QuarantinedLoad,
  RowInFull,
  WhichRows,
} from '../../../domain/quarantine/quarantine.ts';
import type { Table } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { type GroupRow, type QuarantinedLoadRow, quarantinedGroups, quarantinedLoads } from '../sql/quarantined.ts';
import { type RowAsideRow, type RowInFullRow, rowAside, rowsAside, rowsInFull } from '../sql/rows-aside.ts';
import { dropRows } from './drop-rows.ts';
import { retryRows } from './retry-rows.ts';
import { loadOfRow } from './trace-row.ts';

/** The rows that are set aside, over a connection. `check` refuses a target that does not fit its mapping. */
export function quarantineOf(connection: Connection, check: (table: Table) => Promise<unknown>): Quarantine {
  return {
    list: async which => (await connection.ask<GroupRow>(quarantinedGroups(which))).map(groupOf),
    rows: async which => (await connection.ask<RowAsideRow>(rowsAside(which))).map(rowAside),
    full: (target, place) => rowInFull(connection, { target, place }),
    drop: drop => dropRows(connection, drop),
    loads: async (table, where) =>
      (await connection.ask<QuarantinedLoadRow>(quarantinedLoads(table, where))).map(loadOf),
    async retry(retry) {
      await check(retry.table);
      return await retryRows(connection, retry);
    },
  };
}

async function rowInFull(connection: Connection, which: WhichRows): Promise<readonly RowInFull[]> {
  const found = await connection.ask<RowInFullRow>(rowsInFull(which));
  const rows: RowInFull[] = [];
  for (const row of found) {
    rows.push({
      ...rowAside(row),
      writtenAtMicros: BigInt(row.written_at_micros),
      source: row.source_row,
      load: await loadOfRow(connection, row.table_load_id, row.row_number),
    });
  }
  return rows;
}

function groupOf(row: GroupRow): QuarantinedGroup {
  const { target, column, reason, remedy, object, value } = row;
  return {
    target,
    column,
    reason,
    remedy,
    rows: Number(row.rows),
    objects: Number(row.objects),
    sinceMs: row.since.getTime(),
    example: { object, row: Number(row.row_number), value: value ?? undefined },
  };
}

function loadOf(row: QuarantinedLoadRow): QuarantinedLoad {
  const object = {
    bucket: row.bucket,
    key: row.object_key,
    eTag: row.etag,
    sizeBytes: Number(row.size_bytes),
    lastModifiedMs: row.last_modified?.getTime(),
  };
  return {
    objectLoadId: BigInt(row.object_load_id),
    tableLoadId: BigInt(row.table_load_id),
    object,
    rows: Number(row.rows),
    sample: row.sample,
  };
}
