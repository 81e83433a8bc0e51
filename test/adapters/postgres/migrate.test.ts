import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectDatabase, type PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { migrate, migrationSql } from '../../../adapters/postgres/migrate.ts';
import { ITEM, loadItems } from '../../factories/changes.ts';
import { useTestDatabase } from '../../stack/test-database.ts';

const postgres = useTestDatabase();
let sql: pg.Client;
let database: PostgresDatabase;

beforeAll(async () => {
  sql = new pg.Client({ connectionString: postgres.url });
  await sql.connect();
});
beforeEach(async () => {
  await sql.query('drop schema if exists dms_loader cascade; drop schema if exists shop cascade');
  database = connectDatabase({ url: postgres.url });
});
afterEach(() => database.close());
afterAll(() => sql.end());

const FILE = { writtenAtMicros: 1000n, rows: [['I', 1n, 'one', 1]] } as const;

test('migrate makes ledger, target and tombstones, and the second time finds nothing to do', async () => {
  expect(await migrate(database.connection, [ITEM])).toEqual({
    ledger: ['ledger', 'rows set aside', 'files in part', 'operators'],
    targets: ['shop.item'],
    notes: [],
    problems: [],
  });
  expect(await migrate(database.connection, [ITEM])).toEqual({
    ledger: [],
    targets: ['shop.item'],
    notes: [],
    problems: [],
  });
  expect(await loadItems(database, FILE)).toMatchObject({ kind: 'loaded' });
});

test('two migrators at once do the work once', async () => {
  const other = connectDatabase({ url: postgres.url });
  const both = await Promise.all([migrate(database.connection, [ITEM]), migrate(other.connection, [ITEM])]);
  await other.close();
  expect(both.map(({ ledger }) => ledger).toSorted()).toEqual([
    [],
    ['ledger', 'rows set aside', 'files in part', 'operators'],
  ]);
});

test('the printed SQL does what migrate does', async () => {
  await sql.query(migrationSql([ITEM]));
  expect(await migrate(database.connection, [ITEM])).toEqual({
    ledger: [],
    targets: ['shop.item'],
    notes: [],
    problems: [],
  });
  expect(await loadItems(database, FILE)).toMatchObject({ kind: 'loaded' });
});

test('a table that exists gets the loader’s columns and keeps its rows', async () => {
  await sql.query(`create schema shop;
    create table shop.item (id bigint primary key, name varchar, amount integer, note text);
    insert into shop.item values (9, 'mine', 9, 'kept')`);
  await migrate(database.connection, [ITEM]);
  await loadItems(database, FILE);
  const { rows } = await sql.query('select id, name, note, _dms_row from shop.item order by id');
  expect(rows).toEqual([
    { id: '1', name: 'one', note: null, _dms_row: '1' },
    { id: '9', name: 'mine', note: 'kept', _dms_row: null },
  ]);
});

test.each([
  [
    'a column is missing',
    'id bigint primary key, name text',
    /column amount does not exist.*add column "amount" integer/,
  ],
  [
    'a type would bend values',
    'id bigint primary key, name text, amount smallint',
    /amount is smallint.*alter column "amount" type integer/,
  ],
  [
    'no unique index has its key',
    'id bigint, name text, amount integer',
    /no unique index on exactly its key \(id\).*add primary key \("id"\)/,
  ],
])('P4: a target is refused with the SQL to run when %s, and nothing is changed', async (_, columns, message) => {
  await sql.query(`create schema shop; create table shop.item (${columns})`);
  await expect(migrate(database.connection, [ITEM])).rejects.toMatchObject({
    code: 'TARGET_NOT_MIGRATED',
    message: expect.stringMatching(message),
  });
  expect((await sql.query("select to_regclass('dms_loader.object_load') as ledger")).rows).toEqual([{ ledger: null }]);
});

test('a unique index that includes other columns is a key, and a key changed between two deploys is noticed', async () => {
  await sql.query(`create schema shop; create table shop.item (id bigint, name text, amount integer);
    create unique index on shop.item (id) include (name)`);
  await migrate(database.connection, [ITEM]);
  await sql.query('create unique index on shop.item (id, amount)');
  await expect(migrate(database.connection, [{ ...ITEM, key: ['id', 'amount'] }])).rejects.toMatchObject({
    message: expect.stringContaining('its tombstones are of another key (id bigint)'),
  });
});

test('a load without migrate says to run it', async () => {
  await expect(loadItems(database, FILE)).rejects.toMatchObject({
    code: 'TARGET_NOT_MIGRATED',
    message: expect.stringContaining('run: `dms-loader migrate`'),
  });
});

test.each([
  ['nobody:secret@HOST', 'DATABASE_ACCESS', /password/],
  ['postgres:secret@127.0.0.1:1', 'DATABASE_UNAVAILABLE', /ECONNREFUSED.*DATABASE_URL/],
])('a database that cannot be reached is named, without its password: %s', async (address, code, message) => {
  const { host } = new URL(postgres.url);
  const away = connectDatabase({ url: `postgres://${address.replace('HOST', host)}/postgres` });
  const failure = migrate(away.connection, []);
  await expect(failure).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
});

test('P6: the ledger itself refuses a load whose counts do not add up', async () => {
  await migrate(database.connection, [ITEM]);
  await loadItems(database, FILE);
  await expect(sql.query('update dms_loader.table_load set rows_read = rows_read + 1')).rejects.toThrow(
    'every_row_counts_once',
  );
});
