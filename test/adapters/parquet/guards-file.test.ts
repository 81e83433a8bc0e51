/** The thirteen guards that a loader needs around hyparquet, each with the file that would do harm without it: what a file may claim, and how it is read. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parquetReader } from '../../../adapters/parquet/reader.ts';
import { storedBytes } from '../../doubles/bytes.ts';
import { CODEC, PHYSICAL, pageV1, pageV2, parquetFile, plainBytes, plainInts } from '../../factories/parquet.ts';
import type { Fields } from '../../factories/thrift.ts';
import { sampleBytes } from '../../golden/samples.ts';
import { firstColumn, readBytes, readingError } from './read-all.ts';

describe('guard 6: the numbers of the footer agree with each other and with the file', () => {
  const page = pageV1({ rows: 2, body: plainInts(1, 2) });
  const lying = (lie: Fields) =>
    parquetFile({ rows: 2, columns: [{ physical: PHYSICAL.INT32, pages: [page], meta: lie }] });

  it.each([
    ['a chunk past the pages', { 7: { i64: 5000 } }, 'outside of the file'],
    ['a chunk before the file', { 9: { i64: -5 } }, 'cannot be (-5)'],
    ['a chunk at the magic', { 9: { i64: 0 } }, 'outside of the file'],
    ['other values than rows', { 5: { i64: 1 } }, '1 values for 2 rows'],
    ['another physical type', { 1: { i32: PHYSICAL.INT64 } }, 'INT64'],
    ['an offset beyond any integer', { 9: { i64: 2n ** 62n } }, 'cannot be'],
  ])('guard 6: %s', async (_, lie, says) => {
    const error = await readingError(lying(lie));
    expect(error).toMatchObject({ code: 'PARQUET_CORRUPT', details: { column: 'C' } });
    expect(error.message).toContain(says);
  });

  it('guard 6: row groups that do not add up to the rows of the file', async () => {
    const columns = [{ physical: PHYSICAL.INT32, pages: [page] }];
    const error = await readingError(parquetFile({ rows: 2, columns, file: { 3: { i64: 3 } } }));
    expect(error.message).toContain('claims 3 rows, and its row groups hold 2');
  });

  it('guard 6: more rows than the limit, in a file of a few bytes, are refused before anything is allocated', async () => {
    const nulls = pageV1({ rows: 2 ** 31 - 1, body: Uint8Array.of(6, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0) });
    const columns = [{ physical: PHYSICAL.INT32, isNullable: true, pages: [nulls] }];
    const error = await readingError(parquetFile({ rows: 2 ** 31 - 1, columns }));
    expect(error.code).toBe('PARQUET_TOO_LARGE');
    expect(error.message).toContain('claims 2147483647 rows');
  });
});

describe('guard 8: a file is read row group by row group', () => {
  it('guard 8: while a batch is used, no more than the next row group is fetched', async () => {
    const { object, reads } = storedBytes(sampleBytes('rows_25k'));
    const file = await parquetReader.open(object);
    const before = reads.length;
    const batches = file.read(['PRODUCT_ID'])[Symbol.asyncIterator]();
    const first = await batches.next();
    await new Promise(resolve => {
      setImmediate(resolve);
    });
    expect(first.value?.rowCount).toBe(10_000);
    expect(reads.length - before).toBe(2);
    await batches.return?.();
    expect(reads.length - before).toBe(2);
  });

  it('guard 8: several pages of a chunk are one column, in order', async () => {
    const pages = [pageV1({ rows: 1, body: plainInts(1) }), pageV2({ rows: 2, body: plainInts(2, 3) })];
    expect(await firstColumn(parquetFile({ rows: 3, columns: [{ physical: PHYSICAL.INT32, pages }] }))).toEqual([
      1, 2, 3,
    ]);
  });
});

describe('guard 9: what no mapping can take is refused by name when the file is opened', () => {
  const Bytes = pageV1({ rows: 1, body: plainBytes('x') });
  it.each([
    ['BSON', { physical: PHYSICAL.BYTE_ARRAY, schema: { 6: { i32: 20 } } }],
    ['INTERVAL', { physical: PHYSICAL.FIXED, schema: { 2: { i32: 12 }, 6: { i32: 21 } } }],
    ['FLOAT16', { physical: PHYSICAL.FIXED, schema: { 2: { i32: 2 }, 10: { struct: { 15: { struct: {} } } } } }],
    ['LIST', { physical: PHYSICAL.BYTE_ARRAY, schema: { 6: { i32: 3 } } }],
    ['nested', { physical: PHYSICAL.INT32, schema: { 3: { i32: 2 } } }],
    ['nested', { physical: PHYSICAL.INT32, schema: { 1: undefined, 5: { i32: 1 } } }],
  ])('guard 9: %s', async (says, column) => {
    const bytes = parquetFile({ rows: 1, columns: [{ ...column, name: 'ODD', pages: [Bytes] }] });
    await expect(parquetReader.open(storedBytes(bytes).object)).rejects.toMatchObject({
      code: 'PARQUET_UNSUPPORTED',
      details: { column: 'ODD' },
      message: expect.stringContaining(says),
    });
  });

  it('guard 9: a codec that is not read', async () => {
    const columns = [{ physical: PHYSICAL.BYTE_ARRAY, codec: CODEC.LZ4, pages: [Bytes] }];
    const error = await readingError(parquetFile({ rows: 1, columns }));
    expect(error.code).toBe('PARQUET_UNSUPPORTED');
    expect(error.message).toContain('LZ4');
  });
});

describe('guard 10: every error of the bytes is one error that says where', () => {
  it('guard 10: a bare error of zlib gets object, row group, column and cause', async () => {
    const page = pageV1({ rows: 2, body: Buffer.from('not gzip'), unpacked: 8 });
    const columns = [{ physical: PHYSICAL.INT32, codec: CODEC.GZIP, pages: [page] }];
    const error = await readingError(parquetFile({ rows: 2, columns }));
    expect(error).toMatchObject({ code: 'PARQUET_CORRUPT', verdict: 'rejected', details: { column: 'C' } });
    expect(error.message).toMatch(/^s3:\/\/landing\/.+, column C: .+row group 1.+; .+/u);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('guard 10: a name of the file cannot write lines of its own into a message', async () => {
    const name = `A\nERROR ${'x'.repeat(500)}`;
    const columns = [{ name, physical: PHYSICAL.BYTE_ARRAY, schema: { 6: { i32: 20 } }, pages: [] }];
    const error = await readingError(parquetFile({ rows: 0, columns }));
    expect(error.code).toBe('PARQUET_UNSUPPORTED');
    expect(error.message).toContain(String.raw`column "A\nERROR xxx`);
    expect(error.message.length).toBeLessThan(400);
  });

  it('guard 10: a number that is a long text is not shown', async () => {
    const columns = [{ physical: PHYSICAL.INT32, pages: [], meta: { 5: { text: 'x'.repeat(10_000) } } }];
    const error = await readingError(parquetFile({ rows: 0, columns }));
    expect(error.message).toContain('a number of values that cannot be (not a number)');
  });
});

describe('guard 11: a damaged last row group', () => {
  it('guard 11: ends the reading with an error after the good ones, so that the load can undo them', async () => {
    const damaged = readFileSync(new URL('../../golden/damaged/last_row_group_page_header.parquet', import.meta.url));
    const file = await parquetReader.open(storedBytes(damaged).object);
    const batches = file.read(file.columns.map(column => column.name))[Symbol.asyncIterator]();
    let rows = 0;
    const error = await (async () => {
      for (;;) {
        const { value } = await batches.next();
        rows += value.rowCount;
      }
    })().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'PARQUET_CORRUPT' });
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(file.rowCount);
    expect(await batches.next()).toEqual({ done: true, value: undefined });
  });
});

describe('guard 12: no rows are a success', () => {
  it.each(['empty_zero_rows', 'zero_row_groups'])('guard 12: %s has no batch', async name => {
    const { file, batches } = await readBytes(sampleBytes(name));
    expect(file.rowCount).toBe(0);
    expect(file.columns).toHaveLength(11);
    expect(batches).toEqual([]);
  });

  it('guard 12: an empty row group in between is passed over, and rows are counted on', async () => {
    const { batches } = await readBytes(sampleBytes('empty_group_between'));
    expect(batches.map(batch => [batch.firstRow, batch.rowCount])).toEqual([
      [1, 30],
      [31, 30],
    ]);
  });
});
