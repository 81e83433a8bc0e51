/** The first table of docs/schema-drift.md: each drift under each contract is one test. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bigint, integer, numeric, text, yesNo } from '../../../domain/columns/index.ts';
import type { ErrorCode } from '../../../domain/errors.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import type { Contract } from '../../../domain/table/table.ts';
import { type FileColumns, useDriftBench } from './drift-file.ts';
import { type Claims, claimsOf } from './page-claims.ts';

const CONTRACTS = ['none', 'evolve', 'freeze', 'rescue'] as const;
type Column = (typeof CONTRACTS)[number];

/** What stands in the target after both files, and all notes of the second; or the code of its refusal and what it names. */
type Expected =
  | { readonly row: object; readonly notes?: readonly string[] }
  | { readonly code: ErrorCode; readonly names: string };

interface Drift {
  readonly title: string;
  /** The second file; the first has what the mapping says. */
  readonly file: FileColumns;
  readonly expected: Expected | Readonly<Record<Column, Expected>>;
}

function itemTable(contract: Contract | undefined) {
  return defineTable({
    source: 'SHOP.ITEM',
    target: 'shop.item',
    key: ['id'],
    columns: {
      id: from('ID', bigint()),
      name: from('NAME', text()),
      amount: from('AMOUNT', integer()),
      price: from('PRICE', numeric(9, 2)),
      is_open: from('IS_OPEN', yesNo().required()),
    },
    ...(contract === undefined ? {} : { contract }),
  });
}

const FIRST = {
  Op: ['text', 'I'],
  ID: ['int64', 1n],
  NAME: ['text', 'one'],
  AMOUNT: ['int32', 5],
  PRICE: ['decimal9x2', 150n],
  IS_OPEN: ['text', 'Y'],
} as const satisfies FileColumns;
const SECOND = { ...FIRST, Op: ['text', 'U'], NAME: ['text', 'two'] } as const satisfies FileColumns;
const TWO = { id: '1', name: 'two', amount: 5, price: '1.50', is_open: true };

function without(...names: readonly string[]): FileColumns {
  return Object.fromEntries(Object.entries(SECOND).filter(([name]) => !names.includes(name)));
}

const NAME_LEFT = 'NAME is not in the file, so shop.item.name is left alone.';
const unknown = (names: string): Expected => ({ code: 'COLUMN_UNKNOWN', names: `column ${names}` });
const leftOut = (name: string) => `${name} is in the file, but shop.item maps no column from it.`;
const added = (column: string) => `shop.item gets columns that the mapping does not know: ${column}`;
const rescued = (names: string) => `shop.item._dms_extra keeps what nothing is mapped from: ${names}.`;

const DRIFTS: readonly Drift[] = [
  {
    title: 'a column is added',
    file: { ...SECOND, COLOR: ['text', 'red'] },
    expected: {
      none: { row: TWO, notes: [leftOut('COLOR')] },
      evolve: { row: { ...TWO, color: 'red' }, notes: [added('color text')] },
      freeze: unknown('COLOR'),
      rescue: {
        row: { ...TWO, _dms_extra: { COLOR: 'red' } },
        notes: [rescued('COLOR')],
      },
    },
  },
  {
    title: 'a column is dropped',
    file: without('NAME'),
    expected: { row: { ...TWO, name: 'one' }, notes: [NAME_LEFT] },
  },
  {
    title: 'a column is renamed to nearly its name',
    file: { ...without('AMOUNT'), AMOUNTS: ['int32', 6] },
    expected: { code: 'COLUMN_MISSING', names: 'column AMOUNT: is not in the file' },
  },
  {
    title: 'a column is renamed to another name',
    file: { ...without('NAME'), TITLE: ['text', 'two'] },
    expected: {
      none: { row: { ...TWO, name: 'one' }, notes: [NAME_LEFT, leftOut('TITLE')] },
      evolve: { row: { ...TWO, name: 'one', title: 'two' }, notes: [NAME_LEFT, added('title text')] },
      freeze: unknown('TITLE'),
      rescue: { row: { ...TWO, name: 'one', _dms_extra: { TITLE: 'two' } }, notes: [NAME_LEFT, rescued('TITLE')] },
    },
  },
  {
    title: 'a type is widened, and its values fit the declared type',
    file: { ...SECOND, AMOUNT: ['int64', 7n], PRICE: ['decimal15x4', 12_500n] },
    expected: { row: { ...TWO, amount: 7, price: '1.25' } },
  },
  {
    title: 'a type is widened, and a value does not fit',
    file: { ...SECOND, AMOUNT: ['int64', 2n ** 40n] },
    expected: { code: 'ROW_BAD', names: 'row 1, column AMOUNT: "1099511627776" is outside the range of integer' },
  },
  {
    title: 'a type is narrowed',
    file: { ...SECOND, AMOUNT: ['int16', 7], PRICE: ['int32', 9] },
    expected: { row: { ...TWO, amount: 7, price: '9.00' } },
  },
  {
    title: 'a number becomes text that reads as one',
    file: { ...SECOND, AMOUNT: ['text', ' 7'] },
    expected: { row: { ...TWO, amount: 7 } },
  },
  {
    title: 'a number becomes text that is none',
    file: { ...SECOND, AMOUNT: ['text', 'seven'] },
    expected: { code: 'ROW_BAD', names: 'row 1, column AMOUNT: "seven" is not a whole number' },
  },
  {
    title: 'a type becomes one that the declared type does not take',
    file: { ...SECOND, AMOUNT: ['date', 7] },
    expected: { code: 'COLUMN_TYPE', names: 'column AMOUNT: is DATE in the file' },
  },
  {
    title: 'columns stand in another order',
    file: Object.fromEntries(Object.entries(SECOND).toReversed()),
    expected: { row: TWO },
  },
  {
    title: 'names are written in another case',
    file: { ...without('NAME', 'AMOUNT'), name: ['text', 'two'], Amount: ['int32', 6] },
    expected: { row: { ...TWO, amount: 6 } },
  },
  {
    title: 'a second column differs by case only from a mapped one',
    file: { ...SECOND, Name: ['text', 'II'] },
    expected: {
      none: { row: TWO, notes: [leftOut('Name')] },
      evolve: { code: 'COLUMN_AMBIGUOUS', names: 'column Name: would become shop.item.name' },
      freeze: unknown('Name'),
      rescue: { row: { ...TWO, _dms_extra: { Name: 'II' } }, notes: [rescued('Name')] },
    },
  },
  {
    title: 'two unknown columns differ by case only',
    file: { ...SECOND, Color: ['text', 'red'], COLOR: ['text', 'RED'] },
    expected: {
      none: { row: TWO, notes: [leftOut('Color'), leftOut('COLOR')] },
      evolve: { code: 'COLUMN_AMBIGUOUS', names: 'column COLOR: would become shop.item.color' },
      freeze: unknown('Color'),
      rescue: { row: { ...TWO, _dms_extra: { Color: 'red', COLOR: 'RED' } }, notes: [rescued('Color, COLOR')] },
    },
  },
  {
    title: 'only columns of other case are there, and more than one',
    file: { ...without('NAME'), name: ['text', 'two'], Name: ['text', 'II'] },
    expected: { code: 'COLUMN_AMBIGUOUS', names: 'column NAME: is ambiguous: the file has name and Name' },
  },
  {
    title: 'a required column is NULL',
    file: { ...SECOND, IS_OPEN: ['text', null] },
    expected: { code: 'ROW_BAD', names: 'row 1, column IS_OPEN: is NULL, but is_open is required' },
  },
  {
    title: 'a required column is dropped',
    file: without('IS_OPEN'),
    expected: { code: 'COLUMN_MISSING', names: 'column IS_OPEN: is not in the file' },
  },
  {
    title: 'a column of the key is dropped',
    file: without('ID'),
    expected: { code: 'COLUMN_MISSING', names: 'column ID: is not in the file, but shop.item.id belongs to the key' },
  },
];

function under(contract: Column, expected: Drift['expected']): Expected {
  return 'none' in expected ? expected[contract] : expected;
}

const bench = useDriftBench();
const ONE = { ...TWO, name: 'one' };
const ROW = "select to_jsonb(t) - array['_dms_written_at', '_dms_row', '_dms_load'] as row from shop.item t";

async function targetRow(): Promise<Record<string, unknown>> {
  const [found] = (await bench.query(ROW)) as { row: Record<string, unknown> }[];
  const { row = {} } = found ?? {};
  return { ...row, id: String(row['id']), price: Number(row['price']).toFixed(2) };
}

describe.each(CONTRACTS)('under the contract %s', contract => {
  it.each(DRIFTS)('fact 17: when $title', async ({ file, expected }) => {
    const extra = contract === 'rescue' ? { _dms_extra: null } : {};
    await bench.begin(itemTable(contract === 'none' ? undefined : contract));
    expect(await bench.load(FIRST)).toMatchObject({ outcome: 'loaded', notes: [] });
    expect(await targetRow()).toEqual({ ...ONE, ...extra });
    const result = await bench.load(file);
    const wanted = under(contract, expected);
    if ('code' in wanted) {
      expect(result).toMatchObject({ outcome: 'rejected', error: { code: wanted.code } });
      expect(result.error?.message).toContain(wanted.names);
      expect(await targetRow()).toEqual({ ...ONE, ...extra });
    } else {
      expect(result).toMatchObject({ outcome: 'loaded', counts: { read: 1, applied: 1 } });
      expect(result.notes).toEqual(wanted.notes ?? []);
      expect(await targetRow()).toEqual({ ...extra, ...wanted.row });
    }
  });
});

function claimsTested(expected: Expected): Claims {
  if ('code' in expected) {
    const isBadRow = expected.code === 'ROW_BAD';
    const refused = isBadRow ? undefined : expected.code;
    return { refused, isBadRow, isNoted: false, isAdded: false, isRescued: false };
  }
  const { row, notes = [] } = expected;
  return {
    refused: undefined,
    isBadRow: false,
    isNoted: notes.length > 0,
    isAdded: Object.keys(row).some(name => !(name in TWO || name === '_dms_extra')),
    isRescued: '_dms_extra' in row,
  };
}

it('fact 17: the page on drift has a row for each of them and no other, and says in each cell what is tested', () => {
  const page = readFileSync(new URL('../../../docs/schema-drift.md', import.meta.url), 'utf8');
  const [, table = ''] = page.split('\n## ');
  const lines = table.split('\n').filter(line => line.startsWith('| '));
  const [, , ...rows] = lines.map(line => line.slice(2, -2).split(' | '));
  const said = rows.map(([title, first = '', ...cells]) => [
    title,
    ...[first, ...cells].map(cell => claimsOf(cell === 'the same' ? first : cell)),
  ]);
  const tested = DRIFTS.map(({ title, expected }) => [
    title,
    ...CONTRACTS.map(contract => claimsTested(under(contract, expected))),
  ]);
  expect(said).toEqual(tested);
});
