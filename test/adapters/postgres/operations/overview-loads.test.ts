import { beforeEach, expect, test } from 'vitest';
import type { LoadFilter } from '../../../../domain/ports/overview.ts';
import { useItemShop } from '../item-shop.ts';
import { addLine, addTableLine, MAPPED, NOON } from './overview-shop.ts';

const shop = useItemShop();

/** Numbers as the ledger gave them. */
let ids: string[];

beforeEach(async () => {
  ids = [
    await addLine(shop.sql, { key: 'shop/item/1.parquet', seen: 1 }),
    await addLine(shop.sql, {
      key: 'shop/item/2.parquet',
      seen: 2,
      state: 'rejected',
      error: ['ROW_BAD', 'row 1 is bad'],
    }),
    await addLine(shop.sql, { key: 'other/thing/3.parquet', seen: 3, state: 'failed', error: ['ROW_BAD', 'is late'] }),
    await addLine(shop.sql, { key: 'txn/CDC_TXN-4.csv', seen: 4, changed: 8, error: ['DEADLINE_NEAR', 'too slow'] }),
  ];
  await addTableLine(shop.sql, { object: ids[0] ?? '', written: 0, loaded: 1, rows: 3 });
  await addTableLine(shop.sql, { object: ids[3] ?? '', written: 0, loaded: 8, rows: 4 });
  await addTableLine(shop.sql, { object: ids[3] ?? '', target: 'old.thing', written: 0, loaded: 8, rows: 5 });
});

async function found(filter: Partial<LoadFilter>): Promise<readonly number[]> {
  const lines = await shop.database().overview.loads({ limit: 50, ...filter }, MAPPED);
  return lines.map(({ objectLoadId }) => ids.indexOf(String(objectLoadId)) + 1);
}

test('lines of the ledger come newest first, by pages', async () => {
  expect(await found({})).toEqual([4, 3, 2, 1]);
  expect(await found({ limit: 2 })).toEqual([4, 3]);
  expect(await found({ limit: 2, beforeId: BigInt(ids[2] ?? 0) })).toEqual([2, 1]);
});

test.each<[string, Partial<LoadFilter>, readonly number[]]>([
  ['a target has its loads, those of transactions, and what failed in its folders', { target: 'shop.item' }, [4, 2, 1]],
  ['a target that no mapping knows any more has its loads', { target: 'old.thing' }, [4]],
  ['states', { states: ['failed', 'rejected'] }, [3, 2]],
  ['the beginning of the URL', { prefix: 's3://landing/shop/' }, [2, 1]],
  ['a prefix is no pattern', { prefix: 's3://landing/%' }, []],
  ['the last error, also of what was loaded after it', { code: 'DEADLINE_NEAR' }, [4]],
  [
    'times of the last change: from the first on, before the second',
    { sinceMs: NOON + 120_000, untilMs: NOON + 480_000 },
    [3, 2],
  ],
  ['all conditions together', { target: 'shop.item', states: ['rejected'], code: 'ROW_BAD' }, [2]],
  ['a group that nothing is of', { group: 'ROW_BAD-00000000' }, []],
])('lines are chosen by %s', async (_, filter, expected) => {
  expect(await found(filter)).toEqual(expected);
});

test('a line says all that the ledger has on a write, of each of its tables', async () => {
  const [line] = await shop.database().overview.loads({ limit: 1, states: ['loaded'] });
  expect(line).toMatchObject({
    object: 's3://landing/txn/CDC_TXN-4.csv',
    eTag: 'e',
    sizeBytes: 10,
    lastModifiedMs: undefined,
    state: 'loaded',
    attempts: 1,
    firstSeenAtMs: NOON + 240_000,
    changedAtMs: NOON + 480_000,
    error: { code: 'DEADLINE_NEAR', message: 'too slow' },
    slices: undefined,
    tables: [
      { target: 'shop.item', writtenAtMs: NOON, loadedAtMs: NOON + 480_000, counts: { read: 4, applied: 4 } },
      { target: 'old.thing', counts: { read: 5, applied: 5, unchanged: 0, superseded: 0, quarantined: 0 } },
    ],
  });
});

test('what was loaded in a span is told of in equal parts, its end left out', async () => {
  const third = await addLine(shop.sql, { key: 'shop/item/5.parquet' });
  await addTableLine(shop.sql, { object: third, loaded: 1.5, rows: 6 });
  const running = await addLine(shop.sql, { key: 'shop/item/6.parquet', state: 'partial' });
  await addTableLine(shop.sql, { object: running, written: 0, loaded: 1, rows: 100 });
  const { overview } = shop.database();
  expect(await overview.activity({ sinceMs: NOON, untilMs: NOON + 16 * 60_000, parts: 8 })).toEqual([
    { target: 'old.thing', part: 4, files: 1, rowsApplied: 5, loadSeconds: 60, longestLagMs: 480_000 },
    { target: 'shop.item', part: 0, files: 2, rowsApplied: 9, loadSeconds: 120, longestLagMs: 60_000 },
    { target: 'shop.item', part: 4, files: 1, rowsApplied: 4, loadSeconds: 60, longestLagMs: 480_000 },
  ]);
  expect(await overview.activity({ sinceMs: NOON + 120_000, untilMs: NOON + 480_000, parts: 3 })).toEqual([]);
});
