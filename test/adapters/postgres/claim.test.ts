import pg from 'pg';
import { expect, test } from 'vitest';
import { LoaderError } from '../../../domain/errors.ts';
import { type ItemFile, itemBatch, itemIntent, loadItems } from '../../factories/changes.ts';
import { begun, useItemShop } from './item-shop.ts';

const shop = useItemShop();
const FILE: ItemFile = { key: 'a', writtenAtMicros: 1000n, rows: [['I', 1n, 'one', 1]] };
const LARGE: ItemFile = { ...FILE, rowCount: 501 };

test('P2: fact 31: while one consumer holds an object, another is answered busy at once; when it commits, already loaded', async () => {
  const holder = await begun(shop.database(), LARGE);
  await holder.add(itemBatch(FILE));
  expect(await loadItems(shop.database(), FILE)).toEqual({ kind: 'busy' });
  await holder.commit();
  expect(await loadItems(shop.database(), FILE)).toEqual({ kind: 'already-loaded' });
});

test('P8: while one consumer holds an object, none of a hundred others is busy', async () => {
  const holder = await begun(shop.database(), LARGE);
  const other = shop.database();
  const kinds = new Set<string>();
  for (let file = 0; file < 100; file += 1) {
    kinds.add((await loadItems(other, { ...FILE, key: `other-${file}` })).kind);
  }
  expect([...kinds]).toEqual(['loaded']);
  await holder.abandon();
});

test('a full load of a target that has rows does not keep other loads waiting', async () => {
  await loadItems(shop.database(), FILE);
  const full: ItemFile = { key: 'full', writtenAtMicros: 500n, rows: [['I', 2n, 'two', 2]], isFull: true };
  const load = await begun(shop.database(), { ...full, rowCount: 501 });
  await load.add(itemBatch(full));
  const other: ItemFile = { key: 'b', writtenAtMicros: 2000n, rows: [['D', 1n]] };
  expect(await loadItems(shop.database(), other)).toMatchObject({ kind: 'loaded' });
  expect(await load.commit()).toMatchObject({ kind: 'loaded', counts: { applied: 1 } });
});

test('P2: a claim ends with the connection of its holder', async () => {
  const doomed = shop.database();
  await begun(doomed, LARGE);
  await shop.sql.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'dms-loader until %' and datname = current_database()",
  );
  expect(await loadItems(shop.database(), FILE)).toMatchObject({ kind: 'loaded' });
});

test('P2: a consumer that vanished in mid-COPY with its socket open loses its claim 15 s after its deadline', {
  timeout: 40_000,
}, async () => {
  const { proxy, db } = await shop.proxied();
  const deadlineMs = Date.now() + 2000;
  const load = await begun(db, { ...LARGE, attempt: { deadlineMs } });
  await load.add(itemBatch(FILE));
  const copying =
    "select count(*)::int as n from pg_stat_activity where query like 'copy pg_temp%' and wait_event = 'ClientRead' and datname = current_database()";
  await expect.poll(async () => (await shop.sql.query(copying)).rows).toEqual([{ n: 1 }]);
  proxy.freeze();
  const heir = shop.database();
  const claimed = async () => (await loadItems(heir, FILE)).kind;
  await expect.poll(claimed, { timeout: 30_000, interval: 500 }).toBe('loaded');
  expect(Date.now()).toBeGreaterThan(deadlineMs + 15_000);
});

test('P2: the deadline is read from application_name, and only past the grace', async () => {
  const holder = new pg.Client({ connectionString: shop.url() });
  await holder.connect();
  holder.on('error', () => undefined);
  const lockOf = (seconds: number) => `begin;
    set local application_name = 'dms-loader until ${new Date(Date.now() - seconds * 1000).toISOString()}';
    select pg_advisory_xact_lock(hashtextextended(E'object\\nlanding\\na\\na\\n1000\\n', 0))`;
  await holder.query(lockOf(10));
  expect(await loadItems(shop.database(), FILE)).toEqual({ kind: 'busy' });
  await holder.query('rollback');
  await holder.query(lockOf(16));
  expect(await loadItems(shop.database(), FILE)).toMatchObject({ kind: 'loaded' });
});

test('P1: a failure that was recorded is not taken for a load, and a load is never overwritten by a failure', async () => {
  const db = shop.database();
  const { object, attempt } = itemIntent(FILE);
  const error = new LoaderError('STORE_UNAVAILABLE', { reason: 'S3 is away', remedy: 'wait' });
  const failure = { object, attempt, error, state: 'failed', refusalFingerprint: undefined } as const;
  await db.recordFailure(failure);
  expect(await db.findObject(object)).toMatchObject({ state: 'failed', errorCode: 'STORE_UNAVAILABLE' });
  expect(await loadItems(db, FILE)).toMatchObject({ kind: 'loaded' });
  await db.recordFailure(failure);
  expect(await db.findObject(object)).toMatchObject({ state: 'loaded' });
  const attempts = await shop.sql.query('select outcome from dms_loader.load_attempt order by load_attempt_id');
  expect(attempts.rows).toEqual([{ outcome: 'failed' }, { outcome: 'loaded' }]);
});

test('P9: a connection that ends after COMMIT was sent is not taken for a failure: the ledger is asked', async () => {
  const { proxy, db } = await shop.proxied();
  const load = await begun(db, LARGE);
  await load.add(itemBatch(FILE));
  proxy.swallowAnswerTo('commit');
  await expect(load.commit()).resolves.toMatchObject({ kind: 'loaded', counts: { read: 1, applied: 1 } });
  expect((await shop.sql.query('select count(*)::int as n from shop.item')).rows).toEqual([{ n: 1 }]);
});

test('P9: a connection that ends before COMMIT arrived is a failure that may be tried again', async () => {
  const { proxy, db } = await shop.proxied();
  const load = await begun(db, LARGE);
  await load.add(itemBatch(FILE));
  proxy.cutBefore('commit');
  await expect(load.commit()).rejects.toMatchObject({ code: 'COMMIT_UNKNOWN' });
  expect((await shop.sql.query('select count(*)::int as n from dms_loader.object_load')).rows).toEqual([{ n: 0 }]);
  expect(await loadItems(db, FILE)).toMatchObject({ kind: 'loaded' });
});

test('P9: while the ledger cannot be asked the commit is unknown, and the connection is fit for the next object', {
  timeout: 40_000,
}, async () => {
  const { proxy, db } = await shop.proxied();
  const load = await begun(db, LARGE);
  await load.add(itemBatch(FILE));
  proxy.cutBefore('insert into dms_loader.table_load');
  const lock = "select pg_advisory_lock(hashtextextended(E'object\\nlanding\\na\\na\\n1000\\n', 0))";
  const held = shop.sql.query(lock);
  await expect(load.commit()).rejects.toMatchObject({ code: 'COMMIT_UNKNOWN' });
  await held;
  expect(await loadItems(db, { ...FILE, key: 'b' })).toMatchObject({ kind: 'loaded' });
  await shop.sql.query('select pg_advisory_unlock_all()');
});

test('a connection that died between two loads is replaced', async () => {
  const db = shop.database();
  await loadItems(db, FILE);
  await shop.sql.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'dms-loader' and datname = current_database()",
  );
  await expect
    .poll(async () => (await loadItems(db, { ...FILE, key: 'b', writtenAtMicros: 2000n })).kind)
    .toBe('loaded');
});
