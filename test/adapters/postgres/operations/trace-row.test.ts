/** Where a row comes from. What a hundred files do to it is held against the interpreter in test/properties/trace-row.test.ts. */
import { expect, test } from 'vitest';
import { bigint, date, numeric, text } from '../../../../domain/columns/index.ts';
import { defineTable, from } from '../../../../domain/table/index.ts';
import type { Table } from '../../../../domain/table/table.ts';
import { loadRows, planRows } from '../../../factories/load-rows.ts';
import { loadRun, opened, remapped } from '../partial/in-part.ts';
import { useTables } from '../table-shop.ts';

const columns = { id: from('ID', bigint()), name: from('NAME', text()) };
const item = defineTable({ source: 'SHOP.ITEM', target: 'shop.item', key: ['id'], columns });
const visit = defineTable({ source: 'SHOP.VISIT', target: 'shop.visit', key: 'none', columns });
const marked = defineTable({ source: 'SHOP.KEPT', target: 'shop.kept', key: ['id'], columns, onDelete: 'mark' });
const price = defineTable({
  source: 'SHOP.PRICE',
  target: 'shop.price',
  key: ['amount', 'day'],
  columns: { name: from('NAME', text()), day: from('DAY', date('YYYYMMDD')), amount: from('AMOUNT', numeric(15, 2)) },
});
const shop = useTables([item, visit, marked, price]);

const T1 = 1_706_696_430_123_456n;
const T2 = T1 + 1n;

const traced = (table: Table, ...key: string[]) => shop.database.traces.row(table, key);
const load = (table: Table, key: string, rows: Parameters<typeof planRows>[1]['rows'], writtenAtMicros = T1) =>
  loadRows(shop.database, table, { key, writtenAtMicros, rows });

test('a row that stands is traced to file, row number, load and message', async () => {
  await load(item, 'one', [{ ID: '7', NAME: 'old' }]);
  await load(
    item,
    'two',
    [
      { ID: '8', NAME: 'b' },
      { ID: '7', NAME: 'new' },
    ],
    T2,
  );
  expect(await traced(item, '7')).toEqual({
    state: 'present',
    floor: undefined,
    madeBy: {
      writtenAtMicros: T2,
      row: 2,
      load: {
        tableLoadId: expect.any(BigInt),
        objectLoadId: expect.any(BigInt),
        object: expect.stringMatching(/^s3:\/\/.*two/u),
        eTag: expect.any(String),
        messageId: 'm',
        receiveCount: 1,
        loadedAtMs: expect.any(Number),
        releasedAtMs: undefined,
        mappingFingerprint: item.fingerprint,
      },
    },
  });
});

test('a row that was deleted is traced to its delete, be it gone or marked', async () => {
  for (const table of [item, marked]) {
    await load(table, `${table.target.table}/one`, [{ Op: 'I', ID: '7', NAME: 'old' }]);
    await load(table, `${table.target.table}/two`, [{ Op: 'D', ID: '7', NAME: null }], T2);
    expect(await traced(table, '7')).toMatchObject({
      state: 'deleted',
      madeBy: { writtenAtMicros: T2, row: 1, load: { object: `s3://landing/${table.target.table}/two` } },
    });
  }
});

test('of a changed key both are traced to the one row of the file: the old one is deleted', async () => {
  await load(item, 'one', [{ Op: 'I', BI_ID: null, ID: '7', NAME: 'a' }]);
  await load(item, 'two', [{ Op: 'U', BI_ID: '7', ID: '9', NAME: 'a' }], T2);
  const madeBy = { row: 1, load: { object: 's3://landing/two' } };
  expect(await traced(item, '7')).toMatchObject({ state: 'deleted', madeBy });
  expect(await traced(item, '9')).toMatchObject({ state: 'present', madeBy });
});

test('a key that was never there is absent, and the floor is told', async () => {
  expect(await traced(item, '7')).toEqual({ state: 'absent', madeBy: undefined, floor: undefined });
  await shop.sql.query(
    "insert into dms_loader.table_floor values ('shop', 'item', '2024-01-31T10:20:30.123456Z', 17, 'truncate')",
  );
  expect(await traced(item, '7')).toMatchObject({
    state: 'absent',
    floor: { writtenAtMicros: T1, rowNumber: 17n, reason: 'truncate' },
  });
});

test('a row that is older than the loader stands, and nothing is said of what made it', async () => {
  await shop.sql.query("insert into shop.item (id, name) values (7, 'old')");
  expect(await traced(item, '7')).toEqual({ state: 'present', madeBy: undefined, floor: undefined });
});

test('a load that the ledger knows no more leaves the position', async () => {
  await load(item, 'one', [{ ID: '7', NAME: 'a' }]);
  await shop.sql.query(
    'truncate dms_loader.object_load, dms_loader.table_load, dms_loader.load_attempt, dms_loader.quarantined_row, dms_loader.object_slice',
  );
  expect(await traced(item, '7')).toEqual({
    state: 'present',
    madeBy: { writtenAtMicros: T1, row: 1, load: undefined },
    floor: undefined,
  });
});

test('an attempt that the ledger knows no more leaves the load', async () => {
  await load(item, 'one', [{ ID: '7', NAME: 'a' }]);
  await shop.sql.query('truncate dms_loader.load_attempt');
  const load7 = { object: 's3://landing/one', messageId: undefined, receiveCount: undefined };
  expect(await traced(item, '7')).toMatchObject({ madeBy: { load: load7 } });
});

test('a row of a file in several transactions is traced to the message of its own run, of the last start', async () => {
  const file = planRows(item, {
    key: 'big',
    writtenAtMicros: T1,
    rows: ['1', '2', '3', '4'].map(Id => ({ ID: Id, NAME: 'a' })),
  });
  const of = (messageId: string, planned = file) => ({
    ...planned,
    intent: { ...planned.intent, attempt: { ...planned.intent.attempt, messageId } },
  });
  const first = await opened(shop.database, file);
  await loadRun(shop.database, of('a'), { partial: first, fromRow: 1, beforeRow: 3 });
  const again = remapped(file);
  const second = await opened(shop.database, again);
  await loadRun(shop.database, of('b', again), { partial: second, fromRow: 1, beforeRow: 2 });
  const messageOf = async (key: string) => (await traced(item, key)).madeBy?.load?.messageId;
  expect([await messageOf('1'), await messageOf('2')]).toEqual(['b', 'a']);
  await loadRun(shop.database, of('c', again), { partial: second, fromRow: 2, beforeRow: 5 });
  expect([await messageOf('1'), await messageOf('2'), await messageOf('4')]).toEqual(['b', 'c', 'c']);
});

test('a key of several parts is read as PostgreSQL reads it, and not rounded to another', async () => {
  await load(price, 'one', [{ DAY: '20260131', AMOUNT: '1.50', NAME: 'a' }]);
  expect(await traced(price, '1.5', '31 Jan 2026')).toMatchObject({ state: 'present' });
  expect(await traced(price, '1.501', '2026-01-31')).toMatchObject({ state: 'absent' });
});

test.each([
  [visit, ['1'], '"shop.visit" has no key'],
  [
    price,
    ['1'],
    '"1" has 1 of the 2 parts of the key of shop.price; give a value for each of amount, day, in this order',
  ],
  [item, ['seven'], '"seven" is no value of id, which is bigint in shop.item: invalid input syntax'],
  [item, ['9223372036854775808'], 'is no value of id, which is bigint in shop.item'],
  [price, ['1', '2026-02-30'], '"2026-02-30" is no value of day, which is date in shop.price'],
])('a key that %# cannot be is refused with its remedy', async (table, key, said) => {
  await expect(traced(table, ...key)).rejects.toMatchObject({
    code: 'COMMAND_INVALID',
    message: expect.stringContaining(said),
  });
});
