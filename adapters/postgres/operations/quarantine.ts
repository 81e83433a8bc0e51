import type { Quarantine, QuarantinedGroup, QuarantinedLoad } from '../../../domain/quarantine/quarantine.ts';
import type { Table } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { type GroupRow, type QuarantinedLoadRow, quarantinedGroups, quarantinedLoads } from '../sql/quarantined.ts';
import { type RowAsideRow, rowAside, rowsAside } from '../sql/rows-aside.ts';
import { dropRows } from './drop-rows.ts';
import { retryRows } from './retry-rows.ts';

/** The rows that are set aside, over a connection. `check` refuses a target that does not fit its mapping. */
export function quarantineOf(connection: Connection, check: (table: Table) => Promise<unknown>): Quarantine {
  return {
    list: async target => (await connection.ask<GroupRow>(quarantinedGroups(target))).map(groupOf),
    rows: async which => (await connection.ask<RowAsideRow>(rowsAside(which))).map(rowAside),
    drop: drop => dropRows(connection, drop),
    loads: async table => (await connection.ask<QuarantinedLoadRow>(quarantinedLoads(table))).map(loadOf),
    async retry(retry) {
      await check(retry.table);
      return await retryRows(connection, retry);
    },
  };
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
