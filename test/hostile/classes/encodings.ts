/** Encoded values that contradict their page: runs, deltas, lengths. */
import { gzipSync } from 'node:zlib';
import {
  CODEC,
  dictionaryPage,
  ENCODING,
  PHYSICAL,
  pageV1,
  pageV2,
  plainBytes,
  plainInts,
} from '../../factories/parquet.ts';
import { varint } from '../../factories/thrift.ts';
import { fileOf, textFile } from '../build.ts';
import { corrupt, type HostileClass, read, refused, tooLarge } from '../hostile-class.ts';

const IN_PAGE = ['column C', 'row group 1'];
const MILLION = 1_000_000;

/** Two rows of INT32, encoded so. */
function encoded(encoding: number, body: Uint8Array, physical = PHYSICAL.INT32): Buffer {
  return fileOf({ physical, pages: [pageV1({ rows: 2, encoding, body })] });
}

/** Indexes into a dictionary of two entries: the width, then runs. */
function indexed(...runs: readonly number[]): Buffer {
  const entries = dictionaryPage({ rows: 2, body: plainInts(7, 8) });
  return fileOf({
    pages: [entries, pageV1({ rows: 2, encoding: ENCODING.RLE_DICTIONARY, body: Uint8Array.from(runs) })],
  });
}

/** Levels behind their length, in a V1 page of a column that may be NULL. */
function levels(bytes: Uint8Array, values = plainInts(1, 2)): Buffer {
  const length = Buffer.from(Uint32Array.of(bytes.length).buffer);
  const body = Buffer.concat([length, bytes, values]);
  const page = pageV1({ rows: 2, body: gzipSync(body), unpacked: body.length });
  return fileOf({ isNullable: true, codec: CODEC.GZIP, pages: [page] });
}

const zigzag = (value: number): number[] => varint(BigInt(value < 0 ? -value * 2 - 1 : value * 2));

/** DELTA_BINARY_PACKED of `first`, `first + delta`, `first + 2 x delta` and so on, in blocks of 128 in 4 parts. */
function deltas(count: number, first: number, delta: number): Buffer {
  const block = Uint8Array.from([...zigzag(delta), 0, 0, 0, 0]);
  const head = Uint8Array.from([...varint(128n), 4, ...varint(BigInt(count)), ...zigzag(first)]);
  return Buffer.concat([head, Buffer.alloc(Math.ceil((count - 1) / 128) * block.length, block)]);
}

/** A page of deltas that begins with these numbers: values to a block, parts of it, values in all, the first value. */
function deltaHead(block: bigint, parts: bigint, total: bigint, ...rest: readonly number[]): Buffer {
  const head = [block, parts, total, 2n].flatMap(varint);
  return encoded(ENCODING.DELTA_BINARY_PACKED, Uint8Array.from([...head, ...rest]));
}

function lengths(first: number, second: number): Buffer {
  const body = Buffer.concat([deltas(2, first, second - first), Buffer.from('abcdef')]);
  return textFile(2, [pageV1({ rows: 2, encoding: ENCODING.DELTA_LENGTH_BYTE_ARRAY, body })]);
}

/** DELTA_BYTE_ARRAY: each text begins with the whole of the one before, and adds ten characters. */
function growing(count: number): Buffer {
  const body = Buffer.concat([deltas(count, 0, 10), deltas(count, 10, 0), Buffer.alloc(count * 10, 97)]);
  return textFile(count, [pageV1({ rows: count, encoding: ENCODING.DELTA_BYTE_ARRAY, body })]);
}

function prefixed(prefix: number): Buffer {
  const body = Buffer.concat([deltas(2, prefix, 0), deltas(2, 3, 0), Buffer.from('abcdef')]);
  return textFile(2, [pageV1({ rows: 2, encoding: ENCODING.DELTA_BYTE_ARRAY, body })]);
}

export const ENCODINGS: readonly HostileClass[] = [
  { name: 'an encoding of tomorrow', ends: corrupt('encoding', ...IN_PAGE), bytes: () => encoded(77, plainInts(1, 2)) },
  {
    name: 'an encoding that is out of use',
    ends: refused('PARQUET_UNSUPPORTED', 'BIT_PACKED', ...IN_PAGE),
    bytes: () => encoded(ENCODING.BIT_PACKED, plainInts(1, 2)),
  },
  {
    name: 'numbers encoded as texts are',
    ends: refused('PARQUET_UNSUPPORTED', 'DELTA_BYTE_ARRAY', ...IN_PAGE),
    bytes: () => encoded(ENCODING.DELTA_BYTE_ARRAY, plainInts(1, 2)),
  },
  {
    name: 'texts split into streams of bytes',
    ends: refused('PARQUET_UNSUPPORTED', 'BYTE_STREAM_SPLIT', ...IN_PAGE),
    bytes: () => textFile(2, [pageV1({ rows: 2, encoding: ENCODING.BYTE_STREAM_SPLIT, body: plainBytes('a', 'b') })]),
  },
  {
    name: 'numbers that end early',
    ends: corrupt('7 bytes for 2 values', ...IN_PAGE),
    bytes: () => encoded(ENCODING.PLAIN, plainInts(1, 2).subarray(1)),
  },
  {
    name: 'truth values that end early',
    ends: corrupt('booleans', ...IN_PAGE),
    bytes: () =>
      fileOf({ rows: 9, physical: PHYSICAL.BOOLEAN, pages: [pageV1({ rows: 9, body: Uint8Array.of(255) })] }),
  },
  {
    name: 'truth values in runs that are longer than the page',
    ends: corrupt('levels', ...IN_PAGE),
    bytes: () => encoded(ENCODING.RLE, Uint8Array.of(255, 255, 255, 255, 4, 1), PHYSICAL.BOOLEAN),
  },
  {
    name: 'streams of bytes of two lengths',
    ends: corrupt('15 bytes for 2 values of 8', ...IN_PAGE),
    bytes: () => encoded(ENCODING.BYTE_STREAM_SPLIT, new Uint8Array(15), PHYSICAL.DOUBLE),
  },
  { name: 'indexes 255 bits wide', ends: corrupt('255 bits', ...IN_PAGE), bytes: () => indexed(255, 4, 0) },
  { name: 'indexes 33 bits wide', ends: corrupt('33 bits', ...IN_PAGE), bytes: () => indexed(33, 4, 0, 0, 0, 0, 0) },
  { name: 'no indexes', ends: corrupt('indexes', ...IN_PAGE), bytes: () => indexed() },
  { name: 'a width and no indexes', ends: corrupt('end early', ...IN_PAGE), bytes: () => indexed(1) },
  {
    name: 'a run of indexes whose length does not end',
    ends: corrupt('does not end', ...IN_PAGE),
    bytes: () => indexed(1, 255, 255, 255, 255, 255, 255, 1),
  },
  {
    name: 'a run of 2^31 - 1 indexes for two rows',
    ends: read(2),
    bytes: () => indexed(1, 0xfe, 0xff, 0xff, 0xff, 0x0f, 1),
  },
  {
    name: '2^31 - 8 packed indexes in one byte',
    ends: corrupt('end early', ...IN_PAGE),
    bytes: () => indexed(8, 0xff, 0xff, 0xff, 0xff, 0x0f, 1),
  },
  { name: 'a run of one index for two rows', ends: corrupt('end early', ...IN_PAGE), bytes: () => indexed(1, 2, 1) },
  {
    name: 'levels longer than their page',
    ends: corrupt('ends in its levels', ...IN_PAGE),
    bytes: () =>
      fileOf({ isNullable: true, pages: [pageV1({ rows: 2, body: Buffer.from('\xff\xff\xff\xff', 'latin1') })] }),
  },
  {
    name: 'levels of one row for two',
    ends: corrupt('end early', ...IN_PAGE),
    bytes: () => levels(Uint8Array.of(2, 1)),
  },
  { name: 'a level of 200', ends: corrupt('level', ...IN_PAGE), bytes: () => levels(Uint8Array.of(4, 200)) },
  {
    name: 'four million runs of no level',
    ends: corrupt('end early', ...IN_PAGE),
    bytes: () => levels(new Uint8Array(8_000_000)),
  },
  {
    name: 'levels that promise more values than there are',
    ends: corrupt('4 bytes for 2 values', ...IN_PAGE),
    bytes: () => levels(Uint8Array.of(4, 1), plainInts(1)),
  },
  {
    name: 'deltas in blocks of 0',
    ends: corrupt('blocks of 0', ...IN_PAGE),
    bytes: () => deltaHead(0n, 4n, 2n, 0, 0, 0, 0, 0),
  },
  {
    name: 'deltas in blocks of 2^40',
    ends: corrupt('blocks of 1099511627776', ...IN_PAGE),
    bytes: () => deltaHead(2n ** 40n, 4n, 2n, 0, 0, 0, 0, 0),
  },
  { name: 'deltas in no parts', ends: corrupt('in 0 parts', ...IN_PAGE), bytes: () => deltaHead(128n, 0n, 2n, 0) },
  {
    name: 'deltas in parts of three',
    ends: corrupt('blocks of 12 in 4 parts', ...IN_PAGE),
    bytes: () => deltaHead(12n, 4n, 2n, 0, 0, 0, 0, 0),
  },
  {
    name: '2^40 deltas for two rows',
    ends: corrupt('1099511627776 deltas for 2 values', ...IN_PAGE),
    bytes: () => deltaHead(128n, 4n, 2n ** 40n, 0, 0, 0, 0, 0),
  },
  {
    name: 'deltas of 200 bits',
    ends: corrupt('200 bits', ...IN_PAGE),
    bytes: () => deltaHead(128n, 4n, 2n, 0, 200, 0, 0, 0),
  },
  {
    name: 'deltas that end early',
    ends: corrupt('end early', ...IN_PAGE),
    bytes: () => deltaHead(128n, 4n, 2n, 0, 32, 0, 0, 0),
  },
  {
    name: 'a delta that does not end',
    ends: corrupt('does not end', ...IN_PAGE),
    bytes: () => deltaHead(128n, 4n, 2n, ...Array.from({ length: 1000 }, () => 255)),
  },
  {
    name: 'two million numbers in 80 KB of deltas',
    ends: read(2 * MILLION),
    bytes: () =>
      fileOf({
        rows: 2 * MILLION,
        pages: [pageV1({ rows: 2 * MILLION, encoding: ENCODING.DELTA_BINARY_PACKED, body: deltas(2 * MILLION, 1, 1) })],
      }),
  },
  { name: 'a text of -1 bytes in deltas', ends: corrupt('middle of a value', ...IN_PAGE), bytes: () => lengths(-1, 6) },
  {
    name: 'texts longer than their page in deltas',
    ends: corrupt('middle of a value', ...IN_PAGE),
    bytes: () => lengths(3, 4),
  },
  {
    name: 'texts whose lengths overflow 32 bits',
    ends: corrupt('middle of a value', ...IN_PAGE),
    bytes: () => lengths(2 ** 31 - 1, 2 ** 31 - 1),
  },
  {
    name: 'a text that begins with more than the one before has',
    ends: corrupt('begin with more', ...IN_PAGE),
    bytes: () => prefixed(3),
  },
  { name: 'a text that begins with -1 bytes', ends: corrupt('begin with more', ...IN_PAGE), bytes: () => prefixed(-1) },
  {
    name: '100,000 texts that each repeat the one before: 1 MB becomes 50 GB',
    ends: tooLarge(...IN_PAGE),
    bytes: () => growing(100_000),
  },
  {
    name: 'a text past the end of its page',
    ends: corrupt('middle of a value', ...IN_PAGE),
    bytes: () => textFile(1, [pageV1({ rows: 1, body: Uint8Array.of(9, 0, 0, 0, 65) })]),
  },
  {
    name: 'a text of 4 GiB in five bytes',
    ends: corrupt('middle of a value', ...IN_PAGE),
    bytes: () => textFile(1, [pageV1({ rows: 1, body: Uint8Array.of(255, 255, 255, 255, 65) })]),
  },
  {
    name: 'fewer texts than rows',
    ends: corrupt(...IN_PAGE),
    bytes: () => textFile(2, [pageV1({ rows: 2, body: plainBytes('only') })]),
  },
  {
    name: 'a V2 page whose levels end early',
    ends: corrupt('end early', ...IN_PAGE),
    bytes: () =>
      fileOf({
        isNullable: true,
        pages: [
          pageV2({ rows: 2, body: Buffer.concat([Uint8Array.of(2, 1), plainInts(1, 2)]), fields: { 5: { i32: 2 } } }),
        ],
      }),
  },
];
