/** Which write a message is about: what S3 has decides, and a full load written again is another write. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { LoadResult, ObjectPlace } from '../../pipeline/loader.ts';
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

const load = (place: ObjectPlace): Promise<LoadResult> => loadObject(place, delivery(), productLoader(database, store));
const loadKeyed = async (key: string): Promise<string> => (await load(store.place(key))).outcome;

async function rowsOf(sql: string): Promise<unknown[][]> {
  return (await products.sql.query({ text: sql, rowMode: 'array' })).rows;
}
const names = () =>
  rowsOf('select product_id::text, product_name from dmstest.test_product where product_id < 1000 order by 1');
const states = () => rowsOf('select object_key, etag, state from dms_loader.object_load order by object_load_id');

const at = (hour: number): number => Date.UTC(2026, 0, 31, hour);
const BEFORE = changesKey('20260131110000000');
const AFTER = changesKey('20260131130000000');
const LOAD = loadKey(1);

describe.each(SIZES)('a LOAD file that is written again with equal bytes, $size', ({ padding }) => {
  /** Changes of 11:00 and 13:00, and a full load that was written at 10:00 and is written again at 12:00. */
  function putFiles(): void {
    const rows = [1n, 2n, 3n].map(id => ({ id, name: 'full load' }));
    store.put(LOAD, productFile([...rows, ...paddingRows(padding, 1000n)]), at(10));
    store.put(
      BEFORE,
      productFile([{ op: 'U', id: 1n, name: 'at 11' }, { op: 'D', id: 2n }, ...paddingRows(padding, 5000n, 'I')]),
    );
    store.put(AFTER, productFile([{ op: 'U', id: 3n, name: 'at 13' }, ...paddingRows(padding, 9000n, 'I')]));
  }
  const reload = (): string => {
    const rows = [1n, 2n, 3n].map(id => ({ id, name: 'full load' }));
    return store.put(LOAD, productFile([...rows, ...paddingRows(padding, 1000n)]), at(12)).eTag;
  };
  const End = [
    ['1', 'full load'],
    ['2', 'full load'],
    ['3', 'at 13'],
  ];

  test('P5: fact 8: loads again, wins over changes written before it and loses to those written after it', async () => {
    putFiles();
    expect(await loadKeyed(LOAD)).toBe('loaded');
    expect(await loadKeyed(BEFORE)).toBe('loaded');
    expect(await loadKeyed(AFTER)).toBe('loaded');
    expect(await names()).toEqual([
      ['1', 'at 11'],
      ['3', 'at 13'],
    ]);
    reload();
    expect(await loadKeyed(LOAD)).toBe('loaded');
    expect(await names()).toEqual(End);
    expect(await loadKeyed(LOAD)).toBe('already-loaded');
    expect(await states()).toHaveLength(4);
  });

  test('P5: ends the same when the changes arrive after it', async () => {
    putFiles();
    reload();
    expect(await loadKeyed(LOAD)).toBe('loaded');
    expect(await loadKeyed(AFTER)).toBe('loaded');
    expect(await loadKeyed(BEFORE)).toBe('loaded');
    expect(await names()).toEqual(End);
  });
});

describe('an object that is not what was announced', () => {
  test('P5: fact 11: is loaded under its own identity, and the announced write is overwritten', async () => {
    store.put(AFTER, productFile([{ op: 'I', id: 1n, name: 'as announced' }]));
    const announced = store.place(AFTER);
    store.put(AFTER, productFile([{ op: 'I', id: 1n, name: 'as found' }]));
    const found = store.place(AFTER);
    expect(found.eTag).not.toBe(announced.eTag);
    expect(await load(announced)).toMatchObject({ outcome: 'overwritten', identity: { eTag: found.eTag } });
    expect(await names()).toEqual([['1', 'as found']]);
    expect(await states()).toEqual([
      [AFTER, found.eTag, 'loaded'],
      [AFTER, announced.eTag, 'overwritten'],
    ]);
    expect(await load(found)).toMatchObject({ outcome: 'already-loaded' });
    expect(await load(announced)).toMatchObject({ outcome: 'already-loaded' });
    expect(await states()).toHaveLength(2);
  });

  test('P5: is not answered with overwritten while what is there cannot be loaded', async () => {
    store.put(AFTER, productFile([{ op: 'I', id: 1n }]));
    const announced = store.place(AFTER);
    store.put(AFTER, new Uint8Array(100));
    expect(await load(announced)).toMatchObject({ outcome: 'rejected', error: { code: 'PARQUET_NOT_PARQUET' } });
    expect(await states()).toEqual([[AFTER, store.place(AFTER).eTag, 'rejected']]);
    store.put(AFTER, productFile([{ op: 'I', id: 1n, name: 'mended' }]));
    expect(await load(announced)).toMatchObject({ outcome: 'overwritten' });
    expect(await names()).toEqual([['1', 'mended']]);
  });

  test('P5: fact 10: other bytes under the same key, though as many, are another write', async () => {
    const one = productFile([{ op: 'I', id: 1n, name: 'one' }]);
    const two = productFile([{ op: 'I', id: 1n, name: 'two' }]);
    expect(two).toHaveLength(one.length);
    store.put(AFTER, one);
    expect(await loadKeyed(AFTER)).toBe('loaded');
    store.put(AFTER, two);
    expect(await loadKeyed(AFTER)).toBe('loaded');
    expect(await states()).toHaveLength(2);
  });

  test('P5: a file of changes copied to a new time of writing is the same write', async () => {
    const bytes = productFile([{ op: 'I', id: 1n, name: 'once' }]);
    store.put(AFTER, bytes, at(13));
    expect(await loadKeyed(AFTER)).toBe('loaded');
    store.put(AFTER, bytes, at(15));
    expect(await loadKeyed(AFTER)).toBe('already-loaded');
  });
});
