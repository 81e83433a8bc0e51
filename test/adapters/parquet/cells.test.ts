import { describe, expect, it } from 'vitest';
import { placed } from '../../../adapters/parquet/fault.ts';
import { PARQUET_LIMITS } from '../../../adapters/parquet/limits.ts';
import { walkPages } from '../../../adapters/parquet/pages.ts';
import { makeParquetReader } from '../../../adapters/parquet/reader.ts';
import { columnsOf } from '../../../adapters/parquet/schema.ts';
import { storedBytes } from '../../doubles/bytes.ts';
import { PHYSICAL, pageV1, parquetFile, plainInts } from '../../factories/parquet.ts';
import { errorOf, firstColumn, readAll } from './read-all.ts';

const MEBI = 1024 * 1024;

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

describe('the cells of a row group', () => {
  it('P10: are bounded, in a file of a few kilobytes, before any is made', async () => {
    const bytes = nulls(2 * MEBI, 17);
    expect(bytes.length).toBeLessThan(4096);
    const error = await errorOf(readAll(storedBytes(bytes).object));
    expect(error).toMatchObject({ code: 'PARQUET_TOO_LARGE', verdict: 'rejected' });
    expect(error.message).toContain('35651584 cells');
    expect(error.message).toContain('RowGroupLength');
  });

  it('P10: are counted of the columns that are asked for', async () => {
    const reader = makeParquetReader({ ...PARQUET_LIMITS, groupCells: 2000 });
    const { object } = storedBytes(nulls(1000, 3));
    expect((await readAll(object, { reader, names: ['C0', 'C2'] })).batches).toHaveLength(1);
    expect(await errorOf(readAll(object, { reader }))).toMatchObject({ code: 'PARQUET_TOO_LARGE' });
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

  it('P10: is not kept, however many there are', () => {
    const [column] = columnsOf(SCHEMA, 1);
    if (column === undefined) {
      throw new Error('no column');
    }
    const context = { column, rowCount: 2, codec: 'UNCOMPRESSED', limits: PARQUET_LIMITS } as const;
    expect(walkPages(bytes.subarray(4), context).pages).toHaveLength(1);
  });
});

const SCHEMA = [
  { name: 'root', num_children: 1 },
  { name: 'C', type: 'INT32', repetition_type: 'REQUIRED' },
] as const satisfies Parameters<typeof columnsOf>[0];

describe('a process without memory', () => {
  it('P8: says nothing about the file that it reads', () => {
    const error = placed(new RangeError('Array buffer allocation failed'), { rowGroup: 1, column: 'C' });
    expect(error).toMatchObject({ code: 'UNEXPECTED', verdict: 'failed' });
    expect(placed(new RangeError('Offset is outside the bounds of the DataView'), {}).code).toBe('PARQUET_CORRUPT');
  });
});
