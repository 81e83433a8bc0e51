import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import { clearOlderRows, countOlderRows } from '../../adapters/postgres/operations/clear-older.ts';
import { loadFilesOf } from '../../adapters/postgres/operations/load-files.ts';
import { LoaderError } from '../../domain/errors.ts';
import type { ListedObject } from '../../domain/ports/store.ts';
import { testProduct } from '../../domain/tables/test-product.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { LoadResult, ObjectPlace } from '../../pipeline/loader.ts';
import { type SweepScope, sweepScope } from '../../pipeline/sweep-scope.ts';
import { BUCKET, type MemoryStore, memoryStore } from '../doubles/store.ts';
import { changesKey, loadKey, productFile } from '../factories/dms-files.ts';
import { delivery, productLoader, useProducts } from '../promises/support/products.ts';

const products = useProducts();
let database: PostgresDatabase;
let store: MemoryStore;
let listed: Map<string, ListedObject>;

beforeAll(() => {
  database = products.connect();
});
beforeEach(async () => {
  await products.empty();
  store = memoryStore();
  listed = new Map();
});

const at = (hour: number): number => Date.UTC(2026, 0, 31, hour);
const [FIRST, SECOND, THIRD] = [loadKey(1), loadKey(2), loadKey(3)];

/** Puts a file of these ids, named after the hour of its writing. */
function put(key: string, hour: number, ids: readonly number[], op?: string): void {
  const rows = ids.map(id => ({ ...(op === undefined ? {} : { op }), id: BigInt(id), name: `at ${hour}` }));
  const { eTag, sizeBytes } = store.put(key, productFile(rows), at(hour));
  listed.set(key, { key, eTag, sizeBytes, lastModifiedMs: at(hour) });
}

function load(key: string, more: Partial<ObjectPlace> = {}): Promise<LoadResult> {
  return loadObject({ ...store.place(key), ...more }, delivery(), productLoader(database, store));
}

/** Where the listing cannot be had, `list` says why. */
function scope(beforeMs?: number, list?: () => AsyncIterable<ListedObject>): Promise<SweepScope> {
  const { routes } = productLoader(database, store);
  const ledger = loadFilesOf(database.connection, testProduct);
  async function* below(_bucket: string, prefix: string) {
    yield* [...listed.values()].filter(({ key }) => key.startsWith(prefix));
  }
  return sweepScope({ table: testProduct, routes, beforeMs, ledger, list: list ?? below });
}

/** How many rows were foretold, and how many went. */
async function sweep(beforeMs?: number): Promise<number[]> {
  const { beforeMicros, keptLoads } = await scope(beforeMs);
  const older = { table: testProduct, beforeMicros, keptLoads };
  const foretold = await countOlderRows(database.connection, older, 60);
  const action = { action: 'sweep', actor: 'test', detail: {}, seconds: 60 };
  const gone = await clearOlderRows(database.connection, older, action);
  return [foretold, gone].map(({ placed, unplaced }) => placed + unplaced);
}

async function names(): Promise<string[]> {
  const sql = 'select product_id, product_name from dmstest.test_product order by 1';
  return (await products.sql.query(sql)).rows.map(row => `${row.product_id} ${row.product_name}`);
}

/** A listing of a bucket that is not there. */
function absent(): AsyncIterable<ListedObject> {
  const error = new LoaderError('OBJECT_MISSING', { reason: 'there is no such bucket', remedy: 'name another' });
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
}

describe('a sweep', () => {
  it('P3: fact 14: removes what the reload did not bring, keeps what is newer, and lets nothing older come back', async () => {
    put(FIRST, 8, [1, 2, 3]);
    put(SECOND, 9, [4]);
    await load(FIRST);
    await load(SECOND);
    put(FIRST, 12, [1, 2]);
    put(changesKey('20260131130000000'), 13, [3], 'I');
    put(changesKey('20260131100000000'), 10, [4, 5, 1], 'U');
    await load(FIRST);
    await load(changesKey('20260131130000000'));
    await products.sql.query(
      "insert into dmstest.test_product (product_id, product_name) values (6, 'older than the loader')",
    );
    expect(await sweep()).toEqual([2, 2]);
    expect(await sweep()).toEqual([0, 0]);
    expect(await load(changesKey('20260131100000000'))).toMatchObject({
      counts: { read: 3, applied: 0, superseded: 3 },
    });
    expect(await names()).toEqual(['1 at 12', '2 at 12', '3 at 13']);
  });

  it('leaves alone the files that an earlier, longer load left behind, loaded or not', async () => {
    put(FIRST, 8, [1]);
    put(SECOND, 9, [2]);
    put(THIRD, 9, [3]);
    await load(FIRST);
    await load(SECOND);
    put(FIRST, 12, [1]);
    await load(FIRST);
    const { files, stale, beforeMicros } = await scope();
    expect([files, stale].map(list => list.map(({ key }) => key))).toEqual([[FIRST], [SECOND, THIRD]]);
    expect(beforeMicros).toBe(BigInt(at(12)) * 1000n);
  });

  it('refuses while a file of the reload is not loaded as it is now, and names it with the command', async () => {
    put(FIRST, 8, [1]);
    await load(FIRST);
    put(FIRST, 12, [1]);
    put(SECOND, 12, [2]);
    await load(FIRST);
    await expect(scope()).rejects.toMatchObject({
      code: 'LOAD_INCOMPLETE',
      message: expect.stringMatching(
        /1 of the full load's files is not loaded: .*LOAD00000002.*; .*dms-loader load s3/u,
      ),
    });
    await load(SECOND);
    put(FIRST, 13, [1]);
    await expect(scope()).rejects.toThrow(FIRST);
  });

  it('refuses while a reload into another folder was not loaded at all', async () => {
    put(FIRST, 8, [1]);
    await load(FIRST);
    const elsewhere = `archive/${FIRST}`;
    const { eTag, sizeBytes } = store.put(elsewhere, new Uint8Array(100), at(12));
    listed.set(elsewhere, { key: elsewhere, eTag, sizeBytes, lastModifiedMs: at(12) });
    expect((await scope()).files.map(({ key }) => key)).toEqual([FIRST]);
    expect(await load(elsewhere)).toMatchObject({ outcome: 'rejected' });
    await expect(scope()).rejects.toThrow(elsewhere);
  });

  it('refuses while rows of the reload are set aside, and no more once they are dropped', async () => {
    put(FIRST, 12, [1]);
    await load(FIRST);
    await products.sql.query(`insert into dms_loader.quarantined_row (object_load_id, table_load_id, target_schema,
      target_table, written_at, row_number, faults, source_row)
      select object_load_id, table_load_id, 'dmstest', 'test_product', now(), 2, '[]', '[]' from dms_loader.table_load`);
    await expect(scope()).rejects.toThrow(
      /set aside, .*; load them with a mended mapping first: dms-loader quarantine retry dmstest\.test_product; or give up .*: dms-loader quarantine drop dmstest\.test_product --reason/u,
    );
    await expect(scope(at(11))).rejects.toThrow(
      new RegExp(`set aside, and their older selves would go: s3://${BUCKET}/${FIRST}; load them`, 'u'),
    );
    await products.sql.query('update dms_loader.table_load set rows_read = 2, rows_quarantined = 1');
    const drop = { table: testProduct, place: undefined, reason: 'no key', actor: 'test', seconds: 60 };
    expect(await database.quarantine.drop(drop)).toMatchObject([{ row: 2, target: 'dmstest.test_product' }]);
    for (const beforeMs of [undefined, at(11)]) {
      expect((await scope(beforeMs)).files.map(({ key }) => key)).toEqual([FIRST]);
    }
    await products.sql.query('delete from dms_loader.quarantined_row');
    await products.sql.query('update dms_loader.table_load set rows_read = 1, rows_quarantined = 0');
  });

  it('goes by the time that an operator gave to a copied file, not by that of the copy', async () => {
    put(FIRST, 20, [1, 2]);
    await load(FIRST, { writtenAtMs: at(10) });
    expect((await scope()).beforeMicros).toBe(BigInt(at(10)) * 1000n);
    expect(await sweep()).toEqual([0, 0]);
    expect(await names()).toHaveLength(2);
  });
});

describe('a sweep before a given time', () => {
  it('needs no bucket, and says what it could not look at', async () => {
    put(FIRST, 8, [1, 2]);
    await load(FIRST);
    put(FIRST, 12, [1]);
    await load(FIRST);
    await expect(scope(undefined, absent)).rejects.toThrow(/could not be listed: there is no such bucket; .*--before/u);
    const found = await scope(at(11), absent);
    expect(found.remarks).toEqual([
      expect.stringContaining(`s3://${BUCKET}/dmstest/test_product/ could not be listed`),
    ]);
    expect(found.files.map(({ lastModifiedMs }) => lastModifiedMs)).toEqual([at(12)]);
    expect(await sweep(at(11))).toEqual([1, 1]);
    expect(await names()).toEqual(['1 at 12']);
  });

  it('refuses while a file of that time or later is not loaded, by the listing or by the ledger', async () => {
    put(FIRST, 8, [1]);
    await load(FIRST);
    put(SECOND, 12, [2]);
    await expect(scope(at(11))).rejects.toThrow(SECOND);
    store.put(SECOND, new Uint8Array(100), at(12));
    expect(await load(SECOND)).toMatchObject({ outcome: 'rejected' });
    await expect(scope(at(11), absent)).rejects.toThrow(SECOND);
    // Older than that, or written again since and loaded: no matter.
    expect((await scope(at(13), absent)).files).toEqual([]);
    put(SECOND, 14, [2]);
    await load(SECOND);
    expect((await scope(at(11), absent)).files.map(({ key }) => key)).toEqual([SECOND]);
  });
});
