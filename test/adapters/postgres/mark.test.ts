/** Deleted rows that stay, marked: `onDelete: 'mark'`. */
import { describe, expect, test } from 'vitest';
import { bigint, integer, text } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { loadRows } from '../../factories/load-rows.ts';
import type { FileRow } from '../../factories/map-rows.ts';
import { counted } from './item-shop.ts';
import { BOTH_WAYS, useTables } from './table-shop.ts';

const item = defineTable({
  source: 'SHOP.ITEM',
  target: 'shop.item',
  key: ['id'],
  onDelete: 'mark',
  columns: { id: from('ID', bigint()), name: from('NAME', text()), amount: from('AMOUNT', integer()) },
});
const STRICT = defineTable({
  source: 'SHOP.ITEM',
  target: 'shop.item',
  key: ['id'],
  onDelete: 'mark',
  columns: { id: from('ID', bigint()), name: from('NAME', text().required()), amount: from('AMOUNT', integer()) },
});
/** A target that was there before, with rows. */
const OLD = `create schema shop; create table shop.item (id bigint primary key, name text, amount integer);
  insert into shop.item values (9, 'old', 9)`;
const shop = useTables([item], OLD);

const T1 = 1_000_000_000_000_000n;
const T2 = T1 + 1_000_000n;
const T3 = T2 + 1_000_000n;

const items = () => shop.rows('select id::int, name, amount, _dms_deleted from shop.item where id <> 9 order by id');
const tombstones = () => shop.rows('select id::int from dms_loader.shop__item__tombstone order by id');

describe.each(BOTH_WAYS)('a table whose deleted rows stay, %s', (_, way) => {
  const load = (writtenAtMicros: bigint, rows: readonly FileRow[], key?: string) =>
    loadRows(shop.database, item, { writtenAtMicros, rows, ...way, ...(key === undefined ? {} : { key }) });

  test('P3: P6: marks a row and leaves the rest of it, makes one that is not there, and an insert unmarks', async () => {
    await load(T1, [
      { Op: 'I', ID: '1', NAME: 'one', AMOUNT: '1' },
      { Op: 'I', ID: '2', NAME: 'two', AMOUNT: '2' },
    ]);
    const deleted = await load(T2, [
      { Op: 'D', ID: '1', NAME: null, AMOUNT: null },
      { Op: 'D', ID: '2', NAME: null, AMOUNT: null },
      { Op: 'D', ID: '3', NAME: null, AMOUNT: null },
      { Op: 'D', ID: '9', NAME: null, AMOUNT: null },
    ]);
    expect(deleted).toEqual(counted(4, 4, 0, 0));
    expect(await items()).toEqual([
      [1, 'one', 1, true],
      [2, 'two', 2, true],
      [3, null, null, true],
    ]);
    expect(await tombstones()).toEqual([]);
    expect(await shop.rows('select name, _dms_deleted from shop.item where id = 9')).toEqual([['old', true]]);
    const again = [
      { Op: 'I', ID: '2', NAME: 'again', AMOUNT: null },
      { Op: 'I', ID: '3', NAME: 'three', AMOUNT: '3' },
    ];
    expect(await load(T3, again)).toEqual(counted(2, 2, 0, 0));
    expect(await items()).toEqual([
      [1, 'one', 1, true],
      [2, 'again', null, false],
      [3, 'three', 3, false],
    ]);
  });

  test('P3: neither an older update nor an older insert unmarks a row, and the same position is unchanged', async () => {
    await load(T1, [{ Op: 'I', ID: '1', NAME: 'one', AMOUNT: '1' }]);
    const gone = [
      { Op: 'D', ID: '1', NAME: null, AMOUNT: null },
      { Op: 'D', ID: '2', NAME: null, AMOUNT: null },
    ];
    await load(T3, gone);
    const late = [
      { Op: 'U', ID: '1', NAME: 'late', AMOUNT: '2' },
      { Op: 'I', ID: '2', NAME: 'late', AMOUNT: '2' },
      { Op: 'D', ID: '1', NAME: null, AMOUNT: null },
    ];
    expect(await load(T2, late)).toEqual(counted(3, 0, 0, 3));
    expect(await load(T3, gone, 'twin')).toEqual(counted(2, 0, 2, 0));
    expect(await items()).toEqual([
      [1, 'one', 1, true],
      [2, null, null, true],
    ]);
  });

  test('P3: a delete that comes before its insert ends as one that comes after it, where it says the row as DMS does', async () => {
    await load(T2, [{ Op: 'D', ID: '1', NAME: 'one', AMOUNT: '1' }]);
    await load(T1, [{ Op: 'I', ID: '1', NAME: 'one', AMOUNT: '1' }]);
    await load(T1 + 1n, [{ Op: 'I', ID: '2', NAME: 'two', AMOUNT: '2' }]);
    await load(T2 + 1n, [{ Op: 'D', ID: '2', NAME: 'two', AMOUNT: '2' }]);
    expect(await items()).toEqual([
      [1, 'one', 1, true],
      [2, 'two', 2, true],
    ]);
  });

  test('P3: a deleted row that lacks what it must have is a tombstone', async () => {
    await shop.sql.query('alter table shop.item alter column name set not null');
    const deletes = [
      { Op: 'D', ID: '1', NAME: null, AMOUNT: '1' },
      { Op: 'D', ID: '2', NAME: 'two', AMOUNT: null },
    ];
    expect(await loadRows(shop.database, STRICT, { writtenAtMicros: T1, rows: deletes, ...way })).toEqual(
      counted(2, 2, 0, 0),
    );
    expect(await items()).toEqual([[2, 'two', null, true]]);
    expect(await tombstones()).toEqual([[1]]);
  });

  test('P3: what the file itself said before the delete stays, too, and follows the row', async () => {
    await load(T1, [{ Op: 'I', ID: '1', NAME: 'one', AMOUNT: '1' }]);
    const deleted = await load(T2, [
      { Op: 'U', ID: '1', BI_ID: null, NAME: 'renamed', AMOUNT: '1' },
      { Op: 'D', ID: '1', BI_ID: null, NAME: null, AMOUNT: null },
      { Op: 'I', ID: '2', BI_ID: null, NAME: 'two', AMOUNT: '2' },
      { Op: 'D', ID: '2', BI_ID: null, NAME: null, AMOUNT: null },
      { Op: 'I', ID: '3', BI_ID: null, NAME: 'three', AMOUNT: '3' },
      { Op: 'U', ID: '4', BI_ID: '3', NAME: 'moved', AMOUNT: '4' },
    ]);
    expect(deleted).toEqual(counted(6, 3, 0, 3));
    expect(await items()).toEqual([
      [1, 'renamed', 1, true],
      [2, 'two', 2, true],
      [3, 'three', 3, true],
      [4, 'moved', 4, false],
    ]);
    expect(await tombstones()).toEqual([]);
  });

  test('P3: fact 16: a key that is left is marked, and a deleted row that comes back is the row before', async () => {
    await load(T1, [{ Op: 'I', ID: '1', NAME: 'one', AMOUNT: '1' }]);
    const moved = await load(T2, [
      { Op: 'U', ID: '2', BI_ID: '1', NAME: 'moved' },
      { Op: 'D', ID: '2', BI_ID: null, NAME: null },
      { Op: 'I', ID: '2', BI_ID: null, NAME: 'back' },
      { Op: 'U', ID: '1', BI_ID: null, NAME: 'back, too' },
      { Op: 'U', ID: '6', BI_ID: '5', NAME: 'from nowhere' },
    ]);
    expect(moved).toEqual(counted(5, 3, 0, 2));
    expect(await items()).toEqual([
      [1, 'back, too', 1, false],
      [2, 'back', 1, false],
      [6, 'from nowhere', null, false],
    ]);
    expect(await tombstones()).toEqual([[5]]);
  });

  test('P3: a deleted row that never was stays below the floor', async () => {
    await shop.sql.query(`insert into dms_loader.table_floor
      values ('shop', 'item', '2001-09-09T01:46:40Z', 9, 'truncate')`);
    const rows = [
      { Op: 'I', ID: '1', NAME: 'one', AMOUNT: '1' },
      { Op: 'D', ID: '1', NAME: null, AMOUNT: null },
    ];
    expect(await load(T1, rows)).toEqual(counted(2, 0, 0, 2));
    expect(await items()).toEqual([]);
  });
});
