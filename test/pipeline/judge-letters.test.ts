/** Judgements that were once wrong: each letter here looks like another kind of letter than it is. */
import { beforeEach, expect, test } from 'vitest';
import type { Judgement } from '../../domain/dead-letters/judged.ts';
import { LoaderError } from '../../domain/errors.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import type { StoredObject } from '../../domain/ports/store.ts';
import { consumeMessage } from '../../pipeline/consume-message.ts';
import { type JudgeMeans, judgeLetters } from '../../pipeline/judge-letters.ts';
import type { Loader } from '../../pipeline/loader.ts';
import { type MemoryStore, memoryStore } from '../doubles/store.ts';
import { changesKey, loadKey, productFile } from '../factories/dms-files.ts';
import { announced, announcement, messageOf } from '../promises/support/messages.ts';
import { productLoader, useProducts } from '../promises/support/products.ts';

const RECEIVE_LIMIT = 5;
const FIRST_MS = Date.UTC(2026, 2, 1);
const products = useProducts();
let store: MemoryStore;
let loader: Loader;

beforeEach(async () => {
  await products.empty();
  store = memoryStore();
  loader = productLoader(products.connect(), store);
});

async function consume(body: string, by: Loader = loader): Promise<string> {
  return (await consumeMessage(messageOf(body), Date.now() + 60_000, by)).outcome;
}

/** The same announcement at another time. */
function at(body: string, ms: number): string {
  const { Records } = JSON.parse(body) as { Records: object[] };
  return JSON.stringify({ Records: Records.map(record => ({ ...record, eventTime: new Date(ms).toISOString() })) });
}

async function judged(body: string): Promise<{ judgement: Judgement; why: string }> {
  const database = products.connect();
  const heads = {
    // What S3 tells without the bytes.
    head: async ({ bucket, key }: { bucket: string; key: string }): Promise<StoredObject> =>
      await store.open({ bucket, key }),
  };
  const means: JudgeMeans = { ...loader, database, letters: database.letters, heads, receiveLimit: RECEIVE_LIMIT };
  const [letter] = await judgeLetters([{ id: 'a', body, receiptHandle: 'r', sentAtMs: Date.now() }], means);
  return { judgement: letter?.judgement ?? 'not-ours', why: letter?.why ?? '' };
}

test('a LOAD file that was missing first, then loaded, and is written again with equal bytes is not loaded', async () => {
  const bytes = productFile([{ op: 'I', id: 1n }]);
  store.put(loadKey(1), bytes, FIRST_MS);
  const body = at(announcement(store, loadKey(1)), FIRST_MS);
  store.remove(loadKey(1));
  expect(await consume(body)).toBe('missing');
  store.put(loadKey(1), bytes, FIRST_MS);
  expect(await consume(body)).toBe('loaded');
  expect(await judged(body)).toMatchObject({ judgement: 'already-loaded' });
  store.put(loadKey(1), bytes, FIRST_MS + 3_600_000);
  expect(await judged(at(body, FIRST_MS + 3_600_000))).toMatchObject({ judgement: 'transient' });
  expect(await consume(at(body, FIRST_MS + 3_600_000))).toBe('loaded');
});

test('a LOAD file that was written again with equal bytes, and removed before it was loaded, is gone', async () => {
  const bytes = productFile([{ op: 'I', id: 1n }]);
  store.put(loadKey(1), bytes, FIRST_MS);
  const body = at(announcement(store, loadKey(1)), FIRST_MS);
  await consume(body);
  store.remove(loadKey(1));
  expect(await judged(at(body, FIRST_MS + 3_600_000))).toMatchObject({
    judgement: 'object-gone',
    why: expect.stringContaining('another write of it is loaded'),
  });
});

test('an object that is gone was not removed before it was written', async () => {
  const key = changesKey('20260301100000000');
  store.put(key, productFile([{ op: 'I', id: 1n }]));
  const body = announcement(store, key);
  store.remove(key);
  const removed = body.replace('ObjectCreated:Put', 'ObjectRemoved:Delete');
  expect(await consume(at(removed, FIRST_MS))).toBe('removed');
  expect((await judged(at(body, FIRST_MS + 1000))).why).toBe('the object is not in its bucket');
  expect((await judged(at(body, FIRST_MS - 1000))).why).toContain('it was removed 2026-03-01T00:00:00.000Z');
});

test('an announcement that names no ETag is not done because another one of its key was', async () => {
  const key = changesKey('20260301100000000');
  const body = announced(key, { eTag: undefined, size: undefined });
  expect(await consume(body)).toBe('missing');
  store.put(key, productFile([{ op: 'I', id: 1n }]));
  expect(await consume(body)).toBe('loaded');
  store.put(key, productFile([{ op: 'I', id: 2n }]));
  expect(await judged(body)).toMatchObject({ judgement: 'transient' });
});

test('a refusal stands whatever memory the reader had that refused', async () => {
  const key = changesKey('20260301100000000');
  store.put(key, new Uint8Array(40));
  const body = announcement(store, key);
  await consume(body, { ...loader, readerMemoryMib: 1769 });
  expect(await judged(body)).toMatchObject({ judgement: 'poison' });
});

test('a refused file that was mended in its place is worth another try', async () => {
  const key = changesKey('20260301100000000');
  store.put(key, new Uint8Array(40));
  const body = announcement(store, key);
  expect(await consume(body)).toBe('rejected');
  expect(await judged(body)).toMatchObject({ judgement: 'poison' });
  store.put(key, productFile([{ op: 'I', id: 1n }]));
  expect(await judged(body)).toMatchObject({ judgement: 'transient' });
});

test('a file whose table got its mapping after the last try is worth another one', async () => {
  const key = changesKey('20260301100000000');
  store.put(key, productFile([{ op: 'I', id: 1n }]));
  const body = announcement(store, key);
  for (let receive = 0; receive < RECEIVE_LIMIT; receive += 1) {
    expect(await consume(body, { ...loader, routes: makeRoutes([], []) })).toBe('rejected');
  }
  expect(await judged(body)).toMatchObject({ judgement: 'transient' });
});

test('a refused file whose mapping has changed is worth another try, however often it was refused', async () => {
  const key = changesKey('20260301100000000');
  store.put(key, new Uint8Array(40));
  const body = announcement(store, key);
  for (let receive = 0; receive < RECEIVE_LIMIT; receive += 1) {
    await consume(body, { ...loader, packageVersion: `0.0.${receive + 1}` });
  }
  expect(await judged(body)).toMatchObject({ judgement: 'transient' });
});

test('a file below the floor that the ledger never had may never have been loaded: nobody is told to drop it', async () => {
  const key = changesKey('20260301100000000');
  store.put(key, productFile([{ op: 'U', id: 1n, name: 'new' }]));
  await products.sql.query(`insert into dmstest.test_product (product_id, product_name) values (1, 'old')`);
  await products.sql.query(`insert into dms_loader.table_floor (target_schema, target_table, written_at, row_number, reason)
    values ('dmstest', 'test_product', '2026-04-01Z', 0, 'prune')`);
  const body = announcement(store, key);
  expect(await judged(body)).toMatchObject({ judgement: 'transient', why: expect.stringContaining('floor') });
  expect(await consume(body)).toBe('loaded');
  const { rows } = await products.sql.query('select product_name as name from dmstest.test_product');
  expect(rows).toEqual([{ name: 'new' }]);
});

test('a file whose bucket does not answer is not gone', async () => {
  const key = changesKey('20260301100000000');
  store.put(key, productFile([{ op: 'I', id: 1n }]));
  const body = announcement(store, key);
  store.open = () => Promise.reject(new LoaderError('STORE_UNAVAILABLE', { reason: 'is silent', remedy: 'wait' }));
  expect(await judged(body)).toMatchObject({ judgement: 'transient' });
});
