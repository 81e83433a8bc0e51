import { describe, expect, it } from 'vitest';
import { placed } from '../../../adapters/parquet/fault.ts';
import { PARQUET_LIMITS } from '../../../adapters/parquet/limits.ts';
import { makeParquetReader } from '../../../adapters/parquet/reader.ts';
import { storedBytes } from '../../doubles/bytes.ts';
import { PHYSICAL, pageV1, parquetFile, plainInts } from '../../factories/parquet.ts';
import { errorOf, firstColumn, readAll } from './read-all.ts';

/** Columns of NULLs: their rows cost a file nothing, and memory 8 bytes each. */
function nulls(rows: number, columns: number): Uint8Array {
  // A run of `rows` zeroes: its length times two as a varint of 4 bytes, then the 0.
  const run = rows * 2;
  const levels = [(run & 127) | 128, ((run >> 7) & 127) | 128, ((run >> 14) & 127) | 128, run >> 21, 0];
  const page = pageV1({ rows, body: Uint8Array.of(levels.length, 0, 0, 0, ...levels) });
  return parquetFile({
    rows,
    columns: Array.from({ length: columns }, (_, at) => ({
      name: `C${at}`,
      physical: PHYSICAL.INT32,
      isNullable: true,
      pages: [page],
    })),
  });
}

describe('rows that need no bytes', () => {
  it('P10: are refused, in a file of a few hundred bytes, before any is made', async () => {
    const bytes = nulls(20_000_000, 1);
    expect(bytes.length).toBeLessThan(1000);
    const error = await errorOf(readAll(storedBytes(bytes).object));
    expect(error).toMatchObject({ code: 'PARQUET_TOO_LARGE', verdict: 'rejected' });
    expect(error.message).toContain('claims 20000000 rows');
  });

  it('P10: come in batches that are the smaller the more columns they have', async () => {
    const reader = makeParquetReader({ ...PARQUET_LIMITS, batchBytes: 100_000 });
    const { object } = storedBytes(nulls(20_000, 3));
    const { batches } = await readAll(object, { reader });
    expect(batches.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(20_000);
    expect(Math.max(...batches.map(({ rowCount }) => rowCount))).toBeLessThan(1000);
    const one = await readAll(object, { reader, names: ['C1'] });
    expect(one.batches.length).toBeLessThan(batches.length / 2);
  });
});

describe('a page without rows', () => {
  const empty = pageV1({ rows: 0, body: new Uint8Array(0) });
  const whole = pageV1({ rows: 2, body: plainInts(1, 2) });
  const bytes = parquetFile({
    rows: 2,
    columns: [{ physical: PHYSICAL.INT32, pages: [...Array.from({ length: 1000 }, () => empty), whole] }],
  });

  it('adds nothing to a column', async () => {
    expect(await firstColumn(bytes)).toEqual([1, 2]);
  });
});

describe('a process without memory', () => {
  it('P8: says nothing about the file that it reads', () => {
    const error = placed(new RangeError('Array buffer allocation failed'), { rowGroup: 1, column: 'C' });
    expect(error).toMatchObject({ code: 'UNEXPECTED', verdict: 'failed' });
    expect(placed(new RangeError('Offset is outside the bounds of the DataView'), {}).code).toBe('PARQUET_CORRUPT');
  });
});
