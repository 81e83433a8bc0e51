/** Bad rows of a load over several tables: each table has its own, and all commit together. */
import { expect, test } from 'vitest';
import { migrate } from '../../../adapters/postgres/migrate.ts';
import type { Table } from '../../../domain/table/table.ts';
import { ITEM, type ItemFile, itemBatch, itemIntent } from '../../factories/changes.ts';
import { manyItems, setAsideOf } from './bad-row-loads.ts';
import { useItemShop } from './item-shop.ts';

const shop = useItemShop();
const PART: Table = { ...ITEM, target: { schema: 'shop', table: 'part' }, fingerprint: 'part-1' };

test.each([
  ['a few rows', 100],
  ['many rows', 600],
])('P7: sets rows of each table aside, of %s', async (_, count) => {
  const database = shop.database();
  await migrate(database.connection, [PART]);
  await shop.sql.query(`alter table shop.item add constraint small check (amount < 100);
    alter table shop.part add constraint short check (length(name) < 20)`);
  const items: ItemFile = { writtenAtMicros: 1n, rows: manyItems(count, { 7: 100, 9: 100 }) };
  const parts: ItemFile = { ...items, rows: [...manyItems(count), ['I', 9999n, 'x'.repeat(20), 1]] };
  const load = await database.beginTransactionLoad(itemIntent(items));
  if ('kind' in load) {
    throw new Error('the load was refused');
  }
  for (const [table, file] of [
    [ITEM, items],
    [PART, parts],
  ] as const) {
    const one = await load.begin({ ...itemIntent(file), table, setAside: setAsideOf(file) });
    await one.add(itemBatch(file));
  }
  expect(await load.commit()).toMatchObject({
    kind: 'loaded',
    tables: [
      { counts: { read: count, applied: count - 2, quarantined: 2 } },
      { counts: { read: count + 1, applied: count, quarantined: 1 } },
    ],
  });
  const text = 'select target_table as table, row_number::int as row from dms_loader.quarantined_row order by 1, 2';
  expect((await shop.sql.query(text)).rows).toEqual([
    { table: 'item', row: 7 },
    { table: 'item', row: 9 },
    { table: 'part', row: count + 1 },
  ]);
});
