/** A TRUNCATE at the source, which no file tells of, done to the target on an operator's word. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import { clearOlderRows } from '../../adapters/postgres/operations/clear-older.ts';
import { testProduct } from '../../domain/tables/test-product.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { LoadResult } from '../../pipeline/loader.ts';
import { type MemoryStore, memoryStore } from '../doubles/store.ts';
import { changesKey, loadKey, paddingRows, productFile } from '../factories/dms-files.ts';
import { delivery, productLoader, useProducts } from './support/products.ts';
import { SIZES } from './support/staged-and-small.ts';

const products = useProducts();
let database: PostgresDatabase;
let store: MemoryStore;

beforeAll(() => {
  database = products.connect();
});
beforeEach(async () => {
  await products.empty();
  store = memoryStore();
});

const NOON = BigInt(Date.UTC(2026, 0, 31, 12)) * 1000n;
const TRUNCATE = 'truncate at 12:00';

function truncate(beforeMicros = NOON) {
  const older = { table: testProduct, beforeMicros, keptLoads: [] };
  return clearOlderRows(database.connection, older, { action: 'truncate', actor: 'test', detail: {}, seconds: 60 });
}

function load(key: string): Promise<LoadResult> {
  return loadObject(store.place(key), delivery(), productLoader(database, store));
}

async function rowsOf(sql: string): Promise<unknown[][]> {
  return (await products.sql.query({ text: sql, rowMode: 'array' })).rows;
}
const NAMES = 'select product_id::int, product_name from dmstest.test_product where product_id < 1000 order by 1';

function permutations<Item>(items: readonly Item[]): Item[][] {
  return items.length < 2
    ? [[...items]]
    : items.flatMap((first, at) => permutations(items.toSpliced(at, 1)).map(rest => [first, ...rest]));
}

describe.each(SIZES)('a truncation between files, $size', ({ padding }) => {
  const OldLoad = loadKey(1);
  const Before = changesKey('20260131110000000');
  const After = changesKey('20260131130000000');

  beforeEach(() => {
    const loaded = [1n, 2n, 3n].map(id => ({ id, name: 'loaded' }));
    store.put(OldLoad, productFile([...loaded, ...paddingRows(padding, 1000n)]), Date.UTC(2026, 0, 31, 10));
    store.put(
      Before,
      productFile([{ op: 'I', id: 4n, name: 'before' }, { op: 'D', id: 1n }, ...paddingRows(padding, 5000n, 'I')]),
    );
    store.put(
      After,
      productFile([
        { op: 'I', id: 2n, name: 'after' },
        { op: 'U', id: 5n, name: 'after' },
        ...paddingRows(padding, 9000n, 'I'),
      ]),
    );
  });

  test('P3: fact 13: leaves what was written after it in every order of arrival, and a message that comes again nothing else', async () => {
    for (const order of permutations([OldLoad, Before, TRUNCATE, After])) {
      await products.empty();
      for (const step of order) {
        await (step === TRUNCATE ? truncate() : load(step));
      }
      for (const again of [Before, After, OldLoad]) {
        expect(await load(again)).toMatchObject({ outcome: 'already-loaded' });
      }
      expect(await rowsOf(NAMES), order.join(', ')).toEqual([
        [2, 'after'],
        [5, 'after'],
      ]);
      expect(await rowsOf('select count(*)::int from dmstest.test_product')).toEqual([[2 + padding]]);
    }
  });

  test('P6: fact 13: rows of an older file that arrives after it are counted as superseded', async () => {
    await truncate();
    const counts = { read: 3 + padding, applied: 0, unchanged: 0, superseded: 3 + padding };
    expect(await load(OldLoad)).toMatchObject({ outcome: 'loaded', counts });
    expect(await load(After)).toMatchObject({ outcome: 'loaded', counts: { applied: 2 + padding } });
  });
});

describe('a truncation', () => {
  test('P12: removes nothing the second time, and an earlier one does not lower the floor', async () => {
    store.put(
      changesKey('20260131110000000'),
      productFile([
        { op: 'I', id: 1n },
        { op: 'D', id: 2n },
      ]),
    );
    await load(changesKey('20260131110000000'));
    await products.sql.query('insert into dmstest.test_product (product_id) values (7)');
    expect(await truncate()).toEqual({
      placed: 1,
      unplaced: 1,
      oldest: '2026-01-31T11:00:00.000000Z',
      newest: '2026-01-31T11:00:00.000000Z',
    });
    expect(await truncate(NOON - 3_600_000_000n)).toMatchObject({ placed: 0, unplaced: 0 });
    expect(await rowsOf('select count(*)::int from dms_loader.dmstest__test_product__tombstone')).toEqual([[0]]);
    expect(
      await rowsOf(
        'select extract(epoch from written_at)::bigint * 1000000, row_number, reason from dms_loader.table_floor',
      ),
    ).toEqual([[String(NOON), '0', 'truncate']]);
    const actions =
      "select action, actor, detail->'rows'->>'placed', detail->>'tombstones' from dms_loader.operator_action order by operator_action_id desc limit 2";
    expect(await rowsOf(actions)).toEqual([
      ['truncate', 'test', '0', '0'],
      ['truncate', 'test', '1', '1'],
    ]);
  });

  test('keeps what was written at its very time', async () => {
    store.put(changesKey('20260131120000000'), productFile([{ op: 'I', id: 1n, name: 'at noon' }]));
    await load(changesKey('20260131120000000'));
    expect(await truncate()).toMatchObject({ placed: 0 });
    expect(await rowsOf(NAMES)).toEqual([[1, 'at noon']]);
  });
});
