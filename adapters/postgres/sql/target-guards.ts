import type pg from 'pg';
import { isAppendOnly, type Table } from '../../../domain/table/table.ts';
import { quotedTombstones } from '../identifiers.ts';

/**
 * Whether the target has tombstones or a floor at all: without them a large merge need not look for them. Valid as long
 * as the target's lock is held, since whoever adds one holds it exclusively.
 */
export function targetGuards(table: Table): pg.QueryConfig {
  const tombstones = isAppendOnly(table) ? 'false' : `exists (select from ${quotedTombstones(table)})`;
  return {
    text: `select ${tombstones} as tombstones,
  exists (select from dms_loader.table_floor where target_schema = $1 and target_table = $2) as floor`,
    values: [table.target.schema, table.target.table],
  };
}
