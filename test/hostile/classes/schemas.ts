/** Schemas that do not describe their file, or a table. */
import { PHYSICAL, pageV1, parquetFile, plainInts } from '../../factories/parquet.ts';
import type { Thrift } from '../../factories/thrift.ts';
import { fileOf, INTS, listOf } from '../build.ts';
import { corrupt, type HostileClass, refused, tooLarge } from '../hostile-class.ts';

const LARGEST_INT = 2 ** 31 - 1;
const ONE = pageV1({ rows: 1, body: plainInts(1) });

/** A file of two rows whose schema is this list. */
function described(...elements: readonly Thrift[]): Buffer {
  return fileOf({}, { file: { 2: { list: elements } } });
}

/** An element with children; a root is one. */
function node(name: string, children: number): Thrift {
  return { struct: { 3: { i32: 0 }, 4: { text: name }, 5: { i32: children } } };
}

const LEAF: Thrift = { struct: { 1: { i32: PHYSICAL.INT32 }, 3: { i32: 0 }, 4: { text: 'C' } } };

function columns(names: readonly string[]): Buffer {
  return parquetFile({ rows: 1, columns: names.map(name => ({ name, physical: PHYSICAL.INT32, pages: [ONE] })) });
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `C${at}`);
const decimal = (precision: number, scale: number) => ({ 6: { i32: 5 }, 7: { i32: scale }, 8: { i32: precision } });
const fixed = (length: number) => ({ physical: PHYSICAL.FIXED, schema: { 2: { i32: length } } });

export const SCHEMAS: readonly HostileClass[] = [
  { name: 'no schema', ends: corrupt('metadata'), bytes: () => fileOf({}, { file: { 2: undefined } }) },
  { name: 'an empty schema', ends: corrupt(), bytes: () => fileOf({}, { file: { 2: { raw: [0x0c], type: 9 } } }) },
  {
    name: 'a root that claims more children than there are',
    ends: corrupt('claims 2 columns'),
    bytes: () => described(node('s', 2), LEAF),
  },
  {
    name: 'a root that claims fewer children than there are',
    ends: corrupt('claims 0 columns'),
    bytes: () => described(node('s', 0), LEAF),
  },
  {
    name: 'a root that claims -1 children',
    ends: corrupt('claims -1 columns'),
    bytes: () => described(node('s', -1), LEAF),
  },
  {
    name: 'a root that claims 2^31 - 1 children',
    ends: corrupt('claims 2147483647 columns'),
    bytes: () => described(node('s', LARGEST_INT), LEAF),
  },
  {
    name: 'a group that claims to hold what holds it',
    ends: refused('PARQUET_UNSUPPORTED', 'column loop', 'nested'),
    bytes: () => described(node('s', 1), node('loop', LARGEST_INT)),
  },
  {
    name: 'groups nested 4,000 deep',
    ends: refused('PARQUET_UNSUPPORTED', 'column C0', 'nested'),
    bytes: () => described(node('s', 1), ...numbered(4000).map(name => node(name, 1)), LEAF),
  },
  {
    name: 'groups nested 100,000 deep',
    ends: tooLarge('100000 columns'),
    bytes: () => fileOf({}, { file: { 2: listOf(100_001, { 4: { text: 'deep' }, 5: { i32: 1 } }) } }),
  },
  {
    name: 'a repeated column',
    ends: refused('PARQUET_UNSUPPORTED', 'column C', 'nested'),
    bytes: () => fileOf({ schema: { 3: { i32: 2 } } }),
  },
  { name: 'a column twice', ends: refused('COLUMN_AMBIGUOUS', 'column A'), bytes: () => columns(['A', 'B', 'A']) },
  {
    name: 'columns named after properties of every object',
    ends: { rows: 1, columns: ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length'] },
    bytes: () => columns(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length']),
  },
  {
    name: 'a column whose name is not there',
    ends: corrupt('column without a name'),
    bytes: () => described(node('s', 1), { struct: { 1: { i32: PHYSICAL.INT32 }, 3: { i32: 0 } } }),
  },
  { name: 'a column with an empty name', ends: { rows: 1, columns: [''] }, bytes: () => columns(['']) },
  {
    name: 'a name of 250 KB of line breaks and escapes, on a column that lies',
    ends: corrupt('has 3 values for 2 rows'),
    bytes: () => fileOf({ name: '\n\u001b[2J'.repeat(50_000), meta: { 5: { i64: 3 } } }),
  },
  {
    name: '100,000 columns',
    ends: tooLarge('100000 columns'),
    bytes: () => fileOf({}, { file: { 2: listOf(100_001, { 1: { i32: PHYSICAL.INT32 }, 4: { text: 'C' } }) } }),
  },
  { name: 'as many columns as are allowed', ends: { rows: 1 }, bytes: () => columns(numbered(4096)) },
  {
    name: 'a physical type of tomorrow',
    ends: corrupt('column C', 'type'),
    bytes: () => fileOf({ schema: { 1: { i32: 99 } } }),
  },
  {
    name: 'a logical type of tomorrow',
    ends: refused('PARQUET_UNSUPPORTED', 'column C'),
    bytes: () => fileOf({ schema: { 10: { struct: { 99: { struct: {} } } } } }),
  },
  {
    name: 'fixed values of no length',
    ends: corrupt('column C', 'length'),
    bytes: () => fileOf({ physical: PHYSICAL.FIXED }),
  },
  { name: 'fixed values of -1 bytes', ends: corrupt('column C', 'length of -1'), bytes: () => fileOf(fixed(-1)) },
  {
    name: 'fixed values of 2 GiB',
    ends: corrupt('column C', 'length of 2147483647'),
    bytes: () => fileOf(fixed(LARGEST_INT)),
  },
  {
    name: 'a UUID of three bytes',
    ends: corrupt('column C', 'UUID'),
    bytes: () =>
      fileOf({ physical: PHYSICAL.FIXED, schema: { 2: { i32: 3 }, 10: { struct: { 14: { struct: {} } } } } }),
  },
  {
    name: 'a decimal of 2^31 - 1 digits',
    ends: corrupt('column C', 'DECIMAL(2147483647'),
    bytes: () => fileOf({ schema: decimal(LARGEST_INT, 0) }),
  },
  {
    name: 'a decimal of 0 digits',
    ends: corrupt('column C', 'DECIMAL(0'),
    bytes: () => fileOf({ schema: decimal(0, 0) }),
  },
  {
    name: 'a decimal with more decimals than digits',
    ends: corrupt('column C', 'DECIMAL(5, 6)'),
    bytes: () => fileOf({ schema: decimal(5, 6) }),
  },
  {
    name: 'a decimal of negative scale',
    ends: corrupt('column C', 'DECIMAL(5, -3)'),
    bytes: () => fileOf({ schema: decimal(5, -3) }),
  },
  {
    name: 'an integer of 7 bits',
    ends: corrupt('column C', '7 bits'),
    bytes: () =>
      fileOf({ schema: { 10: { struct: { 10: { struct: { 1: { type: 3, raw: [7] }, 2: { bool: true } } } } } } }),
  },
  {
    name: 'a time stamp in a truth value',
    ends: corrupt('column C', 'BOOLEAN cannot hold'),
    bytes: () => fileOf({ physical: PHYSICAL.BOOLEAN, schema: { 6: { i32: 10 } } }),
  },
  {
    name: 'no column and a billion rows',
    ends: tooLarge('1000000000 rows'),
    bytes: () => parquetFile({ rows: 1_000_000_000, columns: [] }),
  },
  { name: 'chunks in another order than the schema', ends: corrupt('column A', 'chunk of B'), bytes: swapped },
];

function swapped(): Buffer {
  const named = (name: string) => ({ name, physical: PHYSICAL.INT32, pages: [INTS] });
  return parquetFile({
    rows: 2,
    columns: [named('A'), named('B')],
    groups: own => [
      { ...own, 1: { list: 'list' in (own[1] ?? {}) ? (own[1] as { list: Thrift[] }).list.toReversed() : [] } },
    ],
  });
}
