import { beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../domain/ports/database.ts';
import { consumeMessage } from '../../pipeline/consume-message.ts';
import { type MemoryStore, memoryStore } from '../doubles/store.ts';
import { changesKey, loadKey, type ProductRow, paddingRows, productFile } from '../factories/dms-files.ts';
import { announcement, messageOf } from './support/messages.ts';
import { seededRandom, shuffled } from './support/orders.ts';
import { productLoader, useProducts } from './support/products.ts';

const products = useProducts();
beforeEach(() => products.empty());

/** No key in two of them, so that their counts do not hang on their order. The first is the one of the thousand. */
const OBJECTS: readonly (readonly [key: string, rows: readonly ProductRow[]])[] = [
  [
    changesKey('20260131100000000'),
    [
      { op: 'I', id: 1n, name: 'one' },
      { op: 'U', id: 1n, name: 'one, changed' },
      { op: 'I', id: 2n, name: 'two' },
      { op: 'D', id: 3n },
      { op: 'U', id: 5n, oldId: 4n, name: 'four, now five' },
    ],
  ],
  [changesKey('20260131100001000'), [{ op: 'D', id: 10n }]],
  [changesKey('20260131100002000'), [{ op: 'I', id: 20n, name: 'twenty' }]],
  [loadKey(1), [{ id: 30n, name: 'thirty' }]],
  [loadKey(2), paddingRows(600, 1000n)],
  [changesKey('20260131100003000'), paddingRows(600, 5000n, 'I')],
];

/** Ledger and target row for row, without timings, and without who delivered what under which number. */
const STATE = [
  `select object_key, etag, size_bytes, last_modified::text, state, attempts, first_error_code, last_error_code,
     refusal_fingerprint from dms_loader.object_load order by 1`,
  `select o.object_key, target_schema, target_table, written_at::text, rows_read, rows_applied, rows_unchanged,
     rows_superseded, rows_quarantined, mapping_fingerprint
   from dms_loader.table_load join dms_loader.object_load o using (object_load_id) order by 1`,
  `select a.object_key, o.object_key as object, receive_count, outcome, error_code, error_message, event_time
   from dms_loader.load_attempt a left join dms_loader.object_load o using (object_load_id) order by 1`,
  `select t.*, o.object_key, null as _dms_load from dmstest.test_product t
   join dms_loader.table_load l on l.table_load_id = t._dms_load join dms_loader.object_load o using (object_load_id) order by 1`,
  `select d.*, o.object_key, null as _dms_load from dms_loader.dmstest__test_product__tombstone d
   join dms_loader.table_load l on l.table_load_id = d._dms_load join dms_loader.object_load o using (object_load_id) order by 1`,
];

/** Row versions: any change of any row shows in them. */
const VERSIONS = [
  'dms_loader.object_load',
  'dms_loader.table_load',
  'dms_loader.load_attempt',
  'dmstest.test_product',
  'dms_loader.dmstest__test_product__tombstone',
].map(table => `select xmin::text, ctid::text from ${table} order by ctid`);

async function all(queries: readonly string[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const query of queries) {
    answers.push((await products.sql.query(query)).rows);
  }
  return answers;
}

function filledStore(): MemoryStore {
  const store = memoryStore();
  for (const [key, rows] of OBJECTS) {
    store.put(key, productFile(rows), Date.UTC(2026, 0, 31, 9));
  }
  return store;
}

/** A thousand deliveries of the first object, forty of each other, in a seeded order. */
function deliveries(): string[] {
  const others = OBJECTS.slice(1).flatMap(([key]) => Array.from({ length: 40 }, () => key));
  const first = Array.from({ length: 1000 }, () => OBJECTS[0]?.[0] ?? '');
  return [...shuffled([...first, ...others], seededRandom(8))];
}

/** Takes from the list until it is empty; what is to come back comes back, as from a queue. */
async function consume(list: string[], database: Database, store: MemoryStore): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {};
  for (let key = list.pop(); key !== undefined; key = list.pop()) {
    const message = messageOf(announcement(store, key));
    const { outcome } = await consumeMessage(message, Date.now() + 60_000, productLoader(database, store));
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (outcome === 'busy') {
      list.unshift(key);
    }
  }
  return outcomes;
}

async function consumeAtOnce(consumers: number, list: string[], store: MemoryStore): Promise<Record<string, number>> {
  const lanes = Array.from({ length: consumers }, () => consume(list, products.connect(), store));
  const sum: Record<string, number> = {};
  for (const outcomes of await Promise.all(lanes)) {
    for (const [outcome, count] of Object.entries(outcomes)) {
      sum[outcome] = (sum[outcome] ?? 0) + count;
    }
  }
  return sum;
}

describe('a message delivered 1,000 times from 8 consumers at once, among others', () => {
  test('P1: leaves table and ledger as one delivery of each does', { timeout: 120_000 }, async () => {
    const store = filledStore();
    expect(
      await consumeAtOnce(
        1,
        OBJECTS.map(([key]) => key),
        store,
      ),
    ).toEqual({ loaded: OBJECTS.length });
    const afterOne = await all(STATE);
    expect(afterOne.map(rows => (rows as unknown[]).length)).toEqual([6, 6, 6, 1206 - 1, 3]);
    await products.empty();
    const { busy: _, ...outcomes } = await consumeAtOnce(8, deliveries(), store);
    expect(outcomes).toEqual({ loaded: OBJECTS.length, 'already-loaded': 1000 + 5 * 40 - OBJECTS.length });
    expect(await all(STATE)).toEqual(afterOne);
  });

  test('P1: changes 0 rows, of the ledger too, once each was loaded', { timeout: 120_000 }, async () => {
    const store = filledStore();
    await consumeAtOnce(
      1,
      OBJECTS.map(([key]) => key),
      store,
    );
    const before = await all(VERSIONS);
    expect(await consumeAtOnce(8, deliveries(), store)).toEqual({ 'already-loaded': 1200 });
    expect(await all(VERSIONS)).toEqual(before);
  });

  test('P1: fact 34: is the same write under another MessageId, as a redrive gives it', async () => {
    const store = filledStore();
    const body = announcement(store, OBJECTS[0]?.[0] ?? '');
    const [first, redriven] = [messageOf(body), messageOf(body)];
    expect(redriven.id).not.toBe(first.id);
    const loader = productLoader(products.connect(), store);
    expect(await consumeMessage(first, Date.now() + 60_000, loader)).toMatchObject({ outcome: 'loaded' });
    expect(await consumeMessage(redriven, Date.now() + 60_000, loader)).toMatchObject({ outcome: 'already-loaded' });
  });

  test('P1: is not read again once it is loaded: the ledger answers for a file of changes', async () => {
    const store = filledStore();
    const [key = ''] = OBJECTS[0] ?? [];
    await consumeAtOnce(1, [key, key, key], store);
    expect(store.opened).toEqual([key]);
  });

  test('P1: changes 0 rows of the table as a copy under another key either, though that is another object', async () => {
    const store = filledStore();
    const copies = OBJECTS.filter(([key]) => !key.includes('LOAD')).map(([key]) => `copied/${key}`);
    for (const key of copies) {
      store.put(key, productFile(OBJECTS.find(([original]) => key.endsWith(original))?.[1] ?? []));
    }
    await consumeAtOnce(
      1,
      OBJECTS.map(([key]) => key),
      store,
    );
    const before = await all(VERSIONS.slice(3));
    expect(await consumeAtOnce(1, [...copies], store)).toEqual({ loaded: copies.length });
    expect(await all(VERSIONS.slice(3))).toEqual(before);
    const counts = `select sum(rows_applied)::int as applied, sum(rows_superseded)::int as superseded, sum(rows_unchanged)::int as unchanged
      from dms_loader.table_load join dms_loader.object_load using (object_load_id) where object_key like 'copied/%'`;
    expect((await products.sql.query(counts)).rows).toEqual([{ applied: 0, superseded: 1, unchanged: 606 }]);
  });
});
