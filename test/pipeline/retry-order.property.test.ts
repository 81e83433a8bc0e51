import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProductRow } from '../factories/product-file.ts';
import { useBench } from './bench.ts';
import { changesKey, deliver, products, retry } from './quarantine-bench.ts';

const MENDED = products({ anyActive: true });
const STATE = `select product_id::text id, product_name as name, _dms_written_at as at, _dms_row::int "row"
  from dmstest.test_product order by product_id`;
const TOMBSTONES = `select product_id::text id, _dms_written_at as at, _dms_row::int "row"
  from dms_loader.dmstest__test_product__tombstone t
  where not exists (select from dmstest.test_product p where p.product_id = t.product_id) order by product_id`;
const EMPTY = `truncate dmstest.test_product, dms_loader.dmstest__test_product__tombstone, dms_loader.object_slice, dms_loader.object_load,
  dms_loader.table_load, dms_loader.load_attempt, dms_loader.quarantined_row, dms_loader.operator_action`;

const bench = useBench();

const row: fc.Arbitrary<ProductRow> = fc.record({
  op: fc.constantFrom('I', 'U', 'U', 'D'),
  id: fc.bigInt({ min: 1n, max: 3n }),
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  active: fc.constantFrom('Y', 'maybe'),
});

/** Up to four files in the order in which they were written, the order in which they arrive, and when the retries come. */
const story = fc.array(fc.array(row, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }).chain(files =>
  fc.record({
    files: fc.constant(files),
    arrivals: fc.shuffledSubarray([...files.keys()], { minLength: files.length }),
    retryAfter: fc.nat({ max: files.length - 1 }),
  }),
);

async function state(): Promise<unknown> {
  return { rows: await bench().query(STATE), tombstones: await bench().query(TOMBSTONES) };
}

test('P3: a table ends the same whether its rows were sound from the start or were set aside and retried, in any order', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ files, arrivals, retryAfter }) => {
      await bench().query(EMPTY);
      for (const [second, rows] of files.entries()) {
        await deliver(bench(), { rows, table: MENDED, key: changesKey(second) });
      }
      const expected = await state();
      await bench().query(EMPTY);
      for (const [index, second] of arrivals.entries()) {
        await deliver(bench(), { rows: files[second] ?? [], key: changesKey(second) });
        if (index === retryAfter) {
          await retry(bench(), MENDED);
        }
      }
      await retry(bench(), MENDED);
      expect(await state()).toEqual(expected);
      const counts =
        'select sum(rows_quarantined)::int as left, sum(rows_read)::int as read from dms_loader.table_load';
      const read = files.flat().length;
      expect(await bench().query(counts)).toEqual([`{"left":0,"read":${read}}`]);
    }),
    { seed: 20_260_301, numRuns: 15 },
  );
});
