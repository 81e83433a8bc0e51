/** The mapping of docs/transformations.md, loaded. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectDatabase, type PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { migrate } from '../../../adapters/postgres/migrate.ts';
import { payments } from '../../../docs/snippets/payments.ts';
import { type ChangeBatch, DELETE, UPSERT } from '../../../domain/change/change.ts';
import { bigint, integer } from '../../../domain/columns/index.ts';
import type { LoadIntent } from '../../../domain/ports/intent.ts';
import { defineTable, derived, from } from '../../../domain/table/index.ts';
import type { Table } from '../../../domain/table/table.ts';
import { useTestDatabase } from '../../stack/test-database.ts';

const server = useTestDatabase();
let sql: pg.Client;
let database: PostgresDatabase;

beforeAll(async () => {
  sql = new pg.Client({ connectionString: server.url });
  await sql.connect();
  database = connectDatabase({ url: server.url });
});
afterAll(async () => {
  await database.close();
  await sql.end();
});
beforeEach(async () => {
  await sql.query(`drop schema if exists dms_loader cascade; drop schema if exists shop cascade; create schema shop;
create table shop.exchange_rate (currency text primary key, euros numeric);
insert into shop.exchange_rate values ('EUR', 1), ('USD', 0.9);
create table shop.payment (payment_id bigint primary key, currency text, amount numeric(15,2), amount_eur numeric(15,2));
create materialized view shop.payment_total as select currency, sum(amount_eur) as euros from shop.payment group by currency`);
});

type Payment = readonly ['I' | 'D', bigint, string | null, string | null];

let loads = 0;

/** Over 500 rows declared, a load is staged or goes straight in; fewer go as parameters. */
async function load(rows: readonly Payment[], { table = payments, rowCount = rows.length, isFull = false } = {}) {
  loads += 1;
  const startedAtMs = Date.now();
  const intent: LoadIntent = {
    object: { bucket: 'landing', key: `${loads}.parquet`, eTag: 'e', sizeBytes: 1, lastModifiedMs: undefined },
    table,
    columns: table.columns,
    hasOldKey: false,
    expectsDistinctKeys: isFull,
    rowCount,
    writtenAtMicros: BigInt(loads),
    attempt: { messageId: 'm', receiveCount: 1, startedAtMs, deadlineMs: startedAtMs + 60_000 },
  };
  const begun = await database.beginLoad(intent);
  if ('kind' in begun) {
    return begun;
  }
  try {
    await begun.add(batchOf(rows));
    return await begun.commit();
  } finally {
    await begun.abandon();
  }
}

function batchOf(rows: readonly Payment[]): ChangeBatch {
  return {
    firstRow: 1,
    rowCount: rows.length,
    writtenAtMicros: BigInt(loads),
    effects: rows.some(([op]) => op === 'D')
      ? Uint8Array.from(rows, ([op]) => (op === 'D' ? DELETE : UPSERT))
      : undefined,
    columns: [1, 2, 3].map(at => ({ values: rows.map(row => row[at] ?? null) })),
    oldKey: undefined,
  };
}

async function lines(text: string): Promise<unknown[]> {
  return (await sql.query<unknown[]>({ text, rowMode: 'array' })).rows;
}

const PAYMENTS: readonly Payment[] = [
  ['I', 1n, 'EUR', '10.00'],
  ['I', 2n, 'USD', '10.00'],
  ['I', 3n, 'XXX', '10.00'],
];

test.each([
  ['of few rows', { rowCount: 3 }],
  ['of many rows', { rowCount: 501 }],
  ['that is the first full one', { rowCount: 501, isFull: true }],
])('a load %s looks up and sums in its own transaction', async (_title, manner) => {
  await migrate(database.connection, [payments]);
  expect(await load(PAYMENTS, manner)).toMatchObject({ kind: 'loaded', counts: { read: 3, applied: 3 } });
  expect(await lines('select payment_id, amount_eur from shop.payment order by 1')).toEqual([
    ['1', '10.00'],
    ['2', '9.00'],
    ['3', null],
  ]);
  expect(await lines('select * from shop.payment_total order by 1')).toEqual([
    ['EUR', '10.00'],
    ['USD', '9.00'],
    ['XXX', null],
  ]);
});

test('a deleted row is gone from the totals, and an update is looked up anew', async () => {
  await migrate(database.connection, [payments]);
  await load(PAYMENTS);
  await load([
    ['D', 1n, null, null],
    ['I', 2n, 'USD', '20.00'],
    ['D', 3n, null, null],
  ]);
  expect(await lines('select * from shop.payment_total')).toEqual([['USD', '18.00']]);
});

test('P1: what its SQL did goes with a load that fails, and the error names mapping and statement', async () => {
  await migrate(database.connection, [payments]);
  await sql.query('drop materialized view shop.payment_total');
  await expect(load(PAYMENTS)).rejects.toMatchObject({
    code: 'TRANSFORMATION_FAILED',
    message: expect.stringMatching(
      /afterMerge number 1 of the mapping of shop\.payment: .*payment_total.* does not exist/u,
    ),
  });
  expect(await lines('select * from shop.payment')).toEqual([]);
  expect(await lines('select * from dms_loader.object_load')).toEqual([]);
});

test('migrate makes the targets, tries the SQL on no rows, undoes what it did, and says what does not work', async () => {
  await sql.query('drop materialized view shop.payment_total');
  const { problems, targets } = await migrate(database.connection, [payments, withSql("update dms_stage set a = 'x'")]);
  expect(targets).toEqual(['shop.payment', 'shop.n']);
  expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    expect.stringMatching(
      /^TRANSFORMATION_FAILED afterMerge number 1 of the mapping of shop\.payment: .*payment_total/u,
    ),
    expect.stringMatching(/^TRANSFORMATION_FAILED beforeMerge number 1 of the mapping of shop\.n: .*integer/u),
  ]);
  expect(await lines("select to_regclass('pg_temp.dms_stage')")).toEqual([[null]]);
  await sql.query(
    'create materialized view shop.payment_total as select currency, sum(amount_eur) from shop.payment group by 1',
  );
  expect(await migrate(database.connection, [payments])).toMatchObject({ problems: [] });
});

function withSql(beforeMerge: string): Table {
  return defineTable({
    source: 'SHOP.N',
    target: 'shop.n',
    key: ['id'],
    columns: { id: from('ID', bigint()), a: from('A', integer()), b: from('B', integer()), sum: derived(integer()) },
    beforeMerge,
  });
}

test.each([
  ['takes rows out', 'delete from dms_stage'],
  ['puts rows in', 'insert into dms_stage (id, _dms_row, _dms_effect) select id + 1, 9, 0 from dms_stage'],
])('P6: SQL that %s fails the load', async (_title, text) => {
  const table = withSql(text);
  await migrate(database.connection, [table]);
  await expect(load([['I', 1n, null, null]], { table })).rejects.toMatchObject({
    code: 'TRANSFORMATION_FAILED',
    message: expect.stringContaining('rows in dms_stage'),
  });
  expect(await lines('select * from shop.n')).toEqual([]);
});

test.each([
  ['key', 'update dms_stage set id = 99'],
  ['number', 'update dms_stage set _dms_row = _dms_row + 1'],
])('P6: SQL that changes the %s of a row fails the load', async (_title, text) => {
  const table = withSql(text);
  await migrate(database.connection, [table]);
  await expect(load([['I', 1n, null, null]], { table })).rejects.toMatchObject({
    code: 'TRANSFORMATION_FAILED',
    message: expect.stringContaining('changed keys or _dms_row'),
  });
});

test('SQL that ends the transaction is refused when the mapping is declared', () => {
  expect(() => withSql('/* so */ Commit')).toThrow(/begins or ends a transaction/u);
});

test('two statements in one text are a problem that migrate tells', async () => {
  const { problems } = await migrate(database.connection, [withSql('select 1; select 2')]);
  expect(problems.map(({ code }) => code)).toEqual(['TRANSFORMATION_FAILED']);
});
