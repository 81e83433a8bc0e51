/** Several consumers at one table: at random, and at the one moment at which a deleted row could come back. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../domain/ports/database.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import { type MemoryStore, memoryStore } from '../doubles/store.ts';
import { changesKey, paddingRows, productFile } from '../factories/dms-files.ts';
import { EXPECTED_TABLE, tableNow } from './support/all-orders.ts';
import { seededRandom, shuffled } from './support/orders.ts';
import { delivery, productLoader, useProducts } from './support/products.ts';
import { deliver, OBJECTS, sevenObjects } from './support/seven-objects.ts';
import { SIZES } from './support/staged-and-small.ts';

const products = useProducts();
const SEED = 20_260_131;

beforeEach(() => products.empty());

/** Takes deliveries from one list until it is empty. */
async function consume(list: number[], database: Database, store: MemoryStore): Promise<void> {
  for (let next = list.pop(); next !== undefined; next = list.pop()) {
    await deliver(next, database, store);
  }
}

describe.each([
  { size: 'small', padding: 0, runs: 200 },
  { size: 'staged', padding: 501, runs: 100 },
])('$size loads', ({ padding, runs }) => {
  test(`P3: ${runs} random orders, by two consumers at once and with redeliveries, give the table written by hand`, {
    timeout: 300_000,
  }, async () => {
    const random = seededRandom(SEED);
    const store = sevenObjects(padding);
    const [one, other] = [products.connect(), products.connect()];
    for (let run = 0; run < runs; run += 1) {
      await products.empty();
      const twice = Math.floor(random() * OBJECTS.length);
      const list = [...shuffled([...OBJECTS.keys(), twice], random)];
      const after = `run ${run} of seed ${SEED}: ${list.toReversed().join(' ')}`;
      await Promise.all([consume(list, one, store), consume(list, other, store)]);
      expect({ after, table: await tableNow(products) }).toEqual({ after, table: EXPECTED_TABLE });
    }
  });
});

test('P3: 150 random orders of staged loads give the table written by hand', { timeout: 300_000 }, async () => {
  const random = seededRandom(SEED + 1);
  const store = sevenObjects(501);
  const database = products.connect();
  for (let run = 0; run < 150; run += 1) {
    await products.empty();
    const order = shuffled([...OBJECTS.keys()], random);
    await consume([...order], database, store);
    const after = `order ${order.toReversed().join(' ')}`;
    expect({ after, table: await tableNow(products) }).toEqual({ after, table: EXPECTED_TABLE });
  }
});

const OLD_UPDATE = changesKey('20260131100000000');
const NEW_DELETE = changesKey('20260131110000000');

function updateAndDelete(padding: number): MemoryStore {
  const store = memoryStore();
  const update = [{ op: 'U', id: 1n, name: 'older' }, ...paddingRows(padding, 1000n, 'U')];
  store.put(OLD_UPDATE, productFile(update, 100));
  store.put(NEW_DELETE, productFile([{ op: 'D', id: 1n }, ...paddingRows(padding, 2000n, 'I')], 100));
  return store;
}

async function load(key: string, database: Database, store: MemoryStore): Promise<string> {
  return (await loadObject(store.place(key), delivery(), productLoader(database, store))).outcome;
}

const count = async (sql: string): Promise<number> =>
  (await products.sql.query(`select count(*)::int as n ${sql}`)).rows[0].n;
const waitingFor = (kind: string) =>
  count(
    `from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = '${kind}'`,
  );
const keyOne = () => count('from dmstest.test_product where product_id = 1');

describe.each(SIZES)('an older update that begins before a newer delete commits, $size', ({ padding }) => {
  test('P3: the row stays deleted when the update stands in the middle of its merge', async () => {
    const store = updateAndDelete(padding);
    // The update's merge meets key 1 in a transaction that is not over: its statement has begun and cannot end.
    const other = await products.connect().connection.client();
    await other.query('begin; insert into dmstest.test_product (product_id) values (1)');
    const update = load(OLD_UPDATE, products.connect(), store);
    await expect.poll(() => waitingFor('transactionid'), { timeout: 10_000 }).toBe(1);
    const endings: string[] = [];
    const deletion = load(NEW_DELETE, products.connect(), store).then(outcome => endings.push(outcome));
    // With the target's lock the delete waits behind the update; without it, it would commit here, unseen by the update.
    await expect.poll(async () => endings.length + (await waitingFor('advisory')), { timeout: 10_000 }).toBe(1);
    await other.query('rollback');
    expect(await update).toBe('loaded');
    await deletion;
    expect(endings).toEqual(['loaded']);
    expect(await keyOne()).toBe(0);
  });

  test('P3: the row stays deleted when the update waits for the target between claim and merge', async () => {
    const store = updateAndDelete(padding);
    const holder = products.connect();
    const client = await holder.connection.client();
    await client.query(`begin; select pg_advisory_xact_lock(hashtextextended(E'target\\ndmstest.test_product', 0))`);
    const update = load(OLD_UPDATE, products.connect(), store);
    await expect.poll(() => waitingFor('advisory'), { timeout: 10_000 }).toBe(1);
    // As a consumer that holds the lock would, the holder deletes and commits.
    await client.query(
      `insert into dms_loader.dmstest__test_product__tombstone values (1, '2026-01-31T11:00:00Z', 1, 0); commit`,
    );
    expect(await update).toBe('loaded');
    expect(await load(NEW_DELETE, products.connect(), store)).toBe('loaded');
    expect(await keyOne()).toBe(0);
  });
});

test('P3: fact 31: the row stays deleted when the delete is loaded whole between claim and merge of a staged update', async () => {
  const store = updateAndDelete(501);
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const held = products.connect();
  const begin = held.beginLoad;
  const paused: Database = {
    ...held,
    async beginLoad(intent) {
      const begun = await begin(intent);
      return 'kind' in begun
        ? begun
        : {
            ...begun,
            async add(batch) {
              await begun.add(batch);
              reached.resolve();
              await gate.promise;
            },
          };
    },
  };
  const update = load(OLD_UPDATE, paused, store);
  await reached.promise;
  expect(await load(NEW_DELETE, products.connect(), store)).toBe('loaded');
  gate.resolve();
  expect(await update).toBe('loaded');
  expect(await keyOne()).toBe(0);
});
