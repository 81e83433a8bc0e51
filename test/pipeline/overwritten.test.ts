import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { productFile } from '../factories/product-file.ts';
import { useBench } from './bench.ts';
import { changesKey, deliver, soundRows } from './quarantine-bench.ts';

const bench = useBench();
const TRACES = `select (select count(*) from dmstest.test_product)::int products,
  (select count(*) from dms_loader.quarantined_row)::int aside, (select count(*) from dms_loader.table_load)::int loads`;

it('P7: P8: a file that is overwritten before its refused rows are read again leaves nothing, and is tried again', async () => {
  await bench().query('alter table dmstest.test_product add constraint no_three check (product_id <> 3)');
  const { store } = bench();
  // Larger than what one request asks for, whatever compresses it.
  const name = (at: number) => createHash('sha256').update(`${at}`).digest('hex');
  const rows = soundRows(3000).map((row, at) => ({ ...row, name: name(at) }));
  const readOnce = new Set<number>();
  let isOverwritten = false;
  // The rows are read again where a range is asked for that was read before.
  store.beforeRead = (key, start) => {
    if (readOnce.has(start) && !isOverwritten) {
      isOverwritten = true;
      store.put(key, productFile(soundRows(2)));
    }
    readOnce.add(start);
    return Promise.resolve();
  };
  const result = await deliver(bench(), { rows, rowGroupRows: 1000 });
  expect(isOverwritten).toBe(true);
  expect(result).toMatchObject({ outcome: 'failed', error: { code: 'OBJECT_CHANGED' } });
  expect(await bench().query(TRACES)).toEqual(['{"products":0,"aside":0,"loads":0}']);
  store.beforeRead = undefined;
  const again = await deliver(bench(), { rows, rowGroupRows: 1000, key: changesKey() });
  expect(again).toMatchObject({ outcome: 'loaded', counts: { read: 3000, applied: 2999, quarantined: 1 } });
});
