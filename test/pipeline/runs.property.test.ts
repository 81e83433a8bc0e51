import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadObject } from '../../pipeline/load-object.ts';
import { type ProductRow, productFile } from '../factories/product-file.ts';
import { PROPERTY_TIMEOUT, propertySettings } from '../properties/support/settings.ts';
import { attemptOf, useBench } from './bench.ts';
import { changesKey } from './quarantine-bench.ts';

const STATE = `select product_id::text id, product_name as name, _dms_written_at as at, _dms_row::int "row"
  from dmstest.test_product order by dmstest.test_product.product_id`;
const TOMBSTONES = `select product_id::text id, _dms_written_at as at, _dms_row::int "row"
  from dms_loader.dmstest__test_product__tombstone t
  where not exists (select from dmstest.test_product p where p.product_id = t.product_id) order by product_id`;
const COUNTS = 'select rows_read::int as read from dms_loader.table_load order by written_at';
const EMPTY = `truncate dmstest.test_product, dms_loader.dmstest__test_product__tombstone, dms_loader.object_slice,
  dms_loader.object_load, dms_loader.table_load, dms_loader.load_attempt, dms_loader.quarantined_row`;

const bench = useBench();

const rows: fc.Arbitrary<ProductRow[]> = fc.array(
  fc.record({
    op: fc.constantFrom('I', 'U', 'D'),
    id: fc.bigInt({ min: 1n, max: 4n }),
    name: fc.constantFrom('a', 'b', 'c'),
  }),
  { minLength: 2, maxLength: 12 },
);

/** Two files of changes, the order in which they arrive, and into what each is cut. */
const story = fc.record({
  files: fc.tuple(rows, rows),
  isLateFirst: fc.boolean(),
  rowGroupRows: fc.integer({ min: 1, max: 4 }),
  runRows: fc.integer({ min: 1, max: 6 }),
});

async function loadAll(files: readonly [string, Uint8Array][], runRows: number): Promise<unknown> {
  const { loader, store, query } = bench();
  await query(EMPTY);
  for (const [key, bytes] of files) {
    const { outcome } = await loadObject(store.put(key, bytes), attemptOf(), { ...loader, runRows });
    if (outcome !== 'loaded') {
      throw new Error(`${key} is ${outcome}`);
    }
  }
  return { rows: await query(STATE), tombstones: await query(TOMBSTONES), counts: await query(COUNTS) };
}

test(
  'P3: a table ends the same whether its files are loaded at once or in runs of whatever length, in any order',
  PROPERTY_TIMEOUT,
  async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ files, isLateFirst, rowGroupRows, runRows }) => {
        const written = files.map((one, at): [string, Uint8Array] => [changesKey(at), productFile(one, rowGroupRows)]);
        const arriving = isLateFirst ? written.toReversed() : written;
        const atOnce = await loadAll(arriving, 1000);
        expect(await loadAll(arriving, runRows)).toEqual(atOnce);
      }),
      propertySettings(60),
    );
  },
);
