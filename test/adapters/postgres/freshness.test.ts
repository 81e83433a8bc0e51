import { expect, test } from 'vitest';
import { loadItems } from '../../factories/changes.ts';
import { useItemShop } from './item-shop.ts';

const shop = useItemShop();

const NOON = BigInt(Date.UTC(2026, 0, 31, 12)) * 1000n;
const HOUR = 3_600_000_000n;

test('fact 35: a table that falls silent shows its age: by the newest change written, not by the last file loaded', async () => {
  const database = shop.database();
  await loadItems(database, { writtenAtMicros: NOON, rows: [['I', 1n, 'one', 1]] });
  await loadItems(database, { writtenAtMicros: NOON - HOUR, rows: [['I', 2n, 'two', 2]] });
  const { rows } = await shop.sql.query(`select target, newest_written_at = '2026-01-31T12:00:00Z' as is_noon,
    age = now() - timestamptz '2026-01-31T12:00:00Z' as is_its_age, files::int, rows_applied::int
    from dms_loader.table_freshness`);
  expect(rows).toEqual([{ target: 'shop.item', is_noon: true, is_its_age: true, files: 2, rows_applied: 2 }]);
});
