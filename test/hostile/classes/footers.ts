/** Trailers and footers that lie, and Thrift bombs in them. */
import { parquetFile, withFooter } from '../../factories/parquet.ts';
import { structBytes, varint } from '../../factories/thrift.ts';
import { fileOf } from '../build.ts';
import { corrupt, type HostileClass, read, tooLarge } from '../hostile-class.ts';

const MAGIC = Buffer.from('PAR1');
const LARGEST_INT = 2 ** 31 - 1;

/** A file whose trailer claims another length of metadata. */
function claiming(length: number): Buffer {
  const file = fileOf();
  file.writeUInt32LE(length, file.length - 8);
  return file;
}

/** The length that the trailer of a good file has. */
function trueLength(): number {
  const file = fileOf();
  return file.readUInt32LE(file.length - 8);
}

/** A footer of these bytes, behind no pages. */
function footer(...bytes: readonly (readonly number[] | Uint8Array)[]): Buffer {
  return withFooter(MAGIC, Buffer.concat(bytes.map(part => Uint8Array.from(part))));
}

/** A file with one more field in its metadata: of a type, with these bytes. */
function withField(id: number, type: number, raw: readonly number[]): Buffer {
  return fileOf({}, { file: { [id]: { type, raw } } });
}

const STRUCT = 12;
const LIST = 9;
/** The head of a list of so many entries. */
const listOf = (type: number, size: number): number[] => [0xf0 + type, ...varint(BigInt(size))];

export const FOOTERS: readonly HostileClass[] = [
  { name: 'a trailer of no metadata', ends: corrupt('metadata'), bytes: () => claiming(0) },
  {
    name: 'a trailer of 4 GiB of metadata',
    ends: corrupt('claims 4294967295 bytes'),
    bytes: () => claiming(2 ** 32 - 1),
  },
  {
    name: 'a trailer that takes all pages for metadata',
    ends: corrupt('metadata'),
    bytes: () => claiming(fileOf().length - 12),
  },
  { name: 'a trailer one byte too long', ends: corrupt('metadata'), bytes: () => claiming(trueLength() + 1) },
  { name: 'a trailer one byte too short', ends: corrupt('metadata'), bytes: () => claiming(trueLength() - 1) },
  {
    name: 'metadata of 60 MB',
    ends: tooLarge('bytes of metadata'),
    bytes: () => footer(structBytes({ 6: { i32: 1 } }), new Uint8Array(60_000_000)),
  },
  { name: 'metadata of zeros', ends: corrupt('metadata'), bytes: () => footer(new Uint8Array(500)) },
  { name: 'metadata of ones', ends: corrupt('metadata'), bytes: () => footer(new Uint8Array(500).fill(255)) },
  {
    name: 'metadata without row groups',
    ends: corrupt('metadata'),
    bytes: () => fileOf({}, { file: { 4: undefined } }),
  },
  {
    name: 'metadata without a number of rows',
    ends: corrupt('number of rows'),
    bytes: () => fileOf({}, { file: { 3: undefined } }),
  },
  {
    name: 'texts where numbers belong',
    ends: corrupt('number of rows'),
    bytes: () => fileOf({}, { file: { 3: { text: '2' } } }),
  },
  {
    name: 'numbers where lists belong',
    ends: corrupt('metadata'),
    bytes: () => fileOf({}, { file: { 4: { i32: 1 } } }),
  },
  {
    name: 'structs nested a million deep',
    ends: corrupt('nests too deep'),
    bytes: () => footer(new Uint8Array(1_000_000).fill(0x1c)),
  },
  {
    name: 'lists nested a million deep',
    ends: corrupt('nests too deep'),
    bytes: () => footer([0x19], new Uint8Array(1_000_000).fill(0x19)),
  },
  {
    name: 'a list of 2^31 - 1 row groups in 20 bytes',
    ends: corrupt('metadata'),
    bytes: () => footer([0x49], listOf(STRUCT, LARGEST_INT), new Uint8Array(20)),
  },
  {
    name: 'five million row groups of one byte each',
    ends: tooLarge('metadata of more than'),
    bytes: () => footer([0x49], listOf(STRUCT, 5_000_000), new Uint8Array(5_000_001)),
  },
  {
    name: 'twelve million truths in a field that nobody knows',
    ends: tooLarge('metadata of more than'),
    bytes: () => footer([0xf9], listOf(1, 12_000_000), new Uint8Array(12_000_001).fill(1)),
  },
  {
    name: 'a number of ten thousand bytes',
    ends: corrupt('number that does not end'),
    bytes: () => footer([0x36], new Uint8Array(10_000).fill(255), [1, 0]),
  },
  {
    name: 'a field number that does not end',
    ends: corrupt('number that does not end'),
    bytes: () => footer([0x06], new Uint8Array(10_000).fill(255), [1, 0]),
  },
  {
    name: 'a text of 4 GiB in 20 bytes',
    ends: corrupt('ends in the middle'),
    bytes: () => footer([0x68, ...varint(2n ** 32n - 1n)], new Uint8Array(20)),
  },
  {
    name: 'a map, which Parquet has none of',
    ends: corrupt('unknown type 11'),
    bytes: () => withField(20, 11, [1, 0x55, 1, 1]),
  },
  {
    name: 'the name of its writer a megabyte long',
    ends: read(2),
    bytes: () => fileOf({}, { file: { 6: { text: 'x'.repeat(1_000_000) } } }),
  },
  {
    name: 'a field of the number 32,767',
    ends: read(2),
    bytes: () => withField(32_767, LIST, [0x15, 2]),
  },
  {
    name: '200,000 keys and values, all the same',
    ends: read(2),
    bytes: () =>
      withField(
        5,
        LIST,
        listOf(STRUCT, 200_000).concat(Array.from({ length: 200_000 }, () => [0x18, 1, 65, 0]).flat()),
      ),
  },
  {
    name: 'a schema of 2,000,000 columns without names',
    ends: tooLarge(),
    bytes: () => footer([0x29], listOf(STRUCT, 1_999_000), new Uint8Array(1_999_001), [0x16, 0, 0x19, 0x0c, 0]),
  },
  {
    name: '3,000,000 empty row groups and no column',
    ends: tooLarge('metadata of more than'),
    bytes: () =>
      parquetFile({
        rows: 0,
        columns: [],
        file: { 4: { type: LIST, raw: listOf(STRUCT, 3_000_000).concat(Array.from(new Uint8Array(3_000_000))) } },
      }),
  },
];
