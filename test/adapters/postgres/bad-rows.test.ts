/** One row that only the database refuses, among many: found by halving, kept apart, and the others loaded. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { type ItemRow, loadItems } from '../../factories/changes.ts';
import { aside, loadAside, manyItems, watchQueries } from './bad-row-loads.ts';
import { useItemShop } from './item-shop.ts';

const shop = useItemShop();
let database: PostgresDatabase;
beforeEach(async () => {
  database = shop.database();
  await shop.sql.query('alter table shop.item add constraint small check (amount < 100)');
});

const ROWS = 3000;

async function setAsideRows() {
  const text = `select row_number, written_at::text, faults, source_row, released_at from dms_loader.quarantined_row
    order by row_number`;
  return (await shop.sql.query(text)).rows;
}

/** Loads a file with one bad row: what came of it, the statements of the search, and what the target holds. */
async function loadWith(bad: number, count: number) {
  const queries = await watchQueries(database);
  const loaded = await loadAside(database, { writtenAtMicros: 1n, rows: manyItems(count, { [bad]: 100 }) });
  const held = 'select count(*)::int as rows, sum(amount)::int as amounts, bool_or(id = $1) as bad from shop.item';
  return { loaded, statements: queries.statementsOfSearch(), held: (await shop.sql.query(held, [bad])).rows[0] };
}

describe.each([
  ['first', 1],
  ['in the middle', 1500],
  ['at an odd place', 1876],
  ['last', ROWS],
])('one bad row of 3,000, %s', (_, bad) => {
  test('P7: is found where the merge stopped, and everything else is loaded', async () => {
    const { loaded, statements, held } = await loadWith(bad, ROWS);
    expect(loaded).toEqual(aside(ROWS, ROWS - 1, 1));
    expect(held).toEqual({ rows: ROWS - 1, amounts: ROWS - 1, bad: false });
    expect(statements).toBe(13);
  });
});

/** 2 log2(32,000) = 29.9 */
const MANY = 32_000;
const BOUND = 29;

describe.each([
  ['second', 2],
  ['in the middle', 16_000],
  ['last', MANY],
])('one bad row of 32,000, %s, behind one that is superseded', (_, bad) => {
  test('P7: is found by halving in at most 2 log2(n) statements, and everything else is loaded', async () => {
    await loadItems(database, { writtenAtMicros: 2n, rows: [['I', 1n, 'newer', 1]] });
    const { loaded, statements, held } = await loadWith(bad, MANY);
    expect(loaded).toEqual(aside(MANY, MANY - 2, 1, 1));
    expect(held).toEqual({ rows: MANY - 1, amounts: MANY - 1, bad: false });
    expect(statements).toBeGreaterThan(Math.log2(MANY));
    expect(statements).toBeLessThanOrEqual(BOUND);
  });
});

describe.each([
  ['as parameters', 400],
  ['staged', 600],
])('a load %s', (_, count) => {
  test('P7: keeps a bad row with its reason and as the file has it, and counts it', async () => {
    const rows = manyItems(count, { 7: 100 });
    expect(await loadAside(database, { writtenAtMicros: 1n, rows })).toEqual(aside(count, count - 1, 1));
    expect(await setAsideRows()).toEqual([
      {
        row_number: '7',
        written_at: '1970-01-01 00:00:00.000001+00',
        source_row: {
          row: 7,
          cells: [{ name: 'AMOUNT', type: { kind: 'integer', bits: 32, signed: true }, value: '100' }],
        },
        faults: [
          {
            row: 7,
            column: 'AMOUNT',
            value: '100',
            reason: expect.stringMatching(
              /^is refused by the database \(id 7\): PostgreSQL says 23514 .* constraint small/,
            ),
            remedy: expect.stringContaining('mend the row'),
          },
        ],
        released_at: null,
      },
    ]);
    expect(
      (await shop.sql.query('select rows_read, rows_applied, rows_quarantined from dms_loader.table_load')).rows,
    ).toEqual([{ rows_read: String(count), rows_applied: String(count - 1), rows_quarantined: '1' }]);
  });

  test('P7: finds several, and loads the rest', async () => {
    const rows = manyItems(count, { 1: 100, 2: 101, 200: 102, [count]: 103 });
    expect(await loadAside(database, { writtenAtMicros: 1n, rows })).toEqual(aside(count, count - 4, 4));
    expect((await setAsideRows()).map(row => row.row_number)).toEqual(['1', '2', '200', String(count)]);
  });

  test('P7: fails with the first bad rows where there are more than may be set aside, and loads nothing', async () => {
    const rows = manyItems(count, { 1: 100, 2: 101, 200: 102 });
    await expect(loadAside(database, { writtenAtMicros: 1n, rows }, { budget: 2 })).rejects.toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message: expect.stringMatching(/1: .*; 2: .*; 200: /),
    });
    expect(await shop.items()).toEqual([]);
    expect(await setAsideRows()).toEqual([]);
  });

  test('P7: names the bad row, its column and value where bad rows fail a load, and says no more of the row', async () => {
    const rows = manyItems(count, { 7: 100, 8: 101 });
    await expect(loadItems(database, { writtenAtMicros: 1n, rows })).rejects.toMatchObject({
      code: 'CONSTRAINT_VIOLATED',
      verdict: 'failed',
      details: { object: 's3://landing/shop/item/1.parquet', row: 7, column: 'AMOUNT', value: '100' },
      message: expect.not.stringContaining('Failing row'),
    });
    expect(await shop.items()).toEqual([]);
    expect(await loadItems(database, { writtenAtMicros: 1n, rows: manyItems(count) })).toMatchObject({
      kind: 'loaded',
    });
  });

  test('P7: lets the change before a bad one stand, and looks at that, too', async () => {
    const others = manyItems(count).slice(10);
    const rows: ItemRow[] = [
      ['I', 1n, 'good', 1],
      ['I', 2n, 'bad', 100],
      ['U', 1n, 'bad', 101],
      ['U', 2n, 'bad', 102],
      ['I', 3n, 'bad', 103],
      ['D', 3n],
      ...others,
    ];
    expect(await loadAside(database, { writtenAtMicros: 1n, rows })).toEqual(aside(rows.length, rows.length - 4, 3, 1));
    expect((await setAsideRows()).map(row => row.row_number)).toEqual(['2', '3', '4']);
    expect((await shop.items()).slice(0, 2)).toEqual([
      ['1', 'good', 1],
      ['11', 'item 11', 1],
    ]);
  });

  test('P7: does not blame a bad change that a later one of its key beats', async () => {
    const rows: ItemRow[] = [['I', 1n, 'bad', 100], ...manyItems(count, { 9: 100 }).slice(1), ['U', 1n, 'good', 1]];
    expect(await loadAside(database, { writtenAtMicros: 1n, rows })).toEqual(aside(count + 1, count - 1, 1, 1));
    expect((await setAsideRows()).map(row => row.row_number)).toEqual(['9']);
  });
});

test('a clean small load takes three round trips, and a clean large one tries nothing', async () => {
  const queries = await watchQueries(database);
  await loadAside(database, { writtenAtMicros: 1n, rows: manyItems(400) });
  const sent = queries.texts().filter(text => !text.includes('format_type'));
  expect(sent).toHaveLength(3);
  await loadAside(database, { writtenAtMicros: 2n, rows: manyItems(600) });
  expect(queries.texts().filter(text => text.includes('dms_trial'))).toEqual([]);
});

test('deletes into a target of mapped columns only do not ask the catalogue what the file lacks', async () => {
  const queries = await watchQueries(database);
  await loadAside(database, { writtenAtMicros: 1n, rows: [['D', 1n], ...manyItems(5).slice(1)] });
  expect(queries.texts().filter(text => text.includes('pg_get_expr(d.adbin'))).toEqual([]);
});
