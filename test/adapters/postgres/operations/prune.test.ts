/** What the ledger forgets of a table with a key, and what it keeps. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../../../adapters/postgres/database.ts';
import type { PruneAsked } from '../../../../adapters/postgres/operations/prune-plan.ts';
import { ITEM, type ItemFile, itemBatch, itemIntent, loadItems } from '../../../factories/changes.ts';
import { ageLedger, olderThan, planOf, pruneAs } from '../../../factories/pruning.ts';
import { begun, counted, useItemShop } from '../item-shop.ts';
import { loadRuns, ofItems, opened } from '../partial/in-part.ts';

const shop = useItemShop();
let db: PostgresDatabase;

const ONE: ItemFile = {
  writtenAtMicros: 1000n,
  rows: [
    ['I', 1n, 'one', 1],
    ['I', 2n, 'two', 1],
  ],
};
const TWO: ItemFile = {
  writtenAtMicros: 2000n,
  rows: [
    ['D', 1n],
    ['I', 3n, 'three', 1],
  ],
};
const LAST: ItemFile = { writtenAtMicros: 9000n, rows: [['I', 9n, 'last', 1]] };
const OLD: PruneAsked = olderThan(5000n, [ITEM]);

async function lines(text: string): Promise<unknown[]> {
  return (await shop.sql.query({ text, rowMode: 'array' })).rows;
}
const objects = () => lines('select object_key from dms_loader.object_load order by 1');
const keyOf = ({ writtenAtMicros }: ItemFile) => [`shop/item/${writtenAtMicros}.parquet`];

beforeEach(async () => {
  db = shop.database();
  for (const file of [ONE, TWO, LAST]) {
    await loadItems(db, file);
  }
  await ageLedger(shop.sql);
});

describe.each([
  ['as parameters', {}],
  ['staged', { rowCount: 501 }],
])('what is pruned and comes again, %s', (_, way) => {
  test('P1: P3: changes no row, and neither does a late file of the newest pruned time; one just after it does', async () => {
    const items = await shop.items();
    expect(await pruneAs(db, OLD)).toMatchObject({ objects: 2, loads: 2, attempts: 2, tombstones: 1 });
    expect(await objects()).toEqual([keyOf(LAST)]);
    expect(await lines('select written_at::text, row_number, reason from dms_loader.table_floor')).toEqual([
      ['1970-01-01 00:00:00.002001+00', '0', 'prune'],
    ]);
    expect(await loadItems(db, { ...TWO, ...way })).toEqual(counted(2, 1, 1, 0));
    expect(await loadItems(db, { ...ONE, ...way })).toEqual(counted(2, 0, 1, 1));
    expect(await shop.items()).toEqual(items);

    const late: ItemFile = { ...TWO, eTag: 'late', rows: [['I', 7n, 'late', 1]], ...way };
    expect(await loadItems(db, late)).toEqual(counted(1, 0, 0, 1));
    expect(await loadItems(db, { ...late, writtenAtMicros: 2001n })).toEqual(counted(1, 1, 0, 0));
  });

  test('P3: a late file that was never loaded updates rows that are there, and inserts none', async () => {
    await pruneAs(db, OLD);
    const rows: ItemFile['rows'] = [
      ['U', 2n, 'late', 2],
      ['I', 7n, 'late', 2],
    ];
    expect(await loadItems(db, { writtenAtMicros: 1500n, rows, ...way })).toEqual(counted(2, 1, 0, 1));
    expect(await shop.items()).toEqual([
      ['2', 'late', 2],
      ['3', 'three', 1],
      ['9', 'last', 1],
    ]);
  });
});

test('P1: files that share a transaction change no row either when they come again', async () => {
  const items = await shop.items();
  await pruneAs(db, OLD);
  const again = [ONE, TWO].map(file => ({ intent: itemIntent(file), batches: [itemBatch(file)] }));
  expect((await db.loadTogether(again)).map(({ kind }) => kind)).toEqual(['loaded', 'loaded']);
  expect(await shop.items()).toEqual(items);
});

test('P12: the plan changes nothing and names exactly what goes; the second time nothing is left to go', async () => {
  const { targets, all } = await planOf(db, OLD);
  const counts = { objects: 2, loads: 2, attempts: 2, released: 0 };
  expect(all).toEqual(counts);
  expect(targets).toMatchObject([{ ...counts, floor: '1970-01-01 00:00:00.002001+00', tombstones: 1 }]);
  expect(targets[0]?.waiting).toBeUndefined();
  expect([await objects(), await lines('select 1 from dms_loader.table_floor')]).toEqual([
    [keyOf(ONE), keyOf(TWO), keyOf(LAST)],
    [],
  ]);
  expect(await pruneAs(db, OLD)).toMatchObject({ ...counts, tombstones: 1 });
  expect(await pruneAs(db, OLD)).toMatchObject({ objects: 0, loads: 0, attempts: 0, tombstones: 0 });
});

test('keeps the newest file of changes, what was loaded since, and what is of other tables', async () => {
  await pruneAs(db, { ...olderThan(100_000n, [ITEM]), tables: [] });
  expect(await objects()).toHaveLength(3);
  await shop.sql.query(
    "update dms_loader.table_load set loaded_at = now() where written_at < 'epoch'::timestamptz + '2 ms'",
  );
  await pruneAs(db, olderThan(100_000n, [ITEM]));
  expect(await objects()).toEqual([keyOf(ONE), keyOf(LAST)]);
});

test('P1: P8: loads go on meanwhile, of what is pruned, too', async () => {
  const rows: ItemFile['rows'] = Array.from({ length: 40 }, (_, at) => ['I', BigInt(at + 100), 'many', 1]);
  const files = rows.map((row, at): ItemFile => ({ writtenAtMicros: BigInt(1000 + at), eTag: 'many', rows: [row] }));
  for (const file of files) {
    await loadItems(db, file);
  }
  await ageLedger(shop.sql);
  const items = await shop.items();
  const consumer = shop.database();
  const redeliver = async () => {
    for (const file of files) {
      await loadItems(consumer, { ...file, rowCount: file.writtenAtMicros % 2n === 0n ? 1 : 501 });
    }
  };
  const [pruned] = await Promise.all([pruneAs(db, OLD), redeliver()]);
  expect(pruned.objects).toBeGreaterThan(20);
  await redeliver();
  expect(await shop.items()).toEqual(items);
});

describe('what waits keeps its place above the floor', () => {
  test('P1: a file that is loaded in part goes on to its end', async () => {
    const file = ofItems({ writtenAtMicros: 1500n, rows: [4, 5].map(id => ['I', BigInt(id), 'part', 1] as const) });
    const partial = await opened(db, file);
    await loadRuns(db, file, { partial, ends: [2] });
    await ageLedger(shop.sql);
    const [target] = (await planOf(db, OLD)).targets;
    expect(target?.waiting).toEqual({ at: '1970-01-01 00:00:00.0015+00', partial: 1, aside: 0 });
    expect(await pruneAs(db, OLD)).toMatchObject({ objects: 1 });
    expect(await objects()).toHaveLength(3);
    expect(await loadRuns(db, file, { partial, ends: [3] })).toMatchObject({ kind: 'loaded', total: { applied: 2 } });
  });

  test('P7: so does a row that is set aside; its file stays, also when the row was dropped', async () => {
    const load = await begun(db, { writtenAtMicros: 1500n, rows: [['I', 4n]] });
    const fault = { row: 1, column: 'ID', value: 'x', reason: 'is no number', remedy: 'mend it' };
    load.quarantine([{ source: { row: 1, cells: [] }, writtenAtMicros: 1500n, faults: [fault] }]);
    await load.commit();
    await ageLedger(shop.sql);
    expect((await planOf(db, OLD)).targets[0]?.waiting).toMatchObject({ partial: 0, aside: 1 });
    expect(await pruneAs(db, OLD)).toMatchObject({ objects: 1 });
    await db.quarantine.drop({ table: ITEM, place: undefined, reason: 'test', actor: 'test', seconds: 60 });
    await ageLedger(shop.sql);
    expect(await pruneAs(db, { ...OLD, releasedCutoff: OLD.cutoff })).toMatchObject({
      objects: 1,
      old: { released: 0 },
    });
    expect(await objects()).toEqual([['shop/item/1500.parquet'], keyOf(LAST)]);
  });

  test('P1: so does a file that is to be loaded again', async () => {
    await shop.sql.query(
      "update dms_loader.object_load set reopened_at = now() where object_key = 'shop/item/1000.parquet'",
    );
    expect(await pruneAs(db, OLD)).toMatchObject({ objects: 0 });
    expect(await lines('select 1 from dms_loader.table_floor')).toEqual([]);
  });

  test('P2: but not for ever: no message is under way any more for a mark as old as that', async () => {
    await shop.sql.query("update dms_loader.object_load set reopened_at = 'epoch'");
    expect(await pruneAs(db, OLD)).toMatchObject({ objects: 2 });
    expect(await objects()).toEqual([keyOf(LAST)]);
  });

  test('P6: a row that is set aside under an earlier mapping keeps nothing, once the file is loaded again', async () => {
    const aside: ItemFile = { key: 'aside', writtenAtMicros: 1500n, rows: [['I', 4n]] };
    const load = await begun(db, aside);
    const fault = { row: 1, column: 'ID', value: 'x', reason: 'is no number', remedy: 'mend it' };
    load.quarantine([{ source: { row: 1, cells: [] }, writtenAtMicros: 1500n, faults: [fault] }]);
    await load.commit();
    await db.reopening.reopen([itemIntent(aside).object]);
    const again = await db.beginLoad({ ...itemIntent(aside), table: { ...ITEM, fingerprint: 'mended' } });
    await ('kind' in again ? again : again.commit());
    await ageLedger(shop.sql);
    expect(await pruneAs(db, OLD)).toMatchObject({ objects: 3, loads: 4 });
  });
});
