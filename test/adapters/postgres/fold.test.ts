/** Changes that do not say all of their row are folded along its life: columns that a file lacks, and those that are kept. */
import { describe, expect, test } from 'vitest';
import { bigint, integer, json, text, textArray } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { loadRows } from '../../factories/load-rows.ts';
import type { FileRow } from '../../factories/map-rows.ts';
import { counted } from './item-shop.ts';
import { BOTH_WAYS, useTables } from './table-shop.ts';

const COLUMNS = {
  id: from('ID', bigint()),
  name: from('NAME', text()),
  tags: from('TAGS', textArray(',')),
  info: from('INFO', json()),
  amount: from('AMOUNT', integer()),
};
const item = defineTable({ source: 'SHOP.ITEM', target: 'shop.item', key: ['id'], columns: COLUMNS });
const kept = defineTable({ source: 'SHOP.KEPT', target: 'shop.kept', key: ['id'], columns: COLUMNS, keepOnNull: true });
const line = defineTable({
  source: 'SHOP.LINE',
  target: 'shop.line',
  key: ['part', 'no'],
  columns: {
    part: from('PART', text()),
    no: from('NO', integer()),
    note: from('NOTE', text({ nul: 'strip' }), { keepOnNull: true }),
    size: from('SIZE', integer()),
  },
});
/** `mine` is a column of the target's own, which no mapping knows. */
const MINE = `create schema shop; create table shop.item (id bigint primary key, name text, tags text[], info jsonb,
  amount integer default 7, mine text default 'new')`;
const shop = useTables([item, kept, line], MINE);

const T1 = 1_000_000_000_000_000n;
const T2 = T1 + 1_000_000n;
const T3 = T2 + 1_000_000n;

const items = () => shop.rows('select id::int, name, tags, info, amount, mine from shop.item order by id');
const keptRows = () => shop.rows('select id::int, name, tags, info, amount from shop.kept order by id');

describe.each(BOTH_WAYS)('changes that do not say all of their row, %s', (_, way) => {
  const load = (table: typeof item, writtenAtMicros: bigint, rows: readonly FileRow[]) =>
    loadRows(shop.database, table, { writtenAtMicros, rows, ...way });
  const one = { ID: '1', NAME: 'one', TAGS: 'a,b', INFO: '{"a":1}', AMOUNT: '1' };

  test('P3: fact 17: a row that is deleted and inserted again in a file that lacks columns begins with their defaults', async () => {
    await load(item, T1, [{ Op: 'I', ...one }]);
    await shop.sql.query("update shop.item set mine = 'changed'");
    const again = await load(item, T2, [
      { Op: 'D', ID: '1', NAME: null },
      { Op: 'I', ID: '1', NAME: 'again' },
      { Op: 'U', ID: '2', NAME: 'two' },
    ]);
    expect(again).toEqual(counted(3, 2, 0, 1));
    expect(await items()).toEqual([
      [1, 'again', null, null, 7, 'new'],
      [2, 'two', null, null, 7, 'new'],
    ]);
  });

  test('P3: fact 16: a changed key takes along what the file lacks, over a chain of keys', async () => {
    await load(item, T1, [{ Op: 'I', ...one }]);
    await shop.sql.query("update shop.item set mine = 'changed'");
    const moved = await load(item, T2, [
      { Op: 'U', ID: '2', BI_ID: '1', NAME: 'moved' },
      { Op: 'U', ID: '3', BI_ID: '2', NAME: 'moved on' },
      { Op: 'U', ID: '3', BI_ID: null, NAME: 'and renamed' },
    ]);
    expect(moved).toEqual(counted(3, 1, 0, 2));
    expect(await items()).toEqual([[3, 'and renamed', ['a', 'b'], { a: 1 }, 1, 'changed']]);
  });

  test('P3: fact 16: rows that swap their keys over a third one keep what the file lacks', async () => {
    await load(item, T1, [
      { Op: 'I', ...one },
      { Op: 'I', ID: '2', NAME: 'two', TAGS: 'c', INFO: null, AMOUNT: '2' },
    ]);
    await load(item, T2, [
      { Op: 'U', ID: '9', BI_ID: '1', NAME: 'one' },
      { Op: 'U', ID: '1', BI_ID: '2', NAME: 'two' },
      { Op: 'U', ID: '2', BI_ID: '9', NAME: 'one' },
    ]);
    expect(await items()).toEqual([
      [1, 'two', ['c'], null, 2, 'new'],
      [2, 'one', ['a', 'b'], { a: 1 }, 1, 'new'],
    ]);
  });

  test('P3: fact 16: a row that moves onto a deleted key, or onto another row, replaces it whole', async () => {
    await load(item, T1, [
      { Op: 'I', ...one },
      { Op: 'I', ID: '2', NAME: 'two', TAGS: 'c', INFO: '2', AMOUNT: '2' },
      { Op: 'I', ID: '3', NAME: 'three', TAGS: null, INFO: null, AMOUNT: null },
      { Op: 'I', ID: '4', NAME: 'four', TAGS: 'd', INFO: '4', AMOUNT: '4' },
    ]);
    const moved = await load(item, T2, [
      { Op: 'D', ID: '2', BI_ID: null, NAME: null },
      { Op: 'U', ID: '2', BI_ID: '1', NAME: 'was one' },
      { Op: 'U', ID: '4', BI_ID: '3', NAME: 'was three' },
    ]);
    expect(moved).toEqual(counted(3, 2, 0, 1));
    expect(await items()).toEqual([
      [2, 'was one', ['a', 'b'], { a: 1 }, 1, 'new'],
      [4, 'was three', null, null, null, 'new'],
    ]);
  });

  test('P3: fact 16: a row that was deleted, or was never there, has nothing to take along', async () => {
    await load(item, T1, [{ Op: 'I', ...one }]);
    await load(item, T2, [
      { Op: 'D', ID: '1', BI_ID: null, NAME: null },
      { Op: 'U', ID: '2', BI_ID: '1', NAME: 'from a deleted row' },
      { Op: 'U', ID: '4', BI_ID: '3', NAME: 'from nowhere' },
    ]);
    expect(await items()).toEqual([
      [2, 'from a deleted row', null, null, 7, 'new'],
      [4, 'from nowhere', null, null, 7, 'new'],
    ]);
  });

  test('P3: fact 16: a newer row under the old key stays, and nothing of it is taken along', async () => {
    await load(item, T3, [{ Op: 'I', ...one }]);
    const late = await load(item, T2, [{ Op: 'U', ID: '2', BI_ID: '1', NAME: 'moved' }]);
    expect(late).toEqual(counted(1, 1, 0, 0));
    expect(await items()).toEqual([
      [1, 'one', ['a', 'b'], { a: 1 }, 1, 'new'],
      [2, 'moved', null, null, 7, 'new'],
    ]);
  });

  test('P3: a file that lacks columns leaves them alone', async () => {
    await load(item, T1, [{ Op: 'I', ...one }]);
    await load(item, T2, [{ Op: 'U', ID: '1', NAME: 'renamed' }]);
    expect(await items()).toEqual([[1, 'renamed', ['a', 'b'], { a: 1 }, 1, 'new']]);
  });

  test('P3: fact 15: updates with different columns add up, and NULL of an insert is a value', async () => {
    await load(kept, T1, [{ Op: 'I', ...one }]);
    const updates = await load(kept, T2, [
      { Op: 'U', ID: '1', NAME: 'renamed', TAGS: null, INFO: null, AMOUNT: null },
      { Op: 'U', ID: '1', NAME: null, TAGS: 'c,d', INFO: null, AMOUNT: ' ' },
      { Op: 'U', ID: '1', NAME: null, TAGS: null, INFO: '[2]', AMOUNT: null },
      { Op: 'I', ID: '2', NAME: 'two', TAGS: null, INFO: '{}', AMOUNT: '2' },
      { Op: 'I', ID: '2', NAME: null, TAGS: null, INFO: null, AMOUNT: '3' },
      { Op: 'U', ID: '2', NAME: null, TAGS: 'x', INFO: null, AMOUNT: null },
      { Op: 'U', ID: '3', NAME: 'new', TAGS: null, INFO: null, AMOUNT: null },
    ]);
    expect(updates).toEqual(counted(7, 3, 0, 4));
    expect(await keptRows()).toEqual([
      [1, 'renamed', ['c', 'd'], [2], 1],
      [2, null, ['x'], null, 3],
      [3, 'new', null, null, null],
    ]);
  });

  test('P3: fact 15: kept columns follow their row through keys, and not past its delete', async () => {
    await load(kept, T1, [{ Op: 'I', ...one }]);
    await load(kept, T2, [
      { Op: 'U', ID: '1', BI_ID: null, NAME: null, TAGS: null, INFO: null, AMOUNT: '5' },
      { Op: 'U', ID: '2', BI_ID: '1', NAME: 'moved', TAGS: null, INFO: null, AMOUNT: null },
      { Op: 'U', ID: '3', BI_ID: '2', NAME: null, TAGS: 'z', INFO: null, AMOUNT: null },
      { Op: 'I', ID: '4', BI_ID: null, NAME: 'four', TAGS: 'f', INFO: '4', AMOUNT: '4' },
      { Op: 'D', ID: '4', BI_ID: null, NAME: null, TAGS: null, INFO: null, AMOUNT: null },
      { Op: 'U', ID: '4', BI_ID: null, NAME: null, TAGS: null, INFO: '5', AMOUNT: null },
    ]);
    expect(await keptRows()).toEqual([
      [3, 'moved', ['z'], { a: 1 }, 5],
      [4, null, null, 5, null],
    ]);
  });

  test('P3: P6: a late file is superseded whole, its kept and its given columns', async () => {
    await load(kept, T3, [{ Op: 'U', ID: '1', NAME: 'newer', TAGS: null, INFO: null, AMOUNT: null }]);
    expect(await load(kept, T2, [{ Op: 'I', ...one }])).toEqual(counted(1, 0, 0, 1));
    expect(await load(kept, T1, [{ Op: 'U', ...one, NAME: null }])).toEqual(counted(1, 0, 0, 1));
    expect(await keptRows()).toEqual([[1, 'newer', null, null, null]]);
  });

  test('P3: fact 16: a composite key whose before image is partial', async () => {
    const full = { NOTE: 'kept', SIZE: '5' };
    await load(line, T1, [
      { Op: 'I', PART: 'a', NO: '1', ...full },
      { Op: 'I', PART: 'a', NO: '2', ...full },
    ]);
    const moved = await load(line, T2, [
      { Op: 'U', PART: 'b', NO: '1', BI_PART: 'a', BI_NO: null, NOTE: null },
      { Op: 'U', PART: 'b', NO: '9', BI_PART: null, BI_NO: '1', NOTE: null },
      { Op: 'U', PART: 'a', NO: '2', BI_PART: 'a', BI_NO: '2', NOTE: 'stays where it is' },
    ]);
    expect(moved).toEqual(counted(3, 2, 0, 1));
    expect(await shop.rows('select part, no, note, size from shop.line order by part, no')).toEqual([
      ['a', 2, 'stays where it is', 5],
      ['b', 9, 'kept', 5],
    ]);
  });

  test('P1: two files that are folded in one session, and one of them twice', async () => {
    await load(kept, T1, [{ Op: 'I', ...one }]);
    const rename = [{ Op: 'U', ID: '1', NAME: 'again', TAGS: null, INFO: null, AMOUNT: null }];
    expect(await load(kept, T2, rename)).toEqual(counted(1, 1, 0, 0));
    expect(await loadRows(shop.database, kept, { key: 'twin', writtenAtMicros: T2, rows: rename, ...way })).toEqual(
      counted(1, 0, 1, 0),
    );
    expect(await load(kept, T2, rename)).toEqual({ kind: 'already-loaded' });
    expect(await keptRows()).toEqual([[1, 'again', ['a', 'b'], { a: 1 }, 1]]);
  });
});

test('P3: a long chain of keys is folded in one go', async () => {
  const length = 5000;
  await loadRows(shop.database, item, {
    writtenAtMicros: T1,
    rows: [{ Op: 'I', ID: '0', NAME: 'first', TAGS: 'a', INFO: null, AMOUNT: '1' }],
  });
  const rows = Array.from({ length }, (_, at) => ({ Op: 'U', ID: `${at + 1}`, BI_ID: `${at}`, NAME: `step ${at}` }));
  expect(await loadRows(shop.database, item, { writtenAtMicros: T2, rows })).toEqual(counted(length, 1, 0, length - 1));
  expect(await items()).toEqual([[length, `step ${length - 1}`, ['a'], null, 1, 'new']]);
});
