/** Page headers that lie, and pages by the million. */
import { crc32, gzipSync } from 'node:zlib';
import { CODEC, dictionaryPage, ENCODING, PHYSICAL, pageV1, pageV2, plainInts } from '../../factories/parquet.ts';
import { fileOf, INTS, lying, repeated } from '../build.ts';
import { corrupt, type HostileClass, read, refused, tooLarge } from '../hostile-class.ts';

const LARGEST_INT = 2 ** 31 - 1;
const IN_PAGE = ['column C', 'row group 1'];
const ENTRIES = dictionaryPage({ rows: 2, body: plainInts(7, 8) });
/** Two indexes of one bit: 0 and 1. */
const INDEXES = pageV1({ rows: 2, encoding: ENCODING.PLAIN_DICTIONARY, body: Uint8Array.of(1, 3, 2) });
const EMPTY = pageV1({ rows: 0, body: new Uint8Array(0) });
const INDEX_PAGE = { header: { 1: { i32: 1 }, 2: { i32: 0 }, 3: { i32: 0 } }, body: new Uint8Array(0) };
const V2 = { rows: 2, body: plainInts(1, 2) };
const MILLION = 1_000_000;

const paged = (...pages: Parameters<typeof lying>[0][]): Buffer => fileOf({ pages });
const headed = (header: Parameters<typeof lying>[1]): Buffer => paged(lying(INTS, header));

export const PAGES: readonly HostileClass[] = [
  { name: 'a page without a type', ends: corrupt('type', ...IN_PAGE), bytes: () => headed({ 1: undefined }) },
  {
    name: 'a page without sizes',
    ends: corrupt('size', ...IN_PAGE),
    bytes: () => headed({ 2: undefined, 3: undefined }),
  },
  {
    name: 'a page of -1 bytes',
    ends: corrupt('size that cannot be (-1)', ...IN_PAGE),
    bytes: () => headed({ 3: { i32: -1 } }),
  },
  {
    name: 'a page that unpacks to -1 bytes',
    ends: corrupt('size that cannot be (-1)', ...IN_PAGE),
    bytes: () => headed({ 2: { i32: -1 } }),
  },
  {
    name: 'a page of 2 GiB',
    ends: corrupt('2147483647 bytes', ...IN_PAGE),
    bytes: () => headed({ 3: { i32: LARGEST_INT } }),
  },
  {
    name: 'a page that says it unpacks to 2 GiB',
    ends: tooLarge('2147483647 bytes', ...IN_PAGE),
    bytes: () =>
      fileOf({
        codec: CODEC.GZIP,
        pages: [pageV1({ rows: 2, body: gzipSync(plainInts(1, 2)), unpacked: LARGEST_INT })],
      }),
  },
  {
    name: 'a page of text where its size belongs',
    ends: corrupt('size', ...IN_PAGE),
    bytes: () => headed({ 3: { text: 'x'.repeat(1000) } }),
  },
  { name: 'a page without its own header', ends: corrupt(...IN_PAGE), bytes: () => headed({ 5: undefined }) },
  {
    name: 'a page of 2^31 - 1 values in eight bytes',
    ends: corrupt('2147483647 values for 2 rows', ...IN_PAGE),
    bytes: () => paged(pageV1({ ...V2, rows: LARGEST_INT })),
  },
  {
    name: 'a page header that nests without end',
    ends: corrupt('nests too deep', ...IN_PAGE),
    bytes: () => headed({ 5: { type: 12, raw: Array.from({ length: 10_000 }, () => 0x1c) } }),
  },
  {
    name: 'a page header with a number without end',
    ends: corrupt('does not end', ...IN_PAGE),
    bytes: () => headed({ 2: { type: 5, raw: Array.from({ length: 1000 }, () => 255) } }),
  },
  {
    name: 'a page header with 100,000 numbers',
    ends: tooLarge(...IN_PAGE),
    bytes: () => headed({ 9: { list: Array.from({ length: 100_000 }, () => ({ i32: 1 })) } }),
  },
  {
    name: 'a page with a smallest value of 500 KB',
    ends: read(2),
    bytes: () =>
      headed({
        5: {
          struct: {
            1: { i32: 2 },
            2: { i32: 0 },
            3: { i32: 3 },
            4: { i32: 3 },
            5: { struct: { 5: { text: 'x'.repeat(500_000) } } },
          },
        },
      }),
  },
  {
    name: 'a page with the checksum of another',
    ends: corrupt('checksum', ...IN_PAGE),
    bytes: () => headed({ 4: { i32: crc32(plainInts(2, 1)) | 0 } }),
  },
  {
    name: 'a page of more rows than the group',
    ends: corrupt('3 values for 2 rows', ...IN_PAGE),
    bytes: () => paged(pageV1({ rows: 1, body: plainInts(3) }), INTS),
  },
  {
    name: 'a page of fewer rows than the group',
    ends: corrupt('ends in the middle', ...IN_PAGE),
    bytes: () => paged(pageV1({ rows: 1, body: plainInts(3) })),
  },
  {
    name: 'a V2 page of more nulls than values',
    ends: corrupt('3 nulls', ...IN_PAGE),
    bytes: () => fileOf({ isNullable: true, pages: [pageV2({ ...V2, fields: { 2: { i32: 3 } } })] }),
  },
  {
    name: 'a V2 page that hides its nulls',
    ends: corrupt('claims 0 nulls and has 1', ...IN_PAGE),
    bytes: () =>
      fileOf({
        isNullable: true,
        pages: [
          pageV2({
            rows: 2,
            body: Buffer.concat([Uint8Array.of(2, 0, 2, 1), plainInts(1)]),
            fields: { 5: { i32: 4 } },
          }),
        ],
      }),
  },
  {
    name: 'a V2 page with repetition levels',
    ends: corrupt('repeat', ...IN_PAGE),
    bytes: () => paged(pageV2({ ...V2, fields: { 6: { i32: 2 } } })),
  },
  {
    name: 'a V2 page with nulls in a column that has none',
    ends: corrupt('says that it has none', ...IN_PAGE),
    bytes: () => paged(pageV2({ ...V2, fields: { 2: { i32: 1 } } })),
  },
  {
    name: 'a V2 page, not compressed, of two sizes',
    ends: corrupt('two different sizes', ...IN_PAGE),
    bytes: () =>
      fileOf({ codec: CODEC.GZIP, pages: [pageV2({ ...V2, unpacked: 99, fields: { 7: { bool: false } } })] }),
  },
  {
    name: 'an uncompressed page of two sizes',
    ends: corrupt('two different sizes', ...IN_PAGE),
    bytes: () => headed({ 2: { i32: 9 } }),
  },
  {
    name: 'a dictionary twice',
    ends: corrupt('not the first page', ...IN_PAGE),
    bytes: () => paged(ENTRIES, ENTRIES, INDEXES),
  },
  {
    name: 'a dictionary behind data',
    ends: corrupt('not the first page', ...IN_PAGE),
    bytes: () => paged(pageV1({ rows: 1, body: plainInts(1) }), ENTRIES, INDEXES),
  },
  { name: 'a dictionary and no data', ends: corrupt('ends in the middle', ...IN_PAGE), bytes: () => paged(ENTRIES) },
  {
    name: 'a dictionary of 2^31 - 1 entries in eight bytes',
    ends: corrupt('dictionary of 2147483647 entries', ...IN_PAGE),
    bytes: () => paged(dictionaryPage({ rows: LARGEST_INT, body: plainInts(7, 8) }), INDEXES),
  },
  {
    name: 'a dictionary of -1 entries',
    ends: corrupt('(-1)', ...IN_PAGE),
    bytes: () => paged(dictionaryPage({ rows: -1, body: plainInts(7, 8) }), INDEXES),
  },
  {
    name: 'a dictionary encoded by itself',
    ends: refused('PARQUET_UNSUPPORTED', 'dictionary encoded as RLE_DICTIONARY', ...IN_PAGE),
    bytes: () => paged(dictionaryPage({ rows: 2, body: plainInts(7, 8), encoding: ENCODING.RLE_DICTIONARY }), INDEXES),
  },
  {
    name: 'a dictionary of truth values',
    ends: corrupt('dictionary of', ...IN_PAGE),
    bytes: () => fileOf({ physical: PHYSICAL.BOOLEAN, pages: [ENTRIES, INDEXES] }),
  },
  {
    name: 'indexes without a dictionary',
    ends: corrupt('dictionary of 0 entries', ...IN_PAGE),
    bytes: () => paged(INDEXES),
  },
  {
    name: 'an index past its dictionary',
    ends: corrupt('dictionary of 1 entries', ...IN_PAGE),
    bytes: () => paged(dictionaryPage({ rows: 1, body: plainInts(7) }), INDEXES),
  },
  {
    name: 'half a million pages of one row',
    ends: read(MILLION / 2),
    bytes: () => fileOf({ rows: MILLION / 2, pages: [repeated(pageV1({ rows: 1, body: plainInts(1) }), MILLION / 2)] }),
  },
  {
    name: 'a million pages of no row, and one of two',
    ends: read(2),
    bytes: () => paged(repeated(EMPTY, MILLION), INTS),
  },
  {
    name: 'a million pages of no row, and no other',
    ends: corrupt('ends in the middle', ...IN_PAGE),
    bytes: () => paged(repeated(EMPTY, MILLION)),
  },
  {
    name: 'a million pages of an index, and one of two rows',
    ends: read(2),
    bytes: () => paged(repeated(INDEX_PAGE, MILLION), INTS),
  },
  {
    name: 'two million rows in no byte, all NULL',
    ends: read(2 * MILLION),
    bytes: () =>
      fileOf({
        rows: 2 * MILLION,
        isNullable: true,
        pages: [
          pageV2({
            rows: 2 * MILLION,
            body: Uint8Array.of(0x80, 0x92, 0xf4, 0x01, 0),
            fields: { 2: { i32: 2 * MILLION }, 5: { i32: 5 } },
          }),
        ],
      }),
  },
];
