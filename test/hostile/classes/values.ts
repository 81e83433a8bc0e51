/** Values that their column, PostgreSQL or memory cannot hold. */
import { gzipSync } from 'node:zlib';
import {
  CODEC,
  dictionaryPage,
  ENCODING,
  PHYSICAL,
  pageV1,
  parquetFile,
  plainBytes,
  plainInts,
} from '../../factories/parquet.ts';
import { fileOf, repeated, TEXT, textFile } from '../build.ts';
import { corrupt, type HostileClass, read, refused, tooLarge } from '../hostile-class.ts';

const FIRST = ['row 1', 'column C'];
const SECOND = ['row 2', 'column C'];
const IN_PAGE = ['column C', 'row group 1'];
const LARGEST_INT = 2 ** 31 - 1;

const converted = (type: number) => ({ 6: { i32: type } });
const int64 = (...values: readonly bigint[]): Buffer => Buffer.from(BigInt64Array.from(values).buffer);
const decimal = (precision: number, scale: number) => ({ 6: { i32: 5 }, 7: { i32: scale }, 8: { i32: precision } });

/** Two values of 32 bits, annotated. */
function ints(schema: object, first: number, second: number): Buffer {
  return fileOf({ schema: { ...schema }, pages: [pageV1({ rows: 2, body: plainInts(first, second) })] });
}

/** Two values of 64 bits, annotated. */
function longs(schema: object, first: bigint, second: bigint): Buffer {
  return fileOf({
    physical: PHYSICAL.INT64,
    schema: { ...schema },
    pages: [pageV1({ rows: 2, body: int64(first, second) })],
  });
}

/** The second of two texts has these bytes. */
function texts(...bytes: readonly number[]): Buffer {
  return textFile(2, [pageV1({ rows: 2, body: plainBytes('good', Uint8Array.from(bytes)) })]);
}

function cellOf(bytes: number): Buffer {
  return plainBytes(Buffer.alloc(bytes, 97));
}

/** A page of one text, gzipped. */
function gzipped(bytes: number) {
  const body = cellOf(bytes);
  return pageV1({ rows: 1, body: gzipSync(body), unpacked: body.length });
}

function wide(columns: number, bytes: number): Buffer {
  const pages = [gzipped(bytes)];
  const column = { physical: PHYSICAL.BYTE_ARRAY, schema: TEXT, codec: CODEC.GZIP, pages };
  return parquetFile({ rows: 1, columns: Array.from({ length: columns }, (_, at) => ({ ...column, name: `C${at}` })) });
}

function bytesDecimal(...values: readonly Uint8Array[]): Buffer {
  const body = plainBytes(...values);
  return fileOf({
    rows: values.length,
    physical: PHYSICAL.BYTE_ARRAY,
    schema: decimal(30, 2),
    pages: [pageV1({ rows: values.length, body })],
  });
}

export const VALUES: readonly HostileClass[] = [
  {
    name: 'a cell of 100 MB',
    ends: tooLarge(...IN_PAGE),
    bytes: () => textFile(1, [pageV1({ rows: 1, body: cellOf(100_000_000) })]),
  },
  {
    name: 'a cell of 100 MB in 100 KB of gzip',
    ends: tooLarge(...IN_PAGE),
    bytes: () => textFile(1, [gzipped(100_000_000)], { codec: CODEC.GZIP }),
  },
  { name: 'a cell of 100 MB in a dictionary', ends: tooLarge(...IN_PAGE), bytes: bigEntry },
  { name: 'thirty cells of 8 MB in one row', ends: tooLarge('row group 1'), bytes: () => wide(30, 8_000_000) },
  {
    name: '2,000 rows of 100 KB in one row group',
    ends: read(2000),
    bytes: () => textFile(2000, [repeated(gzipped(100_000), 2000)], { codec: CODEC.GZIP }),
  },
  {
    name: 'a text of a byte that is no UTF-8',
    ends: refused('ROW_BAD', 'is not UTF-8', ...SECOND),
    bytes: () => texts(0x61, 0xff),
  },
  {
    name: 'a text of an overlong slash',
    ends: refused('ROW_BAD', 'is not UTF-8', ...SECOND),
    bytes: () => texts(0xc0, 0xaf),
  },
  {
    name: 'a text of half a surrogate pair',
    ends: refused('ROW_BAD', 'is not UTF-8', ...SECOND),
    bytes: () => texts(0xed, 0xa0, 0x80),
  },
  {
    name: 'a text beyond U+10FFFF',
    ends: refused('ROW_BAD', 'is not UTF-8', ...SECOND),
    bytes: () => texts(0xf4, 0x90, 0x80, 0x80),
  },
  {
    name: 'a text that ends in a character',
    ends: refused('ROW_BAD', 'is not UTF-8', ...SECOND),
    bytes: () => texts(0x61, 0xf0, 0x9f, 0x91),
  },
  {
    name: 'a bad text in a dictionary, used in row 2',
    ends: refused('ROW_BAD', 'is not UTF-8', ...SECOND),
    bytes: badEntry,
  },
  {
    name: 'a text with a NUL',
    ends: refused('ROW_BAD', 'NUL character', ...SECOND),
    bytes: () => texts(0x61, 0, 0x62),
  },
  {
    name: 'an INT96 in the year 5,874,898',
    ends: refused('ROW_BAD', ...FIRST),
    bytes: () => fileOf({ physical: PHYSICAL.INT96, pages: [pageV1({ rows: 2, body: Buffer.alloc(24, 0x7f) })] }),
  },
  {
    name: 'an INT96 of 2^64 - 1 nanoseconds on day -1',
    ends: refused('ROW_BAD', ...FIRST),
    bytes: () => fileOf({ physical: PHYSICAL.INT96, pages: [pageV1({ rows: 2, body: Buffer.alloc(24, 0xff) })] }),
  },
  {
    // The year 294247, which PostgreSQL just holds.
    name: 'a time stamp of 2^63 - 1 microseconds',
    ends: read(2),
    bytes: () => longs(converted(10), 0n, 2n ** 63n - 1n),
  },
  {
    name: 'a time stamp of -2^63 microseconds',
    ends: refused('ROW_BAD', ...SECOND),
    bytes: () => longs(converted(10), 0n, -(2n ** 63n)),
  },
  {
    name: 'a time stamp of 2^63 - 1 milliseconds',
    ends: refused('ROW_BAD', ...SECOND),
    bytes: () => longs(converted(9), 0n, 2n ** 63n - 1n),
  },
  {
    name: 'a time stamp of -2^63 milliseconds',
    ends: refused('ROW_BAD', ...SECOND),
    bytes: () => longs(converted(9), 0n, -(2n ** 63n)),
  },
  {
    name: 'a date 2^31 - 1 days from 1970',
    ends: refused('ROW_BAD', ...SECOND),
    bytes: () => ints(converted(6), 0, LARGEST_INT),
  },
  {
    name: 'a time of 25 hours',
    ends: refused('ROW_BAD', ...SECOND),
    bytes: () => ints(converted(7), 0, 25 * 3_600_000),
  },
  { name: 'a time of -1 microsecond', ends: refused('ROW_BAD', ...SECOND), bytes: () => longs(converted(8), 0n, -1n) },
  {
    // PostgreSQL holds the digits against the target's own; a target without a limit takes them.
    name: 'a decimal of nine digits in a column of three',
    ends: read(2),
    bytes: () => ints(decimal(3, 0), 999, 123_456_789),
  },
  {
    name: 'a decimal of no byte',
    ends: corrupt('decimal of 0 bytes', ...IN_PAGE),
    bytes: () => bytesDecimal(new Uint8Array(0)),
  },
  {
    name: 'a decimal of a megabyte',
    ends: corrupt('decimal of 1000000 bytes', ...IN_PAGE),
    bytes: () => bytesDecimal(new Uint8Array(1_000_000).fill(127)),
  },
  {
    name: 'a decimal of 400 bytes in a column of 30 digits',
    ends: read(1),
    bytes: () => bytesDecimal(new Uint8Array(400).fill(127)),
  },
  { name: 'doubles that are no numbers, infinite and negative zero', ends: read(4), bytes: oddDoubles },
];

function bigEntry(): Buffer {
  const index = pageV1({ rows: 1, encoding: ENCODING.RLE_DICTIONARY, body: Uint8Array.of(1, 2, 0) });
  return textFile(1, [dictionaryPage({ rows: 1, body: cellOf(100_000_000) }), index]);
}

function badEntry(): Buffer {
  const entries = dictionaryPage({ rows: 2, body: plainBytes('good', Uint8Array.of(0xff)) });
  return textFile(2, [entries, pageV1({ rows: 2, encoding: ENCODING.RLE_DICTIONARY, body: Uint8Array.of(1, 3, 2) })]);
}

function oddDoubles(): Buffer {
  const body = Buffer.from(Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0).buffer);
  return fileOf({ rows: 4, physical: PHYSICAL.DOUBLE, pages: [pageV1({ rows: 4, body })] });
}
