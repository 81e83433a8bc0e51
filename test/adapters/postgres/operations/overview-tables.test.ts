import { expect, test } from 'vitest';
import { nameUntil } from '../../../../adapters/postgres/sql/end-overdue.ts';
import { lockTarget } from '../../../../adapters/postgres/sql/lock-target.ts';
import { ITEM } from '../../../factories/changes.ts';
import { useItemShop } from '../item-shop.ts';
import { addLine, addTableLine, MAPPED, NOON } from './overview-shop.ts';

const shop = useItemShop();
const tables = () => shop.database().overview.tables(NOON, MAPPED);

const NOTHING = {
  newestWrittenAtMs: undefined,
  lastLoadedAtMs: undefined,
  filesToday: 0,
  rowsToday: 0,
  inFlight: 0,
  partial: 0,
  failing: 0,
  quarantined: 0,
};

test('a mapped table of which nothing was loaded is told of, and one that only the ledger knows', async () => {
  const object = await addLine(shop.sql, { key: 'old/thing/20260131-115900000.parquet' });
  await addTableLine(shop.sql, { object, target: 'old.thing', written: -5, loaded: -1, rows: 3 });
  expect(await tables()).toEqual([
    { ...NOTHING, target: 'old.thing', newestWrittenAtMs: NOON - 300_000, lastLoadedAtMs: NOON - 60_000 },
    { ...NOTHING, target: 'shop.item' },
  ]);
});

test('the newest change is the one written last, not the one loaded last; today counts what was loaded since', async () => {
  const first = await addLine(shop.sql, { key: 'shop/item/20260131-120500000.parquet' });
  await addTableLine(shop.sql, { object: first, written: 5, loaded: 6, rows: 3 });
  const late = await addLine(shop.sql, { key: 'shop/item/20260131-110000000.parquet' });
  await addTableLine(shop.sql, { object: late, written: -60, loaded: 7, rows: 4 });
  const before = await addLine(shop.sql, { key: 'shop/item/20260131-100000000.parquet' });
  await addTableLine(shop.sql, { object: before, written: -120, loaded: -1, rows: 5 });
  const newest = { newestWrittenAtMs: NOON + 300_000, lastLoadedAtMs: NOON + 420_000 };
  expect(await tables()).toEqual([{ ...NOTHING, ...newest, target: 'shop.item', filesToday: 2, rowsToday: 7 }]);
});

test('a full load whose time nobody knows is loaded, and is no newest change', async () => {
  const object = await addLine(shop.sql, { key: 'shop/item/LOAD00000001.parquet' });
  await addTableLine(shop.sql, { object, loaded: 1, rows: 3 });
  const loaded = { lastLoadedAtMs: NOON + 60_000, filesToday: 1, rowsToday: 3 };
  expect(await tables()).toEqual([{ ...NOTHING, ...loaded, target: 'shop.item' }]);
});

test('a file in part counts as such, and as nothing else before it is loaded', async () => {
  const object = await addLine(shop.sql, { key: 'shop/item/20260131-120500000.parquet', state: 'partial' });
  await addTableLine(shop.sql, { object, written: 5, loaded: 6, rows: 3 });
  expect(await tables()).toEqual([{ ...NOTHING, target: 'shop.item', partial: 1 }]);
});

test('failed objects are of the table that their folders name; those without one are counted for none', async () => {
  const keys = [
    'shop/item/20260131-120500000.parquet',
    'in/SHOP/Item/2026/01/LOAD00000001.csv',
    'shop/other/LOAD1.csv',
  ];
  for (const [at, state] of ['failed', 'rejected', 'missing'].entries()) {
    await addLine(shop.sql, { key: keys[at] ?? '', state, error: ['ROW_BAD', 'bad'] });
  }
  expect(await tables()).toEqual([{ ...NOTHING, target: 'shop.item', failing: 2 }]);
});

test('a failed write is no matter any more once another one of its key, seen later, is loaded', async () => {
  const key = 'shop/item/20260131-120500000.parquet';
  await addLine(shop.sql, { key, state: 'rejected', eTag: 'bad', error: ['ROW_BAD', 'bad'] });
  expect(await tables()).toMatchObject([{ failing: 1 }]);
  const object = await addLine(shop.sql, { key, eTag: 'mended' });
  await addTableLine(shop.sql, { object, written: 5, loaded: 6, rows: 3 });
  expect(await tables()).toMatchObject([{ failing: 0 }]);
  expect(await shop.database().overview.failures()).toEqual([]);
  await addLine(shop.sql, { key, state: 'rejected', eTag: 'broken again', error: ['ROW_BAD', 'bad'] });
  expect(await tables()).toMatchObject([{ failing: 1 }]);
});

test('a file in part fails once it stopped at an error, until its next run commits', async () => {
  const error = ['ROW_BAD', 'bad'] as const;
  const object = await addLine(shop.sql, { key: 'shop/item/LOAD00000001.csv', state: 'partial', changed: 5, error });
  await addTableLine(shop.sql, { object, written: 1, loaded: 4, rows: 3 });
  expect(await tables()).toMatchObject([{ partial: 1, failing: 1 }]);
  await shop.sql.query("update dms_loader.table_load set loaded_at = loaded_at + interval '2 min'");
  expect(await tables()).toMatchObject([{ partial: 1, failing: 0 }]);
});

test('rows that are set aside count until they are released', async () => {
  const object = await addLine(shop.sql, { key: 'shop/item/20260131-120500000.parquet' });
  await addTableLine(shop.sql, { object, written: 5, loaded: 6, rows: 3 });
  await shop.sql.query(`insert into dms_loader.quarantined_row
  (object_load_id, table_load_id, target_schema, target_table, written_at, row_number, faults, source_row, released_at, released_as)
select object_load_id, table_load_id, 'shop', 'item', now(), n, '[]', '{}', case n when 3 then now() end, case n when 3 then 'dropped' end
from dms_loader.table_load, generate_series(1, 3) n;
update dms_loader.table_load set rows_applied = 0, rows_quarantined = 3`);
  expect(await tables()).toMatchObject([{ target: 'shop.item', quarantined: 2 }]);
});

test('transactions that hold the lock of a target or wait for it are in flight, whatever else their session has', async () => {
  const holder = await shop.database().connection.client();
  const waiter = await shop.database().connection.client();
  await shop.sql.query(`begin; ${lockTarget(ITEM, 'shared')}`);
  await holder.query(`begin; select ${nameUntil(60_000)}; ${lockTarget(ITEM, 'shared')}`);
  const waiting = waiter.query(`begin; select ${nameUntil(60_000)}; ${lockTarget(ITEM, 'exclusive')}`);
  const isWaiting = 'select count(*)::int as waiting from pg_locks where not granted';
  await expect.poll(async () => (await shop.sql.query(isWaiting)).rows).toEqual([{ waiting: 1 }]);
  expect(await tables()).toEqual([{ ...NOTHING, target: 'shop.item', inFlight: 2 }]);
  await Promise.all([holder.query('rollback'), shop.sql.query('rollback'), waiting]);
  await waiter.query('rollback');
  expect(await tables()).toMatchObject([{ inFlight: 0 }]);
});
