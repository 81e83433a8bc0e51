/** The database of the properties: emptied for each stream, read as text, and its tombstones purged as an operator would. */
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { connectDatabase, type PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { quotedTarget, quotedTombstones } from '../../../adapters/postgres/identifiers.ts';
import { migrate } from '../../../adapters/postgres/migrate.ts';
import { lockTarget } from '../../../adapters/postgres/sql/lock-target.ts';
import type { Table } from '../../../domain/table/table.ts';
import { useTestDatabase } from '../../stack/test-database.ts';
import { DEFAULTS, DOUBLE, MARKED, SINGLE, VALUE_NAMES } from './tables.ts';

export interface Target {
  /** A consumer of its own. */
  connect(): PostgresDatabase;
  empty(table: Table): Promise<void>;
  /** Each row as key, values, mark of the delete, position and load, sorted. */
  rows(table: Table): Promise<readonly string[]>;
  /** Each tombstone as key and position, sorted. */
  tombstones(table: Table): Promise<readonly string[]>;
  /** What `dms_loader.table_load` says of each file of a bucket, sorted. */
  counts(bucket: string): Promise<readonly string[]>;
  purge(table: Table, count: number): Promise<void>;
}

const MICROS = (column: string) => `(extract(epoch from ${column}) * 1000000)::bigint::text`;

export function useTarget(): Target {
  const server = useTestDatabase();
  const opened: PostgresDatabase[] = [];
  let sql: pg.Client;

  function connect(): PostgresDatabase {
    const database = connectDatabase({ url: server.url });
    opened.push(database);
    return database;
  }

  beforeAll(async () => {
    sql = new pg.Client({ connectionString: server.url });
    await sql.connect();
    const tables = [SINGLE, DOUBLE, ...MARKED].map(({ table }) => table);
    await migrate(connect().connection, tables);
    for (const table of tables) {
      await sql.query(`alter table ${quotedTarget(table)} alter column name set default '${DEFAULTS[0]}'`);
    }
  });
  afterAll(async () => {
    await Promise.all(opened.map(database => database.close()));
    await sql.end();
  });

  async function lines(text: string, values: readonly string[] = []): Promise<readonly string[]> {
    const { rows } = await sql.query<unknown[]>({ text, values: [...values], rowMode: 'array' });
    return rows.map(row => JSON.stringify(row)).toSorted();
  }

  return {
    connect,
    empty: async table =>
      void (await sql.query(
        `delete from ${quotedTarget(table)}; delete from ${quotedTombstones(table)}; delete from dms_loader.table_floor`,
      )),
    rows: table =>
      lines(`select ${[...table.key, ...VALUE_NAMES].map(name => `t.${name}::text`).join(', ')},
  ${table.onDelete === 'mark' ? 't._dms_deleted' : 'false'}, ${MICROS('t._dms_written_at')}, t._dms_row::int, ${MICROS('h.written_at')} || ' ' || h.etag
from ${quotedTarget(table)} t left join dms_loader.load_history h on h.table_load_id = t._dms_load`),
    tombstones: table =>
      lines(
        `select ${table.key.map(name => `${name}::text`).join(', ')}, ${MICROS('_dms_written_at')}, _dms_row::int
from ${quotedTombstones(table)}`,
      ),
    counts: bucket =>
      lines(
        `select ${MICROS('t.written_at')} || ' ' || o.etag, rows_read::int, rows_applied::int, rows_unchanged::int,
  rows_superseded::int, rows_quarantined::int
from dms_loader.object_load o left join dms_loader.table_load t using (object_load_id) where o.bucket = $1`,
        [bucket],
      ),
    purge: async (table, count) => void (await sql.query(purgeSql(table, count))),
  };
}

/** In one transaction under the target's exclusive lock, so that no load runs between its look at tombstones and floor. */
function purgeSql(table: Table, count: number): string {
  const tombstones = quotedTombstones(table);
  const position = '_dms_written_at, _dms_row';
  return `begin; ${lockTarget(table, 'exclusive')};
with purged as (
  delete from ${tombstones} where (${position}) in (select ${position} from ${tombstones} order by ${position} limit ${count})
  returning ${position}
)
insert into dms_loader.table_floor as f
select '${table.target.schema}', '${table.target.table}', ${position}, 'purge' from purged
order by _dms_written_at desc, _dms_row desc limit 1
on conflict (target_schema, target_table) do update set written_at = excluded.written_at, row_number = excluded.row_number
  where (f.written_at, f.row_number) < (excluded.written_at, excluded.row_number);
commit`;
}
