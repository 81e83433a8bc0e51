/** The thirteen guards that a loader needs around hyparquet, each with the file that would do harm without it: what a page may claim. */
import { crc32, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PARQUET_LIMITS } from '../../../adapters/parquet/limits.ts';
import { makeParquetReader } from '../../../adapters/parquet/reader.ts';
import { storedBytes } from '../../doubles/bytes.ts';
import {
  CODEC,
  dictionaryPage,
  ENCODING,
  PHYSICAL,
  pageV1,
  pageV2,
  parquetFile,
  plainInts,
} from '../../factories/parquet.ts';
import { errorOf, firstColumn, readBytes, readingError } from './read-all.ts';

describe('guard 3: no page unpacks to more than its header says, or than the limit', () => {
  const packed = (body: Buffer, unpacked: number, codec: number) =>
    parquetFile({
      rows: 2,
      columns: [{ physical: PHYSICAL.INT32, codec, pages: [pageV1({ rows: 2, body, unpacked })] }],
    });

  it.each([
    ['gzip', CODEC.GZIP, gzipSync(Buffer.alloc(1_000_000))],
    ['zstd', CODEC.ZSTD, zstdCompressSync(Buffer.alloc(1_000_000))],
  ])('guard 3: a %s page of 1,000,000 bytes whose header says 8 is stopped at 8', async (_, codec, body) => {
    expect(await readingError(packed(body, 8, codec))).toMatchObject({ code: 'PARQUET_CORRUPT' });
  });

  it('guard 3: a page over the limit is refused before it is unpacked', async () => {
    const error = await readingError(packed(gzipSync(Buffer.alloc(8)), 65 * 1024 * 1024, CODEC.GZIP));
    expect(error).toMatchObject({ code: 'PARQUET_TOO_LARGE' });
    expect(error.message).toContain('DataPageSize');
  });

  it('guard 3: a flipped bit of gzip is seen by its CRC', async () => {
    const body = gzipSync(plainInts(1, 2), { level: 0 });
    expect(await firstColumn(packed(body, 8, CODEC.GZIP))).toEqual([1, 2]);
    const flipped = Buffer.from(body);
    // Before the last 8 bytes, CRC and length, stand the 8 of the two numbers.
    flipped[body.length - 12] = 7;
    expect(await readingError(packed(flipped, 8, CODEC.GZIP))).toMatchObject({ code: 'PARQUET_CORRUPT' });
  });

  it('guard 3: pages that are small each and large together are unpacked one at a time', async () => {
    const page = pageV1({ rows: 1000, body: gzipSync(Buffer.alloc(4000)), unpacked: 4000 });
    const columns = [{ physical: PHYSICAL.INT32, codec: CODEC.GZIP, pages: [page, page, page] }];
    const file = parquetFile({ rows: 3000, columns });
    const reader = makeParquetReader({ ...PARQUET_LIMITS, pageBytes: 8000 });
    const { batches } = await readBytes(file, reader);
    expect(batches.map(({ firstRow, rowCount }) => [firstRow, rowCount])).toEqual([
      [1, 1500],
      [1501, 1500],
    ]);
  });

  it('guard 3: pages of one row that are too large together name the column with the largest', async () => {
    const column = (name: string, bytes: number) => {
      const page = pageV1({ rows: 1, body: gzipSync(Buffer.alloc(bytes)), unpacked: bytes });
      return { name, physical: PHYSICAL.INT32, codec: CODEC.GZIP, pages: [page] };
    };
    const file = parquetFile({ rows: 1, columns: [column('A', 4000), column('B', 5000), column('D', 4000)] });
    const error = await readingError(file, makeParquetReader({ ...PARQUET_LIMITS, pageBytes: 12_000 }));
    expect(error).toMatchObject({ code: 'PARQUET_TOO_LARGE', details: { column: 'B' } });
    expect(error.message).toContain('13000 bytes together');
    expect(error.message).toMatch(/row group 1.*LOADER_MEMORY_MB=\d+/u);
  });

  it('guard 3: rows that are too large by what the footer says are refused before any is read', async () => {
    const page = pageV1({ rows: 2, body: plainInts(1, 2) });
    const columns = [{ physical: PHYSICAL.INT32, pages: [page], meta: { 6: { i64: 2_000_000_000 } } }];
    const { object, reads } = storedBytes(parquetFile({ rows: 2, columns }));
    const file = await makeParquetReader().open(object);
    const opened = reads.length;
    const error = await errorOf(file.read(['C'])[Symbol.asyncIterator]().next());
    expect(error).toMatchObject({ code: 'PARQUET_TOO_LARGE' });
    expect(error.message).toMatch(/rows of 1000000000 bytes on average.*row group 1.*LOADER_MEMORY_MB=\d+/u);
    expect(reads).toHaveLength(opened);
  });

  it('guard 3: dictionaries that are too large together are refused before they are unpacked', async () => {
    const column = (name: string) => ({
      name,
      physical: PHYSICAL.INT32,
      pages: [
        dictionaryPage({ rows: 1000, body: Buffer.alloc(4000) }),
        pageV1({ rows: 1, encoding: ENCODING.RLE_DICTIONARY, body: Uint8Array.of(1, 2, 0) }),
      ],
    });
    const file = parquetFile({ rows: 1, columns: [column('A'), column('B')] });
    const limits = { ...PARQUET_LIMITS, dictionaryBytes: 24_000 };
    expect((await readBytes(file, makeParquetReader(limits))).batches).toHaveLength(1);
    const error = await readingError(file, makeParquetReader({ ...limits, dictionaryBytes: 23_999 }));
    expect(error).toMatchObject({ code: 'PARQUET_TOO_LARGE', details: { column: 'A' } });
    expect(error.message).toContain('DictPageSizeLimit');
  });
});

describe('a page with a checksum', () => {
  const page = pageV1({ rows: 2, body: plainInts(1, 2) });
  const withChecksum = (crc: number) =>
    parquetFile({
      rows: 2,
      columns: [{ physical: PHYSICAL.INT32, pages: [{ ...page, header: { ...page.header, 4: { i32: crc } } }] }],
    });

  it('is held against it', async () => {
    const right = crc32(plainInts(1, 2)) | 0;
    expect(await firstColumn(withChecksum(right))).toEqual([1, 2]);
    expect((await readingError(withChecksum(right + 1))).message).toContain('checksum');
  });
});

describe('guard 4: a page of no bytes is no page of a codec', () => {
  it.each([
    ['snappy', CODEC.SNAPPY],
    ['gzip', CODEC.GZIP],
    ['zstd', CODEC.ZSTD],
  ])('guard 4: an empty V2 page of %s, all NULL, is read', async (_, codec) => {
    const nulls = { 2: { i32: 2 }, 5: { i32: 2 } };
    // Two levels of 0, as one run of 2.
    const page = pageV2({ rows: 2, body: Uint8Array.of(4, 0), fields: nulls });
    const file = parquetFile({
      rows: 2,
      columns: [{ physical: PHYSICAL.INT32, isNullable: true, codec, pages: [page] }],
    });
    expect(await firstColumn(file)).toEqual([null, null]);
  });
});

describe('guard 5: page headers are walked before anything is decoded', () => {
  const ints = (...pages: ReturnType<typeof pageV1>[]) =>
    parquetFile({ rows: 2, columns: [{ physical: PHYSICAL.INT32, pages }] });
  const body = plainInts(1, 2);

  it.each([
    [
      'V2 without the length of its levels',
      pageV2({ rows: 2, body, fields: { 6: undefined } }),
      'header lacks its length of levels',
    ],
    ['V2 with other rows than values', pageV2({ rows: 2, body, fields: { 3: { i32: 1 } } }), '1 rows'],
    ['V2 with levels longer than itself', pageV2({ rows: 2, body, fields: { 5: { i32: 99 } } }), 'levels'],
    [
      'V1 without its number of values',
      pageV1({ rows: 2, body, fields: { 1: undefined } }),
      'header lacks its number of values',
    ],
    ['V1 with a negative number of values', pageV1({ rows: -1, body }), 'cannot be (-1)'],
    ['V1 with an unknown encoding', pageV1({ rows: 2, body, encoding: 77 }), 'encoding'],
    ['more values than rows', pageV1({ rows: 3, body: plainInts(1, 2, 3) }), '3 values for 2 rows'],
    ['fewer values than rows', pageV1({ rows: 1, body: plainInts(1) }), 'ends in the middle'],
    [
      'no page type that is known',
      { ...pageV1({ rows: 2, body }), header: { 1: { i32: 9 }, 2: { i32: 8 }, 3: { i32: 8 } } },
      'unknown type',
    ],
  ])('guard 5: %s', async (_, page, says) => {
    const error = await readingError(ints(page));
    expect(error.code).toBe('PARQUET_CORRUPT');
    expect(error.message).toContain(says);
    expect(error.message).toContain('row group 1');
  });

  it('guard 5: a body longer than its chunk', async () => {
    const page = pageV1({ rows: 2, body });
    const error = await readingError(ints({ ...page, header: { ...page.header, 2: { i32: 900 }, 3: { i32: 900 } } }));
    expect(error.message).toContain('a page of 900 bytes');
  });

  it('guard 5: an endless number of empty pages ends with the chunk', async () => {
    const pages = Array.from({ length: 1000 }, () => pageV1({ rows: 0, body: new Uint8Array(0) }));
    expect(await readingError(ints(...pages))).toMatchObject({ code: 'PARQUET_CORRUPT' });
  });
});

describe('guard 7: an index past its dictionary is damage, not NULL', () => {
  const indexed = (entries: Uint8Array, body: Uint8Array) =>
    parquetFile({
      rows: 2,
      columns: [
        {
          physical: PHYSICAL.INT32,
          pages: [
            dictionaryPage({ rows: entries.length / 4, body: entries }),
            pageV1({ rows: 2, encoding: ENCODING.PLAIN_DICTIONARY, body }),
          ],
        },
      ],
    });

  it.each([
    ['of 2 bits', Uint8Array.of(2, 4, 3)],
    ['of 32 bits', Uint8Array.of(32, 4, 255, 255, 255, 255)],
  ])('guard 7: an index %s', async (_, body) => {
    const error = await readingError(indexed(plainInts(7, 8, 9), body));
    expect(error.message).toContain('into a dictionary of 3 entries');
  });

  it('guard 7: indexes without a dictionary', async () => {
    expect((await readingError(indexed(plainInts(), Uint8Array.of(0, 4)))).message).toContain(
      'a dictionary of 0 entries',
    );
  });

  it('guard 7: an index that is there', async () => {
    expect(await firstColumn(indexed(plainInts(7, 8, 9), Uint8Array.of(2, 4, 2)))).toEqual([9, 9]);
  });
});
