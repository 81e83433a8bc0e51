/** What a mapping's own SQL may turn rows into, and what it may break. */
import { describe, expect, test } from 'vitest';
import { bigint, integer, text } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import type { Table } from '../../../domain/table/table.ts';
import { loadRows } from '../../factories/load-rows.ts';
import { aside, loadAside, manyItems } from './bad-row-loads.ts';
import { counted } from './item-shop.ts';
import { useTables } from './table-shop.ts';

interface OwnSql {
  readonly beforeMerge?: string;
  readonly afterMerge?: string;
}

const columns = { id: from('ID', bigint()), name: from('NAME', text()), amount: from('AMOUNT', integer()) };
const itemWith = (sql: OwnSql) =>
  defineTable({ source: 'SHOP.ITEM', target: 'shop.item', key: ['id'], columns, ...sql });
const marked = (sql: OwnSql) =>
  defineTable({ source: 'SHOP.M', target: 'shop.marked', key: ['id'], onDelete: 'mark', columns, ...sql });
const visit = (sql: OwnSql) => defineTable({ source: 'SHOP.V', target: 'shop.visit', key: 'none', columns, ...sql });
const shop = useTables([itemWith({}), marked({}), visit({})], 'drop schema if exists own cascade; create schema own;');

const T1 = 1_000_000_000_000_000n;
const T2 = T1 + 1_000_000n;
const T3 = T2 + 1_000_000n;
const FILTER: OwnSql = { beforeMerge: "update dms_stage set _dms_effect = 1 where name = 'out'" };
const row = (Id: string, Name: string | null, more: object = {}) => ({
  Op: 'U',
  ID: Id,
  NAME: Name,
  AMOUNT: '1',
  ...more,
});

const load = (table: Table, writtenAtMicros: bigint, rows: Parameters<typeof loadRows>[2]['rows']) =>
  loadRows(shop.database, table, { writtenAtMicros, rows });

describe('rows that beforeMerge turns into deletes', () => {
  test('P3: P6: delete what is there, once, and win over what is older', async () => {
    const item = itemWith(FILTER);
    await load(item, T1, [row('1', 'a'), row('2', 'b'), row('3', 'c')]);
    expect(await load(item, T3, [row('1', 'out'), row('2', 'new'), row('9', 'out')])).toEqual(counted(3, 3, 0, 0));
    expect(await load(item, T2, [row('1', 'late'), row('9', 'late'), row('3', 'd')])).toEqual(counted(3, 1, 0, 2));
    expect(await shop.rows('select id::int, name from shop.item order by id')).toEqual([
      [2, 'new'],
      [3, 'd'],
    ]);
  });

  test('P3: fact 16: take the key along that such a row left', async () => {
    const item = itemWith(FILTER);
    await load(item, T1, [row('1', 'a'), row('2', 'b')]);
    const rows = [row('5', 'out', { BI_ID: '1' }), row('2', 'b', { BI_ID: null })];
    expect(await load(item, T2, rows)).toEqual(counted(2, 2, 0, 0));
    expect(await shop.rows('select id::int from shop.item')).toEqual([[2]]);
  });

  test('P3: mark the row where deleted rows stay', async () => {
    await load(marked(FILTER), T1, [row('1', 'a'), row('2', 'b')]);
    expect(await load(marked(FILTER), T2, [row('1', 'out')])).toEqual(counted(1, 1, 0, 0));
    expect(await shop.rows('select id::int, name, _dms_deleted from shop.marked order by id')).toEqual([
      [1, 'out', true],
      [2, 'b', false],
    ]);
  });

  test('P6: are rows like others in a table without a key', async () => {
    expect(await load(visit(FILTER), T1, [row('1', 'out')])).toEqual(counted(1, 1, 0, 0));
    expect(await shop.rows('select name, _dms_op from shop.visit')).toEqual([['out', 'U']]);
  });
});

test.each(['2', '-1', 'null'])('P6: an effect of %s fails the load', async effect => {
  const item = itemWith({ beforeMerge: `update dms_stage set _dms_effect = ${effect}` });
  await expect(load(item, T1, [row('1', 'a')])).rejects.toMatchObject({
    code: 'TRANSFORMATION_FAILED',
    message: expect.stringContaining('left 1 rows in dms_stage whose _dms_effect is neither 0 nor 1'),
  });
});

test('a column that the file lacks stays as it is, whatever beforeMerge puts there', async () => {
  await load(itemWith({}), T1, [row('1', 'a')]);
  const item = itemWith({ beforeMerge: 'update dms_stage set amount = 77' });
  await load(item, T2, [{ Op: 'U', ID: '1', NAME: 'b' }]);
  expect(await shop.rows('select name, amount from shop.item')).toEqual([['b', 1]]);
});

test('P1: afterMerge that breaks a deferrable constraint of another table is named', async () => {
  await shop.sql.query(
    'create table own.p (id int primary key); create table own.c (id int references own.p deferrable)',
  );
  const item = itemWith({ afterMerge: 'insert into own.c values (99)' });
  await expect(load(item, T1, [row('1', 'a')])).rejects.toMatchObject({
    code: 'TRANSFORMATION_FAILED',
    message: expect.stringMatching(
      /behind afterMerge of the mapping of shop\.item: PostgreSQL says 23503 table own\.c/u,
    ),
  });
  expect(await shop.rows('select * from shop.item')).toEqual([]);
});

test('P6: afterMerge is in nobody’s way where the database refused rows, which wait for the ledger’s row of their load', async () => {
  await shop.sql.query('alter table shop.item add check (amount > 0)');
  const table = itemWith({ afterMerge: 'update shop.item set amount = 2' });
  const file = { writtenAtMicros: T1, rows: manyItems(3, { 2: -1 }) };
  expect(await loadAside(shop.database, file, { table })).toEqual(aside(3, 2, 1));
  expect(await shop.rows('select id::int, amount from shop.item order by id')).toEqual([
    [1, 2],
    [3, 2],
  ]);
});
