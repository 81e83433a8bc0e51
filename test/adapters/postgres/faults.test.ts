import pg from 'pg';
import { expect, test } from 'vitest';
import { LoaderError } from '../../../domain/errors.ts';
import type { FailureRecord } from '../../../domain/ports/database.ts';
import { ITEM, type ItemFile, itemBatch, itemIntent, loadItems } from '../../factories/changes.ts';
import { begun, useItemShop } from './item-shop.ts';

const shop = useItemShop();
const FILE: ItemFile = { key: 'a', writtenAtMicros: 1000n, rows: [['I', 1n, 'one', 1]] };
const LARGE: ItemFile = { ...FILE, rowCount: 501 };

function failure(state: FailureRecord['state'], error: LoaderError): FailureRecord {
  const { object, attempt } = itemIntent(FILE);
  return { object, attempt, state, error, refusalFingerprint: undefined };
}

const AWAY = new LoaderError('STORE_UNAVAILABLE', { reason: 'S3 says SlowDown', remedy: 'wait' });

/** Settings of the test's database for sessions that are opened from now on. */
async function withDefault<Result>(setting: string, work: () => Promise<Result>): Promise<Result> {
  const name = pg.escapeIdentifier(new URL(shop.url()).pathname.slice(1));
  await shop.sql.query(`alter database ${name} set ${setting}`);
  try {
    return await work();
  } finally {
    await shop.sql.query(`set default_transaction_read_only = off; alter database ${name} reset all`);
  }
}

test('P1: a connection that ends with the answer to the claim loads nothing: no statement runs outside the claim', async () => {
  await shop.database().recordFailure(failure('failed', AWAY));
  const { proxy, db } = await shop.proxied();
  await db.findObject(itemIntent(FILE).object);
  proxy.cutAfter('pg_try_advisory_xact_lock');
  await expect(loadItems(db, FILE)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  expect((await shop.sql.query('select * from shop.item')).rows).toEqual([]);
  expect((await shop.sql.query('select * from dms_loader.table_load')).rows).toEqual([]);
  expect(await loadItems(db, FILE)).toMatchObject({ kind: 'loaded' });
});

test('P3: a database whose default isolation is repeatable read revives nothing either', async () => {
  const lock = "begin; select pg_advisory_xact_lock(hashtextextended(E'target\\nshop.item', 0))";
  await withDefault("default_transaction_isolation = 'repeatable read'", async () => {
    await shop.sql.query(lock);
    const older = loadItems(shop.database(), { ...FILE, key: 'older', rows: [['U', 9n, 'revived', 1]] });
    const waiting = `select count(*)::int n from pg_locks
      where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`;
    await expect.poll(async () => (await shop.sql.query(waiting)).rows).toEqual([{ n: 1 }]);
    await shop.sql.query(`insert into dms_loader.shop__item__tombstone values (9, '2020-01-01', 1, 1); commit`);
    expect(await older).toMatchObject({ kind: 'loaded', counts: { applied: 0, superseded: 1 } });
  });
  expect((await shop.sql.query('select * from shop.item')).rows).toEqual([]);
});

test('a server that has become read-only is left: the next load opens another connection', async () => {
  const db = shop.database();
  await withDefault('default_transaction_read_only = on', async () => {
    await expect(loadItems(db, FILE)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
  expect(await loadItems(db, FILE)).toMatchObject({ kind: 'loaded' });
});

test.each([FILE, LARGE])('what the server refuses at the claim leaves the connection clean', async file => {
  await shop.sql.query('alter table dms_loader.object_load add constraint none check (false) not valid');
  const db = shop.database();
  await expect(loadItems(db, file)).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
  await shop.sql.query('alter table dms_loader.object_load drop constraint none');
  expect(await db.findObject(itemIntent(file).object)).toBeUndefined();
  expect(await loadItems(db, file)).toMatchObject({ kind: 'loaded' });
});

test.each([FILE, LARGE])('P1: rows whose account the ledger refuses are not committed', async file => {
  await shop.sql.query('alter table dms_loader.table_load add constraint none check (false) not valid');
  await expect(loadItems(shop.database(), file)).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
  expect(await shop.items()).toEqual([]);
});

test('P2: a load is abandoned even when the server has vanished: at the attempt’s deadline', async () => {
  const { proxy, db } = await shop.proxied();
  const load = await begun(db, { ...LARGE, attempt: { deadlineMs: Date.now() + 1500 } });
  await load.add(itemBatch(FILE));
  proxy.freeze();
  await load.abandon();
  await expect(load.add(itemBatch(FILE))).rejects.toMatchObject({ name: 'LoaderError' });
});

test('a load that could not begin leaves no watch behind that would end a later one', async () => {
  const db = shop.database();
  const twice = { ...itemIntent({ ...LARGE, attempt: { deadlineMs: Date.now() + 1200 } }) };
  const columns = [...ITEM.columns, ...ITEM.columns.slice(1, 2)];
  await expect(db.beginLoad({ ...twice, columns })).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
  const later = await begun(db, { ...LARGE, key: 'later' });
  await later.add(itemBatch(FILE));
  await new Promise(resolve => {
    setTimeout(resolve, 1500);
  });
  expect(await later.commit()).toMatchObject({ kind: 'loaded' });
});

test('a load that its deadline ends says so, whatever it was waiting for', async () => {
  const attempt = { deadlineMs: Date.now() + 700 };
  const load = await begun(shop.database(), { ...LARGE, attempt });
  await new Promise(resolve => {
    setTimeout(resolve, 1500);
  });
  await expect(load.add(itemBatch(FILE))).rejects.toMatchObject({ code: 'DEADLINE_NEAR' });
  await load.abandon();
});

test('a failure is not recorded while another consumer holds the object, and does not wait for it', async () => {
  const holder = await begun(shop.database(), LARGE);
  const db = shop.database();
  await db.recordFailure(failure('failed', AWAY));
  await holder.abandon();
  expect(await db.findObject(itemIntent(FILE).object)).toBeUndefined();
});

test('P8: what a refusal tells is the refusal, not an earlier failure', async () => {
  const db = shop.database();
  await db.recordFailure(failure('failed', AWAY));
  await db.recordFailure(failure('rejected', new LoaderError('ROW_BAD', { reason: 'is bad', remedy: 'mend it' })));
  expect(await db.findObject(itemIntent(FILE).object)).toMatchObject({ state: 'rejected', errorCode: 'ROW_BAD' });
});

test.each([FILE, LARGE])('P7: a value that cannot be encoded is named, and refused for good', async file => {
  const db = shop.database();
  const half = `half a pair ${'x'.repeat(30)} \ud800`;
  const bad: ItemFile = { ...file, rows: [['I', 1n, half, 1]] };
  const place = file === LARGE ? 's3://landing/a, row 1, column name: ' : 'column name: ';
  await expect(loadItems(db, bad)).rejects.toMatchObject({
    code: 'ROW_BAD',
    message: expect.stringContaining(place),
  });
  expect(await loadItems(db, file)).toMatchObject({ kind: 'loaded' });
});

test('P10: few rows of large cells are copied, not held in memory until the commit', async () => {
  const db = shop.database();
  const name = 'x'.repeat(1_000_000);
  const load = await begun(db, { ...FILE, rowCount: 8 });
  for (let row = 1; row <= 8; row += 1) {
    await load.add(itemBatch({ ...FILE, rows: [['I', BigInt(row), name, row]] }, row));
  }
  const copying = `select count(*)::int n from pg_stat_activity
    where query like 'copy pg_temp%' and state = 'active' and datname = current_database()`;
  expect((await shop.sql.query(copying)).rows).toEqual([{ n: 1 }]);
  expect(await load.commit()).toMatchObject({ kind: 'loaded', counts: { read: 8, applied: 8 } });
  expect((await shop.sql.query('select sum(length(name))::int n from shop.item')).rows).toEqual([{ n: 8_000_000 }]);
});
