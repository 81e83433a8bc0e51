/** Row groups and column chunks that contradict the file, its footer or each other. */
import { CODEC, PHYSICAL, parquetFile } from '../../factories/parquet.ts';
import type { Fields } from '../../factories/thrift.ts';
import { fileOf, groupsOf, INTS } from '../build.ts';
import { corrupt, type HostileClass, read, refused } from '../hostile-class.ts';

const rows = (count: number | bigint) => fileOf({}, { file: { 3: { i64: count } }, group: { 3: { i64: count } } });
const chunk = (meta: Fields) => fileOf({ meta });
const NO_ROWS = { rows: 0, pages: [] };
const IN_GROUP = 'row group 1';
const IN_COLUMN = ['column C', IN_GROUP];

/** Two columns A and B, the metadata of B with these fields. */
function second(meta: Fields): Buffer {
  const column = { physical: PHYSICAL.INT32, pages: [INTS] };
  return parquetFile({
    rows: 2,
    columns: [
      { ...column, name: 'A' },
      { ...column, name: 'B', meta },
    ],
  });
}

export const ROW_GROUPS: readonly HostileClass[] = [
  { name: 'a file of -1 rows', ends: corrupt('number of rows'), bytes: () => fileOf({}, { file: { 3: { i64: -1 } } }) },
  {
    name: 'a file of more rows than its row groups',
    ends: corrupt('claims 1000000 rows'),
    bytes: () => fileOf({}, { file: { 3: { i64: 1_000_000 } } }),
  },
  { name: 'a row group of -2 rows', ends: corrupt('number of rows', IN_GROUP), bytes: () => rows(-2) },
  { name: 'a row group of 2^53 rows', ends: corrupt('number of rows', IN_GROUP), bytes: () => rows(2n ** 53n) },
  {
    name: 'a row group of 2^63 - 1 rows',
    ends: corrupt('number of rows', IN_GROUP),
    bytes: () => rows(2n ** 63n - 1n),
  },
  {
    name: 'negative row groups that bring the sum right',
    ends: corrupt('number of rows', 'row group 2'),
    bytes: () => fileOf({}, { groups: own => [own, { ...own, 3: { i64: -2 } }, own] }),
  },
  {
    name: 'a row group without chunks',
    ends: corrupt('0 column chunks for 1 columns', IN_GROUP),
    bytes: () => fileOf({}, { group: { 1: { raw: [0x0c], type: 9 } } }),
  },
  {
    name: 'a row group without a list of chunks',
    ends: corrupt('metadata'),
    bytes: () => fileOf({}, { group: { 1: undefined } }),
  },
  {
    name: 'two row groups in the same bytes',
    ends: corrupt('row group 2', 'column C', 'overlap'),
    bytes: () => fileOf({}, { file: { 3: { i64: 4 } }, groups: own => [own, own] }),
  },
  {
    name: '20,000 row groups in the same bytes',
    ends: corrupt('row group 2', 'overlap'),
    bytes: () => groupsOf(20_000, {}, 40_000),
  },
  {
    name: 'two columns in the same bytes',
    ends: corrupt('column B', IN_GROUP, 'overlap'),
    bytes: () => second({ 9: { i64: 4 } }),
  },
  {
    name: 'a column that begins in another',
    ends: corrupt('column B', IN_GROUP, 'overlap'),
    bytes: () => second({ 9: { i64: 10 } }),
  },
  {
    name: 'a dictionary in the bytes of another column',
    ends: corrupt('column B', IN_GROUP, 'overlap'),
    bytes: () => second({ 11: { i64: 4 } }),
  },
  {
    name: 'a chunk that reaches into the footer',
    ends: corrupt('outside of the file', ...IN_COLUMN),
    bytes: () => chunk({ 7: { i64: 60 } }),
  },
  {
    name: 'a chunk of 0 bytes',
    ends: corrupt('outside of the file', ...IN_COLUMN),
    bytes: () => chunk({ 7: { i64: 0 } }),
  },
  {
    name: 'a chunk of -1 bytes',
    ends: corrupt('size that cannot be', ...IN_COLUMN),
    bytes: () => chunk({ 7: { i64: -1 } }),
  },
  {
    name: 'a chunk of 2^63 - 1 bytes',
    ends: corrupt('size that cannot be', ...IN_COLUMN),
    bytes: () => chunk({ 7: { i64: 2n ** 63n - 1n } }),
  },
  {
    name: 'a chunk whose end overflows 2^53',
    ends: corrupt('outside of the file', ...IN_COLUMN),
    bytes: () => chunk({ 7: { i64: 2n ** 53n - 1n } }),
  },
  { name: 'a chunk one byte short', ends: corrupt(...IN_COLUMN), bytes: () => chunk({ 7: { i64: 20 } }) },
  { name: 'a dictionary at -1', ends: corrupt('offset', ...IN_COLUMN), bytes: () => chunk({ 11: { i64: -1 } }) },
  {
    name: 'a dictionary in the magic',
    ends: corrupt('outside of the file', ...IN_COLUMN),
    bytes: () => chunk({ 11: { i64: 1 } }),
  },
  { name: 'a dictionary behind its data', ends: read(2), bytes: () => chunk({ 11: { i64: 1000 } }) },
  {
    name: 'a chunk in another file',
    ends: refused('PARQUET_UNSUPPORTED', 'another file', ...IN_COLUMN),
    bytes: elsewhere,
  },
  {
    name: 'a chunk without metadata, as encryption leaves it',
    ends: refused('PARQUET_UNSUPPORTED', 'encrypted', ...IN_COLUMN),
    bytes: encrypted,
  },
  {
    name: 'a chunk of another column',
    ends: corrupt('chunk of D', ...IN_COLUMN),
    bytes: () => chunk({ 3: { list: [{ text: 'D' }] } }),
  },
  {
    name: 'a chunk of a path a thousand deep',
    ends: corrupt(...IN_COLUMN),
    bytes: () => chunk({ 3: { list: Array.from({ length: 1000 }, () => ({ text: 'C' })) } }),
  },
  { name: 'a chunk without a path', ends: corrupt('metadata'), bytes: () => chunk({ 3: undefined }) },
  {
    name: 'a chunk of another type',
    ends: corrupt('DOUBLE', ...IN_COLUMN),
    bytes: () => chunk({ 1: { i32: PHYSICAL.DOUBLE } }),
  },
  {
    name: 'a chunk of 2^31 values',
    ends: corrupt('2147483648 values for 2 rows', ...IN_COLUMN),
    bytes: () => chunk({ 5: { i64: 2n ** 31n } }),
  },
  {
    name: 'a codec of tomorrow',
    ends: refused('PARQUET_UNSUPPORTED', 'unknown codec', ...IN_COLUMN),
    bytes: () => fileOf({ codec: 99 }),
  },
  {
    name: 'a codec that nobody has (LZO)',
    ends: refused('PARQUET_UNSUPPORTED', 'LZO', ...IN_COLUMN),
    bytes: () => fileOf({ codec: 3 }),
  },
  { name: 'a codec that it does not use', ends: corrupt(...IN_COLUMN), bytes: () => fileOf({ codec: CODEC.ZSTD }) },
  {
    name: '100,000 row groups of no rows',
    ends: read(0),
    bytes: () => groupsOf(100_000, NO_ROWS),
  },
];

function chunkFields(own: Fields): Fields {
  const chunks = own[1] ?? { list: [] };
  const [first] = 'list' in chunks ? chunks.list : [];
  return first !== undefined && 'struct' in first ? first.struct : {};
}

function elsewhere(): Buffer {
  return fileOf(
    {},
    {
      groups: own => [{ ...own, 1: { list: [{ struct: { ...chunkFields(own), 1: { text: '../../etc/passwd' } } }] } }],
    },
  );
}

function encrypted(): Buffer {
  return fileOf({}, { groups: own => [{ ...own, 1: { list: [{ struct: { ...chunkFields(own), 3: undefined } }] } }] });
}
