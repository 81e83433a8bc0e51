/** What the database says is never a refusal to remember, be it of one row or of more than a budget allows. */
import { expect, test } from 'vitest';
import { bigint, integer } from '../../domain/columns/index.ts';
import { defineTable, from } from '../../domain/table/index.ts';
import { useShop } from './shop-bench.ts';

const child = defineTable({
  source: 'SHOP.CHILD',
  target: 'shop.child',
  key: ['id'],
  badRows: 'quarantine',
  budget: { rows: 1 },
  csvColumns: ['ID', 'SIZE'],
  columns: { id: from('ID', bigint()), size: from('SIZE', integer()) },
});
const shop = useShop([child]);
const KEY = 'shop/child/20260131-120000000.csv';

test('P8: a file over its budget for what the database refuses is tried again, and loads once that is mended', async () => {
  const { announce, rows } = shop();
  await rows('alter table shop.child add constraint small check (size < 10)');
  const bytes = Buffer.from('I,1,99\nI,2,98\nI,3,1\n');
  expect(await announce(KEY, bytes)).toMatchObject({
    outcome: 'failed',
    error: {
      code: 'CONSTRAINT_VIOLATED',
      message: expect.stringMatching(/2 bad rows of 3, and 1 at most may be set aside/u),
    },
  });
  expect(await rows('select state, refusal_fingerprint from dms_loader.object_load')).toEqual([['failed', null]]);
  await rows('alter table shop.child drop constraint small');
  expect(await announce(KEY, bytes)).toMatchObject({ outcome: 'loaded', counts: { applied: 3 } });
});
