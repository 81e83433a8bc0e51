import type pg from 'pg';

/** What a delivery may change. In the order in which rows can be inserted. */
const TABLES = [
  'dms_loader.object_load',
  'dms_loader.table_load',
  'dms_loader.dmstest__test_product__tombstone',
  'dmstest.test_product',
];

const CLEAR = ['dms_loader.load_attempt', ...TABLES.toReversed()].map(table => `delete from ${table}`).join('; ');

/** States of target and ledger, put aside in the database by number and brought back as they were. */
export interface SavedStates {
  save(state: number): Promise<void>;
  restore(state: number): Promise<void>;
}

/** @param count how many states there may be */
export async function makeSavedStates(sql: pg.Client, count: number): Promise<SavedStates> {
  const copy = (table: string, state: number): string => `saved.${table.replace('.', '_')}_${state}`;
  const states = Array.from({ length: count }, (_, state) => state);
  const made = states.flatMap(state => TABLES.map(table => `create table ${copy(table, state)} (like ${table})`));
  await sql.query(['create schema saved', ...made].join('; '));
  const columns = new Map<string, string>();
  for (const table of TABLES) {
    columns.set(table, await givenColumns(sql, table));
  }
  return {
    async save(state) {
      const copies = TABLES.map(table => {
        const name = copy(table, state);
        return `delete from ${name}; insert into ${name} select * from ${table}`;
      });
      await sql.query(copies.join('; '));
    },
    async restore(state) {
      const rows = TABLES.map(table => {
        const names = columns.get(table);
        return `insert into ${table} (${names}) overriding system value select ${names} from ${copy(table, state)}`;
      });
      await sql.query([CLEAR, ...rows].join('; '));
    },
  };
}

/** Those that a row is given: the database computes the others itself. */
async function givenColumns(sql: pg.Client, table: string): Promise<string> {
  const { rows } = await sql.query<{ readonly names: string }>(
    `select string_agg(quote_ident(attname), ', ') as names from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  return rows[0]?.names ?? '';
}
