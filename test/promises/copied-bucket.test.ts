/** Full loads that were copied: the copy's LastModified is not the time at which DMS wrote them. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineSource } from '../../domain/table/index.ts';
import { testProduct } from '../../domain/tables/test-product.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { Loader, LoadResult, ObjectPlace } from '../../pipeline/loader.ts';
import { type MemoryStore, memoryStore } from '../doubles/store.ts';
import { changesKey, loadKey, productFile } from '../factories/dms-files.ts';
import { type TimedRow, timedFile } from '../factories/timed-file.ts';
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

const COPIED_AT = Date.UTC(2026, 5, 30, 8);
const LOAD = loadKey(1);

/** The loader over a source whose rows say when they were written. */
function timedLoader(): Loader {
  const source = defineSource({ name: 'archive', loadTime: 'timestamp-column', timestampColumn: 'dms_ts' });
  return { ...productLoader(database, store), routes: makeRoutes([testProduct], [source]) };
}

/** Loads what an event of a copy announces. */
function loadCopy(key: string, loader: Loader, more: Partial<ObjectPlace> = {}): Promise<LoadResult> {
  return loadObject({ ...store.place(key), isCopy: true, ...more }, delivery(), loader);
}

async function rowsOf(sql: string): Promise<unknown[][]> {
  return (await products.sql.query({ text: sql, rowMode: 'array' })).rows;
}

const ROWS = `select product_id::int, product_name, to_char(_dms_written_at at time zone 'UTC', 'HH24:MI:SS.US')
  from dmstest.test_product where product_id < 1000 order by 1`;

function permutations<Item>(items: readonly Item[]): Item[][] {
  return items.length < 2
    ? [[...items]]
    : items.flatMap((first, at) => permutations(items.toSpliced(at, 1)).map(rest => [first, ...rest]));
}

describe.each(SIZES)('a bucket of 2022 that was copied in 2026, $size', ({ padding }) => {
  const times = (day: string): TimedRow[] => [
    [`${day} 10:00:00.000001`, 1n, 'loaded'],
    [`${day} 10:00:00.25`, 2n, 'loaded'],
    [`${day} 10:00:01.123456000`, 3n, 'loaded'],
    ...Array.from({ length: padding }, (_, at): TimedRow => [`${day} 10:00:02`, BigInt(1000 + at), 'padding']),
  ];
  const files: readonly (readonly [string, Uint8Array])[] = [
    [LOAD, timedFile(times('2022-03-01'))],
    [loadKey(2), timedFile([['2022-03-01 10:00:03', 4n, 'loaded']])],
    [changesKey('20220301095959000'), productFile([{ op: 'U', id: 4n, name: 'before the load' }])],
    [
      changesKey('20220301110000000'),
      productFile([
        { op: 'U', id: 1n, name: 'changed' },
        { op: 'D', id: 2n },
      ]),
    ],
  ];

  test('P3: fact 7: ends as the source in every order of arrival, as the rows say when they were written', async () => {
    for (const order of permutations(files)) {
      await products.empty();
      for (const [key, bytes] of order) {
        store.put(key, bytes, COPIED_AT);
        expect(await loadCopy(key, timedLoader())).toMatchObject({ outcome: 'loaded' });
      }
      expect(await rowsOf(ROWS), order.map(([key]) => key).join(' ')).toEqual([
        [1, 'changed', '11:00:00.000000'],
        [3, 'loaded', '10:00:01.123456'],
        [4, 'loaded', '10:00:03.000000'],
      ]);
    }
  });
});

describe('a full-load file that was copied, of a source without a timestamp column,', () => {
  beforeEach(() => {
    store.put(LOAD, productFile([{ id: 1n, name: 'of 2022' }]), COPIED_AT);
    store.put(changesKey('20230101000000000'), productFile([{ op: 'U', id: 1n, name: 'of 2023' }]), COPIED_AT);
  });

  test('P3: is refused, and again from the ledger: as old as its copy it would beat all changes since', async () => {
    const first = await loadCopy(LOAD, productLoader(database, store));
    expect(first).toMatchObject({ outcome: 'rejected', error: { code: 'LOAD_COPIED' } });
    expect(first.error?.message).toContain(`s3://landing/${LOAD}: is a full-load file that was copied to where it is`);
    expect(first.error?.message).toContain('--written-at');
    // Nothing says that it is a copy now, but the ledger remembers.
    const again = await loadObject(store.place(LOAD), delivery(), productLoader(database, store));
    expect(again).toMatchObject({ outcome: 'rejected', error: { code: 'LOAD_COPIED' } });
    expect(await rowsOf(ROWS)).toEqual([]);
  });

  test('P3: loads in its place once an operator says when it was written, and the event that comes again finds it so', async () => {
    const loader = productLoader(database, store);
    await loadCopy(LOAD, loader);
    expect(await loadCopy(changesKey('20230101000000000'), loader)).toMatchObject({ outcome: 'loaded' });
    const { bucket, key } = store.place(LOAD);
    const told = await loadObject({ bucket, key, writtenAtMs: Date.UTC(2022, 0, 1) }, delivery(), loader);
    expect(told).toMatchObject({ outcome: 'loaded', counts: { read: 1, applied: 0, superseded: 1 } });
    expect(await rowsOf(ROWS)).toEqual([[1, 'of 2023', '00:00:00.000000']]);
    expect(await loadCopy(LOAD, loader)).toMatchObject({ outcome: 'already-loaded' });
    expect(await rowsOf("select state from dms_loader.object_load where state <> 'loaded'")).toEqual([]);
  });

  test('P8: is looked at anew when its source says that rows tell the time', async () => {
    store.put(LOAD, timedFile([['2022-03-01 10:00:00', 1n, 'of 2022']]), COPIED_AT);
    expect(await loadCopy(LOAD, productLoader(database, store))).toMatchObject({ outcome: 'rejected' });
    expect(await loadCopy(LOAD, timedLoader())).toMatchObject({ outcome: 'loaded' });
  });
});

describe('the timestamp column', () => {
  const refusal = async (rows: readonly TimedRow[], column?: string): Promise<string> => {
    store.put(LOAD, timedFile(rows, column), COPIED_AT);
    const { outcome, error } = await loadCopy(LOAD, timedLoader());
    return `${outcome} ${error?.code}: ${error?.message}`;
  };

  test.each([
    ['2022-03-01', '"2022-03-01" is no time written as yyyy-MM-dd HH:mm:ss.SSSSSS'],
    ['2022-02-30 10:00:00', '"2022-02-30 10:00:00" is no time'],
    ['2022-03-01 10:00:00.1234567', 'is no time'],
    ['2022-03-01 10:00:00+09', 'is no time'],
    ['1969-12-31 23:59:59', 'is no time since 1970'],
    ['', '"" is no time written as'],
    [null, 'is NULL, and says when the row was written'],
  ])('P7: of %j makes a bad row', async (time, words) => {
    const text = await refusal([
      ['2022-03-01 10:00:00', 1n, 'good'],
      [time, 2n, 'bad'],
    ]);
    expect(text).toContain(`rejected ROW_BAD: s3://landing/${LOAD}, row 2, column DMS_TS:`);
    expect(text).toContain(words);
  });

  test('P7: has to be there, and its lack is named with the setting of DMS', async () => {
    const text = await refusal([['2022-03-01 10:00:00', 1n, 'one']], 'OTHER_TS');
    expect(text).toContain('rejected COLUMN_MISSING:');
    expect(text).toContain('TimestampColumnName');
  });

  test('is no column that the mapping does not know', async () => {
    store.put(LOAD, timedFile([['2022-03-01 10:00:00', 1n, 'one']]), COPIED_AT);
    const { notes } = await loadCopy(LOAD, timedLoader());
    expect(notes.filter(note => note.includes('DMS_TS'))).toEqual([]);
  });
});
