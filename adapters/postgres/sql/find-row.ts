/** What stands under a key: in the target, or as a tombstone. */
import type pg from 'pg';
import type { SqlType } from '../../../domain/columns/column.ts';
import type { Table } from '../../../domain/table/table.ts';
import { quoted, quotedTarget, quotedTombstones } from '../identifiers.ts';

/** Null position or load: the row is older than the loader. */
export interface StandingRow {
  readonly is_deleted: boolean;
  readonly written_at_micros: string | null;
  readonly row_number: string | null;
  readonly table_load_id: string | null;
}

/** The row of a key, else its tombstone; no row where there is neither. `key`: texts that PostgreSQL reads as the key's types. */
export function findRow(table: Table, key: readonly string[]): pg.QueryConfig {
  const isKey = keyTypes(table)
    .map(({ name, sql }, index) => `${quoted(name)} = $${index + 1}::${sql}`)
    .join(' and ');
  const position = `(extract(epoch from _dms_written_at) * 1000000)::bigint as written_at_micros, _dms_row as row_number,
  _dms_load as table_load_id`;
  return {
    text: `select is_deleted, written_at_micros, row_number, table_load_id from (
select 1 as place, ${table.onDelete === 'mark' ? '_dms_deleted' : 'false'} as is_deleted, ${position}
from ${quotedTarget(table)} where ${isKey}
union all
select 2, true, ${position}
from ${quotedTombstones(table)} where ${isKey}
) f order by place limit 1`,
    values: [...key],
  };
}

export interface KeyType {
  readonly name: string;
  /** Without length and precision: a cast to `numeric(15,2)` would round to a key that is another one. */
  readonly sql: SqlType;
}

/** The columns of the key, in its order. */
export function keyTypes(table: Table): readonly KeyType[] {
  return table.key.flatMap(name =>
    table.columns.filter(column => column.name === name).map(({ type }) => ({ name, sql: type.sql })),
  );
}
