/** Two tables, one with a key of two parts, and few keys and values, so that changes meet. */
import { bigint, numeric, text, textArray, timestamp } from '../../../domain/columns/index.ts';
import type { Table, TableColumn } from '../../../domain/table/table.ts';

/** A value as the adapter takes it, and as PostgreSQL writes it as text, both by hand. */
export interface Cell {
  readonly value: unknown;
  readonly text: string | null;
}

/** A target with the keys and the cells that its streams are made of. */
export interface Given {
  readonly table: Table;
  /** In the order of the table's key. */
  readonly keys: readonly (readonly Cell[])[];
}

const NULL: Cell = { value: null, text: null };

const VALUES: readonly TableColumn[] = [
  { name: 'name', source: 'NAME', type: text() },
  { name: 'amount', source: 'AMOUNT', type: numeric(15, 2) },
  { name: 'tags', source: 'TAGS', type: textArray(',') },
  { name: 'seen', source: 'SEEN', type: timestamp() },
];

/** What may stand in each of the columns that are not the key's, in the order of `VALUE_NAMES`. */
export const CELLS: readonly (readonly Cell[])[] = [
  [NULL, textCell(''), textCell('tab\t"quote" \\N {서울}'), textCell('b')],
  [NULL, { value: '0', text: '0.00' }, { value: '-47632969758.54', text: '-47632969758.54' }],
  [NULL, { value: [], text: '{}' }, { value: ['a', 'b c', null], text: '{a,"b c",NULL}' }],
  [NULL, { value: 1_706_696_430_123_456n, text: '2024-01-31 10:20:30.123456' }],
];

export const VALUE_NAMES = VALUES.map(({ name }) => name);

const ID: TableColumn = { name: 'id', source: 'ID', type: bigint().required() };
const PLACE: TableColumn = { name: 'place', source: 'PLACE', type: text().required() };

export const SINGLE: Given = {
  table: {
    source: { schema: 'SHOP', table: 'THING' },
    target: { schema: 'shop', table: 'thing' },
    key: ['id'],
    columns: [ID, ...VALUES],
    fingerprint: 'thing-1',
  },
  keys: ['7', '-9223372036854775808', '0', '10', '9', '8', '70', '71', '72', '73'].map(id => [idCell(id)]),
};

/** The key is in another order than the columns, and one of its parts may be empty text. */
export const DOUBLE: Given = {
  table: {
    source: { schema: 'SHOP', table: 'PART' },
    target: { schema: 'shop', table: 'part' },
    key: ['place', 'id'],
    columns: [VALUES[0] as TableColumn, ID, ...VALUES.slice(1), PLACE],
    fingerprint: 'part-1',
  },
  keys: ['a', 'B', '', 'ä', 'b'].flatMap(place => ['2', '10'].map(id => [textCell(place), idCell(id)])),
};

/** The same, whose deleted rows stay. */
export const MARKED: readonly Given[] = [SINGLE, DOUBLE].map(({ table, keys }) => {
  const target = { schema: 'shop', table: `marked_${table.target.table}` };
  return { keys, table: { ...table, target, onDelete: 'mark', fingerprint: `marked-${table.fingerprint}` } };
});

/** In the order of `VALUE_NAMES`, as text: what PostgreSQL gives to a new row where its file lacks the column. */
export const DEFAULTS: readonly (string | null)[] = ['new', null, null, null];

function textCell(value: string): Cell {
  return { value, text: value };
}

function idCell(id: string): Cell {
  return { value: BigInt(id), text: id };
}
