/** What the ledger forgets of other tables and files, and how it goes about it. */
import { describe, expect, test } from 'vitest';
import { migrate } from '../../../../adapters/postgres/migrate.ts';
import { bigint, text } from '../../../../domain/columns/index.ts';
import { LoaderError } from '../../../../domain/errors.ts';
import { defineTable, from } from '../../../../domain/table/index.ts';
import type { Table } from '../../../../domain/table/table.ts';
import { ITEM, type ItemFile, itemBatch, itemIntent, loadItems } from '../../../factories/changes.ts';
import { loadRows, planRows, type RowsFile } from '../../../factories/load-rows.ts';
import { ageLedger, olderThan, planOf, pruneAs } from '../../../factories/pruning.ts';
import { useItemShop } from '../item-shop.ts';

const shop = useItemShop();
const OLD = olderThan(5000n, [ITEM]);
const file = (writtenAtMicros: bigint, id: bigint): ItemFile => ({ writtenAtMicros, rows: [['I', id, 'item', 1]] });
const LAST = file(9000n, 9n);

async function lines(query: string): Promise<unknown[]> {
  return (await shop.sql.query({ text: query, rowMode: 'array' })).rows;
}
const objects = () => lines('select object_key from dms_loader.object_load order by 1');

describe('a table without a key', () => {
  const Visit = defineTable({
    source: 'SHOP.VISIT',
    target: 'shop.visit',
    key: 'none',
    columns: { id: from('ID', bigint()), page: from('PAGE', text()) },
  });
  const of = (writtenAtMicros: bigint, id: string): RowsFile => ({ writtenAtMicros, rows: [{ ID: id, PAGE: 'home' }] });
  const visits = () => lines('select id::int from shop.visit order by 1');

  test('P1: gets no row again, be they parameters, staged, a full load, or of files that share a transaction', async () => {
    const db = shop.database();
    await migrate(db.connection, [Visit]);
    for (const one of [of(1000n, '1'), of(2000n, '2'), of(9000n, '9')]) {
      await loadRows(db, Visit, one);
    }
    for (const way of [{}, { isStaged: true }, { isFull: true }]) {
      await ageLedger(shop.sql);
      expect(await pruneAs(db, olderThan(5000n, [Visit]))).toMatchObject({ objects: 2, tombstones: 0 });
      for (const one of [of(2000n, '2'), of(1000n, '1')]) {
        expect(await loadRows(db, Visit, { ...one, ...way })).toMatchObject({ counts: { applied: 0, superseded: 1 } });
      }
    }
    await ageLedger(shop.sql);
    await pruneAs(db, olderThan(5000n, [Visit]));
    const held = [of(1000n, '1'), of(2000n, '2')].map(one => planRows(Visit, one));
    const endings = await db.loadTogether(held.map(({ intent, batch }) => ({ intent, batches: [batch(1, 2)] })));
    expect(endings).toEqual([{ kind: 'apart' }, { kind: 'apart' }]);
    expect(await visits()).toEqual([[1], [2], [9]]);
  });

  test('P1: gets no row again where somebody emptied it meanwhile', async () => {
    const db = shop.database();
    await migrate(db.connection, [Visit]);
    await loadRows(db, Visit, of(1000n, '1'));
    await loadRows(db, Visit, of(9000n, '9'));
    await ageLedger(shop.sql);
    await pruneAs(db, olderThan(5000n, [Visit]));
    await shop.sql.query('delete from shop.visit');
    await loadRows(db, Visit, { ...of(1000n, '1'), isFull: true });
    expect(await visits()).toEqual([]);
  });
});

describe('a full-load file', () => {
  const load = async (lastModifiedMs: number, key: string) => {
    const db = shop.database();
    await loadItems(db, LAST);
    const full: ItemFile = { ...file(2000n, 1n), key };
    const begun = await db.beginLoad({ ...itemIntent(full), object: { ...itemIntent(full).object, lastModifiedMs } });
    if ('kind' in begun) {
      throw new Error('the load was refused');
    }
    await begun.add(itemBatch(full));
    await begun.commit();
    await ageLedger(shop.sql);
    return db;
  };

  test('P5: goes where its place is its LastModified', async () => {
    const db = await load(2, 'LOAD00000001.parquet');
    expect(await pruneAs(db, { ...OLD, hasFullLoads: false })).toMatchObject({ objects: 0 });
    expect(await pruneAs(db, OLD)).toMatchObject({ objects: 1 });
  });

  test('P3: stays where only the ledger knows its place', async () => {
    const db = await load(7, 'LOAD00000001.parquet');
    expect(await pruneAs(db, OLD)).toMatchObject({ objects: 0 });
  });
});

test('P1: a file of transactions stays until all of its tables are pruned as far', async () => {
  const db = shop.database();
  const Part: Table = { ...ITEM, target: { schema: 'shop', table: 'part' }, fingerprint: 'part-1' };
  await migrate(db.connection, [Part]);
  const loadBoth = async (one: ItemFile) => {
    const load = await db.beginTransactionLoad(itemIntent(one));
    for (const table of 'kind' in load ? [] : [ITEM, Part]) {
      await ('kind' in load ? undefined : (await load.begin({ ...itemIntent(one), table })).add(itemBatch(one)));
    }
    return 'kind' in load ? load : await load.commit();
  };
  for (const one of [file(1000n, 1n), LAST]) {
    expect(await loadBoth(one)).toMatchObject({ kind: 'loaded' });
  }
  await ageLedger(shop.sql);
  expect(await pruneAs(db, { ...OLD, isWhole: false })).toMatchObject({ objects: 0 });
  const both = { ...OLD, tables: [ITEM, Part] };
  expect((await planOf(db, both)).all).toMatchObject({ objects: 1, loads: 2 });
  expect(await pruneAs(db, both)).toMatchObject({ objects: 1, loads: 2 });
  expect(await loadBoth(file(1000n, 1n))).toMatchObject({
    tables: [{ counts: { unchanged: 1 } }, { counts: { unchanged: 1 } }],
  });
});

test('P8: waits for no load: what one holds stays, and goes the next time', async () => {
  const db = shop.database();
  for (const one of [file(1000n, 1n), file(2000n, 2n), LAST]) {
    await loadItems(db, one);
  }
  await ageLedger(shop.sql);
  await shop.sql.query(
    "begin; select from dms_loader.object_load where object_key = 'shop/item/1000.parquet' for update",
  );
  expect(await pruneAs(db, OLD)).toMatchObject({ objects: 1 });
  await shop.sql.query('commit');
  expect(await pruneAs(db, OLD)).toMatchObject({ objects: 1 });
});

test('P12: broken off behind its first batch, it may be repeated; each is written down', async () => {
  const db = shop.database();
  for (const one of [file(1000n, 1n), LAST]) {
    await loadItems(db, one);
  }
  await ageLedger(shop.sql);
  const onProgress = () => {
    throw new Error('killed');
  };
  await expect(pruneAs(db, OLD, { onProgress })).rejects.toThrow('killed');
  expect(await loadItems(db, file(1000n, 1n))).toMatchObject({ counts: { applied: 0, unchanged: 1 } });
  await ageLedger(shop.sql);
  expect(await pruneAs(db, OLD)).toMatchObject({ objects: 1 });
  const actions = `select target_table, detail->>'floor', detail ? 'ended_at', detail->'result'->>'objects'
    from dms_loader.operator_action order by operator_action_id`;
  const floor = ['item', '1970-01-01 00:00:00.001001+00', false, null];
  expect(await lines(actions)).toEqual([[null, null, false, null], floor, [null, null, true, '1'], floor]);
});

test('purges tombstones piece by piece, none but those below the floor', async () => {
  const db = shop.database();
  for (const one of [file(1000n, 1n), LAST]) {
    await loadItems(db, one);
  }
  await shop.sql.query(`insert into dms_loader.shop__item__tombstone (id, _dms_written_at, _dms_row, _dms_load)
    select g, 'epoch'::timestamptz + case when g % 100 = 0 then '8 ms' else '1 ms' end::interval, g, 1 from generate_series(1, 200000) g`);
  await ageLedger(shop.sql);
  expect((await planOf(db, OLD)).targets).toMatchObject([{ tombstones: 198_000 }]);
  expect(await pruneAs(db, OLD)).toMatchObject({ tombstones: 198_000 });
  expect(await lines('select count(*)::int from dms_loader.shop__item__tombstone')).toEqual([[2000]]);
});

test('attempts and failures go when they are asked for: of what is finished, and of the folders that are named', async () => {
  const db = shop.database();
  await loadItems(db, LAST);
  for (const key of ['shop/item/failed.parquet', 'other/failed.parquet']) {
    const { object, attempt } = itemIntent({ ...LAST, key });
    await db.recordFailure({ object, state: 'failed', error: undefined, refusalFingerprint: undefined, attempt });
  }
  // Nothing else knows of such a file that it is a copy.
  const { object: copy, attempt } = itemIntent({ ...LAST, key: 'shop/item/LOAD1.csv' });
  const error = new LoaderError('LOAD_COPIED', { reason: 'is a copy', remedy: 'say when' });
  await db.recordFailure({ object: copy, state: 'rejected', error, refusalFingerprint: 'f', attempt });
  await ageLedger(shop.sql);
  const asked = { ...OLD, attemptsCutoff: OLD.cutoff };
  const { old, failures } = await planOf(db, asked);
  expect(old).toEqual({ attempts: 1, released: 0 });
  expect(failures).toMatchObject([{ objects: 1 }, { objects: 1 }]);
  const item = failures.filter(({ folder }) => folder === 'shop/item/');
  expect(await pruneAs(db, asked, { failures: item })).toMatchObject({ objects: 0, failures: 1, old: { attempts: 1 } });
  expect(await objects()).toEqual([['other/failed.parquet'], ['shop/item/9000.parquet'], ['shop/item/LOAD1.csv']]);
  expect(await lines('select object_key from dms_loader.load_attempt order by 1')).toEqual([
    ['other/failed.parquet'],
    ['shop/item/LOAD1.csv'],
  ]);
});
