/** Columns of a target may have the names that statements of the loader give to things of their own. */
import { describe, expect, test } from 'vitest';
import { bigint, integer, text } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { loadRows } from '../../factories/load-rows.ts';
import { aside, loadAside } from './bad-row-loads.ts';
import { counted } from './item-shop.ts';
import { BOTH_WAYS, useTables } from './table-shop.ts';

const TEXTS = [
  'applied',
  'is_last',
  'fate',
  'rows',
  'released_as',
  'last',
  'change',
  's',
  't',
  'd',
  'h',
  'gone',
  'old',
];
const own = Object.fromEntries(TEXTS.map(name => [name, from(name.toUpperCase(), text())]));
const columns = { ordinal: from('ID', bigint()), row: from('AMOUNT', integer()), ...own };
const plain = defineTable({ source: 'SHOP.PLAIN', target: 'shop.plain', key: ['ordinal', 'row'], columns });
const marked = defineTable({
  source: 'SHOP.MARKED',
  target: 'shop.marked',
  key: ['ordinal'],
  onDelete: 'mark',
  columns,
});
const keeping = defineTable({ source: 'SHOP.K', target: 'shop.keeping', key: ['ordinal'], keepOnNull: true, columns });
const shop = useTables([plain, marked, keeping]);

const T1 = 1_000_000_000_000_000n;
const cells = (value: string | null) => Object.fromEntries(TEXTS.map(name => [name.toUpperCase(), value]));
const row = (Op: string, Id: string, value: string | null, before: string | null = null) => ({
  Op,
  ID: Id,
  BI_ID: before,
  AMOUNT: '1',
  ...cells(value),
});

describe.each(BOTH_WAYS)('a load %s', (_, way) => {
  test.each([plain, marked, keeping])(
    'merges, folds and counts into columns of such names: $target.table',
    async table => {
      const rows = [
        row('I', '1', 'a'),
        row('I', '2', 'b'),
        row('U', '3', 'c', '1'),
        row('D', '4', null),
        row('U', '2', 'd'),
      ];
      expect(await loadRows(shop.database, table, { writtenAtMicros: T1, rows, ...way })).toEqual(counted(5, 3, 0, 2));
      const older = { writtenAtMicros: T1 - 1n, rows: [row('D', '3', null), row('U', '4', 'e'), row('U', '5', 'f')] };
      expect(await loadRows(shop.database, table, { ...older, ...way })).toEqual(counted(3, 1, 0, 2));
      const name = `shop.${table.target.table}`;
      const stands = table === marked ? 'where not _dms_deleted' : '';
      expect(await shop.rows(`select ordinal::int, "row", fate, "last" from ${name} ${stands} order by 1`)).toEqual([
        [2, 1, 'd', 'd'],
        [3, 1, 'c', 'c'],
        [5, 1, 'f', 'f'],
      ]);
    },
  );
});

test.each([
  ['as parameters', 3],
  ['staged', 501],
])('P6: the search for bad rows goes by its own columns, %s', async (_, rowCount) => {
  await shop.sql.query('alter table shop.plain add check ("row" > 0)');
  const batchRows = {
    writtenAtMicros: T1,
    rows: [
      ['I', 3n],
      ['I', 1n],
      ['I', 2n],
    ] as const,
  };
  const load = { table: plain, columns: plain.columns, rowCount };
  const values = (column: readonly unknown[]) => ({ values: column });
  const batch = {
    effects: undefined,
    columns: [values([3n, 1n, 2n]), values([1, -1, 1]), ...TEXTS.map(() => values(['a', 'b', 'c']))],
  };
  expect(await loadAside(shop.database, batchRows, { ...load, batch })).toEqual(aside(3, 2, 1));
  expect(await shop.rows('select ordinal::int from shop.plain order by 1')).toEqual([[2], [3]]);
  expect(await shop.rows('select row_number::int from dms_loader.quarantined_row')).toEqual([[2]]);
});
