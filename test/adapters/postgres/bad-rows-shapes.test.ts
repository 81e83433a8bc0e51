/** Bad rows of loads that are not plain: straight into an empty target, without a key, in another order than the file's. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { migrate } from '../../../adapters/postgres/migrate.ts';
import type { Table } from '../../../domain/table/table.ts';
import { ITEM, type ItemRow, itemBatch, itemIntent, loadItems } from '../../factories/changes.ts';
import { aside, loadAside, manyItems, watchQueries } from './bad-row-loads.ts';
import { counted, useItemShop } from './item-shop.ts';

const shop = useItemShop();
let database: PostgresDatabase;
beforeEach(async () => {
  database = shop.database();
  await shop.sql.query('alter table shop.item add constraint small check (amount < 100)');
});

async function setAside() {
  const text = 'select row_number::int as row, written_at::text from dms_loader.quarantined_row order by 1';
  return (await shop.sql.query(text)).rows;
}

describe('a full load of an empty target', () => {
  const Count = 2500;

  test('P7: names the bad row where a bad row fails the load, though nothing is merged', async () => {
    const rows = manyItems(Count, { 1300: 100, 1301: 100 });
    const load = await database.beginLoad(itemIntent({ writtenAtMicros: 1n, rows, isFull: true }));
    const add = async () => {
      for (const first of [0, 1000, 2000]) {
        const part = { writtenAtMicros: 1n, rows: rows.slice(first, first + 1000) };
        await ('kind' in load ? undefined : load.add(itemBatch(part, first + 1)));
      }
      return 'kind' in load ? load : await load.commit();
    };
    await expect(add()).rejects.toMatchObject({
      code: 'CONSTRAINT_VIOLATED',
      details: { row: 1300, column: 'AMOUNT', remedy: expect.stringContaining('mend the row') },
    });
    await ('kind' in load ? undefined : load.abandon());
    expect(await shop.items()).toEqual([]);
    expect(await loadItems(database, { writtenAtMicros: 2n, rows: [] })).toEqual(counted(0, 0, 0, 0));
  });

  test('P7: goes over the stage where bad rows may be set aside and the target has constraints, else straight', async () => {
    const queries = await watchQueries(database);
    const full = { expectsDistinctKeys: true };
    const rows = manyItems(Count, { 1300: 100 });
    expect(await loadAside(database, { writtenAtMicros: 1n, rows }, full)).toEqual(aside(Count, Count - 1, 1));
    expect(await setAside()).toEqual([{ row: 1300, written_at: '1970-01-01 00:00:00.000001+00' }]);
    await shop.sql.query('truncate shop.item; alter table shop.item drop constraint small');
    const isStaging = () => queries.texts().filter(text => text.includes('create temporary table dms_stage')).length;
    const before = isStaging();
    expect(await loadAside(database, { writtenAtMicros: 2n, rows }, full)).toEqual(aside(Count, Count, 0));
    expect([before, isStaging()]).toEqual([1, 1]);
  });

  test('fact 3: leaves it to a merge where a foreign key refuses it, which names no line', async () => {
    await shop.sql.query(`alter table shop.item drop constraint small,
      add foreign key (amount) references shop.item (id)`);
    const rows = manyItems(Count, { 1300: 99_999 });
    await expect(loadItems(database, { writtenAtMicros: 1n, rows, isFull: true })).rejects.toMatchObject({
      code: 'KEY_REPEATED',
    });
  });
});

const LOG: Table = { ...ITEM, target: { schema: 'shop', table: 'item_log' }, key: [], fingerprint: 'log-1' };

describe.each([
  ['as parameters', 400],
  ['staged', 600],
])('a load %s', (_, count) => {
  test('P7: finds bad rows of a table without a key', async () => {
    await migrate(database.connection, [LOG]);
    await shop.sql.query('alter table shop.item_log add constraint small check (amount < 100)');
    const rows = manyItems(count, { 7: 100, 8: 100 });
    const loaded = await loadAside(database, { writtenAtMicros: 1n, rows }, { table: LOG });
    expect(loaded).toEqual(aside(count, count - 2, 2));
    expect((await setAside()).map(({ row }) => row)).toEqual([7, 8]);
    expect((await shop.sql.query('select count(*)::int from shop.item_log')).rows).toEqual([{ count: count - 2 }]);
  });

  test('fact 7: names a bad row by its number in the file, whatever the order of the changes is', async () => {
    const rows = manyItems(count, { 7: 100 });
    const changeSequence = { values: rows.map((_row, at) => String(10_000 - at)) };
    const options = { hasChangeSequence: true, batch: { changeSequence } };
    expect(await loadAside(database, { writtenAtMicros: 1n, rows }, options)).toMatchObject(aside(count, count - 1, 1));
    expect((await setAside()).map(({ row }) => row)).toEqual([7]);
    expect((await shop.sql.query('select 1 from shop.item where id = 7')).rows).toEqual([]);
  });

  test('P7: keeps a bad row under the time that it says itself', async () => {
    const rows = manyItems(count, { 7: 100 });
    const writtenAt = { values: rows.map((_row, at) => BigInt(at) * 1_000_000n) };
    const options = { hasWrittenAt: true, batch: { writtenAt } };
    expect(await loadAside(database, { writtenAtMicros: 1n, rows }, options)).toEqual(aside(count, count - 1, 1));
    expect(await setAside()).toEqual([{ row: 7, written_at: '1970-01-01 00:00:06+00' }]);
  });

  test('P7: finds a row that may not be deleted, and a bad one besides', async () => {
    await shop.sql.query(`create function shop.keep() returns trigger language plpgsql as $$ begin
      if old.id = 5 then raise exception 'it stays'; end if; return old; end $$;
      create trigger keep before delete on shop.item for each row execute function shop.keep()`);
    await loadItems(database, { writtenAtMicros: 1n, rows: manyItems(20) });
    const deletes = [1n, 5n, 9n].map((id): ItemRow => ['D', id]);
    const rows = [...deletes, ...manyItems(count, { [count]: 100 }).slice(30)];
    expect(await loadAside(database, { writtenAtMicros: 2n, rows })).toEqual(aside(rows.length, rows.length - 2, 2));
    expect((await setAside()).map(({ row }) => row)).toEqual([2, rows.length]);
  });

  test('P7: counts rows that are kept apart before, in one transaction with the load', async () => {
    const rows = manyItems(count, { 7: 100 });
    const source = { row: count + 1, cells: [] };
    const fault = { row: count + 1, column: 'AMOUNT', value: 'x', reason: 'is no number', remedy: 'mend it' };
    const intent = itemIntent({ writtenAtMicros: 1n, rows: [] });
    const load = await database.beginLoad({ ...intent, rowCount: count });
    if ('kind' in load) {
      throw new Error('the load was refused');
    }
    await load.add(itemBatch({ writtenAtMicros: 1n, rows: rows.slice(10) }, 11));
    load.quarantine([{ source, writtenAtMicros: 1n, faults: [fault] }]);
    expect(await load.commit()).toEqual(aside(count - 9, count - 10, 1));
    await load.abandon();
    expect((await setAside()).map(({ row }) => row)).toEqual([count + 1]);
  });

  test('P7: finds the row whose value a later change keeps, and not the one whose value it replaces', async () => {
    const rows: ItemRow[] = [
      ['I', 1001n, 'replaced', 100],
      ['I', 1002n, 'kept', 100],
      ...manyItems(count),
      ['U', 1001n, 'good', 1],
      ['U', 1002n, 'good', null],
    ];
    const kept = { values: rows.map((_row, at) => (at === rows.length - 1 ? Uint8Array.of(0b100) : null)) };
    const loaded = await loadAside(database, { writtenAtMicros: 1n, rows }, { mayKeep: true, batch: { kept } });
    expect(loaded).toEqual(aside(rows.length, rows.length - 2, 1, 1));
    expect((await setAside()).map(({ row }) => row)).toEqual([2]);
    expect((await shop.items()).slice(-2)).toEqual([
      ['1001', 'good', 1],
      ['1002', 'good', null],
    ]);
  });

  test('P7: finds bad rows where deleted rows are marked', async () => {
    const marked: Table = { ...ITEM, target: { schema: 'shop', table: 'marked' }, onDelete: 'mark', fingerprint: 'm' };
    await migrate(database.connection, [marked]);
    await shop.sql.query('alter table shop.marked add constraint small check (amount < 100)');
    const rows: ItemRow[] = [...manyItems(count, { 7: 100, 300: 100 }), ['D', 5n]];
    const loaded = await loadAside(database, { writtenAtMicros: 1n, rows }, { table: marked });
    expect(loaded).toEqual(aside(count + 1, count - 2, 2, 1));
    expect((await setAside()).map(({ row }) => row)).toEqual([7, 300]);
    const text = 'select count(*)::int, count(*) filter (where _dms_deleted)::int as deleted from shop.marked';
    expect((await shop.sql.query(text)).rows).toEqual([{ count: count - 2, deleted: 1 }]);
  });
});
