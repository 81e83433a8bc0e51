/** The thirteen guards that a loader needs around hyparquet, each with the file that would do harm without it: what becomes of values. */
import { describe, expect, it } from 'vitest';
import { dictionaryPage, ENCODING, PHYSICAL, pageV1, parquetFile, plainBytes } from '../../factories/parquet.ts';
import { cellsOf, firstColumn, readBytes, readingError } from './read-all.ts';

const TEXT = { 6: { i32: 0 } };
const TIMESTAMP_MICROS = { 6: { i32: 10 } };
const decimalOf = (precision: number, scale: number) => ({ 6: { i32: 5 }, 7: { i32: scale }, 8: { i32: precision } });
const int64 = (...values: bigint[]) => Buffer.from(BigInt64Array.from(values).buffer);

describe('guard 1: decimals and timestamps are never doubles or Dates', () => {
  it('guard 1: a decimal of 38 digits keeps them all', async () => {
    const digits = 12_345_678_901_234_567_890_123_456_789_012_345_678n;
    const body = Buffer.from(digits.toString(16).padStart(32, '0'), 'hex');
    const schema = { 2: { i32: 16 }, ...decimalOf(38, 10) };
    const file = parquetFile({
      rows: 1,
      columns: [{ physical: PHYSICAL.FIXED, schema, pages: [pageV1({ rows: 1, body })] }],
    });
    expect(await firstColumn(file)).toEqual([digits]);
  });

  it('guard 1: 2^53 + 1 as DECIMAL and as INT64, and microseconds before 1970, stay what they are', async () => {
    const values = [9_007_199_254_740_993n, -1n];
    const page = pageV1({ rows: 2, body: int64(...values) });
    const column = { physical: PHYSICAL.INT64, pages: [page] };
    const file = parquetFile({
      rows: 2,
      columns: [
        { ...column, name: 'D', schema: decimalOf(18, 4) },
        { ...column, name: 'I' },
        { ...column, name: 'T', schema: TIMESTAMP_MICROS },
      ],
    });
    const { batches } = await readBytes(file);
    expect(cellsOf(batches, 0)).toEqual([9_007_199_254_740_993n, -1]);
    expect(cellsOf(batches, 1)).toEqual(values);
    expect(cellsOf(batches, 2)).toEqual(values);
  });

  it('guard 1: an INT96 before 1970 is nanoseconds of the wall clock', async () => {
    const body = Buffer.alloc(12);
    // The last nanosecond of the Julian day 2440587, 1969-12-31.
    body.writeBigInt64LE(86_399_999_999_999n);
    body.writeInt32LE(2_440_587, 8);
    const file = parquetFile({
      rows: 1,
      columns: [{ physical: PHYSICAL.INT96, pages: [pageV1({ rows: 1, body })] }],
    });
    expect(await firstColumn(file)).toEqual([-1n]);
  });
});

describe('guard 2: text is strict, bytes are bytes', () => {
  const oneValue = (value: Uint8Array, schema = {}) =>
    parquetFile({
      rows: 1,
      columns: [{ physical: PHYSICAL.BYTE_ARRAY, schema, pages: [pageV1({ rows: 1, body: plainBytes(value) })] }],
    });

  it('guard 2: a byte order mark and U+0000 are part of the text', async () => {
    expect(await firstColumn(oneValue(Buffer.from('\ufeffa\u0000é'), TEXT))).toEqual(['\ufeffa\u0000é']);
  });

  it('guard 2: a replacement character that was written is no error, and bytes that are not UTF-8 are one of their row', async () => {
    expect(await firstColumn(oneValue(Buffer.from('a\ufffd'), TEXT))).toEqual(['a\ufffd']);
    const error = await readingError(oneValue(Buffer.from([0x61, 0xed, 0xa0, 0x80]), TEXT));
    expect(error).toMatchObject({ code: 'ROW_BAD', details: { row: 1, column: 'C' } });
    expect(error.message).toContain('61eda080');
  });

  it('guard 2: a bad entry of a dictionary is named by the first row that uses it', async () => {
    const pages = [
      dictionaryPage({ rows: 2, body: plainBytes('ok', Buffer.from([0xff])) }),
      // Indexes 0, 0, 1 of one bit each: a packed run of 8.
      pageV1({ rows: 3, encoding: ENCODING.RLE_DICTIONARY, body: Uint8Array.of(1, 3, 0b100) }),
    ];
    const error = await readingError(
      parquetFile({ rows: 3, columns: [{ physical: PHYSICAL.BYTE_ARRAY, schema: TEXT, pages }] }),
    );
    expect(error).toMatchObject({ code: 'ROW_BAD', details: { row: 3, column: 'C' } });
  });

  it('guard 2: fact 23: a byte array without annotation is bytes, whatever it holds', async () => {
    expect(await firstColumn(oneValue(Buffer.from([0xff, 0x00])))).toEqual([Buffer.from([0xff, 0x00])]);
  });
});

describe('guard 13: a timestamp is the wall clock that was written', () => {
  it('guard 13: fact 21: neither the claim of UTC nor the time zone of this process moves it', async () => {
    // 2024-03-31T02:30:00, which does not exist in Berlin.
    const value = 1_711_852_200_000_000n;
    const logical = (isUtc: boolean) => ({
      10: { struct: { 8: { struct: { 1: { bool: isUtc }, 2: { struct: { 2: { struct: {} } } } } } } },
    });
    const column = { physical: PHYSICAL.INT64, pages: [pageV1({ rows: 1, body: int64(value) })] };
    const file = parquetFile({
      rows: 1,
      columns: [
        { ...column, name: 'LOCAL', schema: logical(false) },
        { ...column, name: 'UTC', schema: logical(true) },
      ],
    });
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Europe/Berlin';
    try {
      const whole = await readBytes(file);
      expect(whole.file.columns.map(({ type }) => type)).toEqual([
        { kind: 'timestamp', unit: 'microseconds', utc: false },
        { kind: 'timestamp', unit: 'microseconds', utc: true },
      ]);
      expect([cellsOf(whole.batches, 0), cellsOf(whole.batches, 1)]).toEqual([[value], [value]]);
    } finally {
      process.env['TZ'] = zone;
    }
  });
});
