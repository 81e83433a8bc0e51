import { describe, expect, it } from 'vitest';
import { planReads } from '../../../adapters/parquet/plan.ts';
import { parquetReader } from '../../../adapters/parquet/reader.ts';
import { storedBytes } from '../../doubles/bytes.ts';
import { expectedOf, sampleBytes } from '../../golden/samples.ts';
import { cellsOf, readAll } from './read-all.ts';

const MEBIBYTE = 1024 * 1024;

describe('the reads of a file', () => {
  it('P10: a small file costs one', async () => {
    const { object, reads } = storedBytes(sampleBytes('cdc_dms_default'));
    await readAll(object);
    expect(reads).toEqual([[0, object.sizeBytes]]);
  });

  it('P10: a larger one costs one for the footer, in the last 64 KiB, and one for each row group', async () => {
    const { object, reads } = storedBytes(sampleBytes('rows_25k'));
    await readAll(object);
    expect(reads).toHaveLength(4);
    expect(reads[0]).toEqual([object.sizeBytes - 65_536, object.sizeBytes]);
    const bytes = reads.reduce((sum, [start, end]) => sum + end - start, 0);
    expect(bytes).toBeLessThan(object.sizeBytes + 65_536);
  });

  it('P10: a projection reads only what it needs', async () => {
    const { object, reads } = storedBytes(sampleBytes('rows_25k'));
    await readAll(object, { names: ['Op', 'PRODUCT_ID'] });
    const bytes = reads.slice(1).reduce((sum, [start, end]) => sum + end - start, 0);
    expect(reads).toHaveLength(4);
    expect(bytes).toBeLessThan(object.sizeBytes / 8);
  });

  it('P10: opening reads no values', async () => {
    const { object, reads } = storedBytes(sampleBytes('rows_25k'));
    const file = await parquetReader.open(object);
    expect(reads).toHaveLength(1);
    expect(file.rowCount).toBe(25_000);
  });
});

describe('SourceFile.read', () => {
  it('gives the columns in the order in which they were asked for', async () => {
    const expected = expectedOf('cdc_dms_default');
    const { object } = storedBytes(sampleBytes('cdc_dms_default'));
    const { batches } = await readAll(object, { names: ['REG_DATE', 'Op', 'REG_DATE'] });
    const at = expected.columns.findIndex(column => column.name === 'REG_DATE');
    expect(batches[0]?.columns).toHaveLength(3);
    expect(cellsOf(batches, 0)).toEqual(expected.rows.map(row => row[at]));
    expect(cellsOf(batches, 1)).toEqual(expected.rows.map(row => row[0]));
    expect(cellsOf(batches, 2)).toEqual(cellsOf(batches, 0));
  });

  it('can be read again', async () => {
    const file = await parquetReader.open(storedBytes(sampleBytes('many_row_groups')).object);
    for (const _ of [1, 2]) {
      const rows: number[] = [];
      for await (const batch of file.read(['Op'])) {
        rows.push(batch.rowCount);
      }
      expect(rows.reduce((sum, count) => sum + count, 0)).toBe(60);
    }
  });

  it('gives rows without any column', async () => {
    const { batches } = await readAll(storedBytes(sampleBytes('rows_25k')).object, { names: [] });
    expect(batches.map(({ rowCount, columns }) => [rowCount, columns.length])).toEqual([
      [10_000, 0],
      [10_000, 0],
      [5000, 0],
    ]);
  });

  it('keeps a dictionary a dictionary, so that a value is converted once', async () => {
    const { batches } = await readAll(storedBytes(sampleBytes('rows_25k')).object, { names: ['IS_ACTIVE'] });
    const column = batches[0]?.columns[0];
    expect(Array.from(column?.values ?? []).toSorted()).toEqual(['N', 'Y']);
    expect(column?.indexes).toHaveLength(10_000);
  });

  it('keeps numbers without NULLs in typed arrays', async () => {
    const { batches } = await readAll(storedBytes(sampleBytes('m_gzip_page1_plain_v26')).object, {
      names: ['PRODUCT_ID'],
    });
    expect(batches[0]?.columns[0]?.values).toBeInstanceOf(BigInt64Array);
  });
});

describe('planReads', () => {
  it('joins neighbours, over a gap that is cheaper than a request', () => {
    const wanted = [
      { start: 300, end: 400 },
      { start: 100, end: 200 },
    ];
    expect(planReads(wanted)).toEqual([{ start: 100, end: 400 }]);
  });

  it('leaves apart what lies far apart or would grow past 2 MiB', () => {
    const far = [
      { start: 0, end: 100 },
      { start: 100 + 65_537, end: 70_000 },
    ];
    const large = [
      { start: 0, end: 2 * MEBIBYTE },
      { start: 2 * MEBIBYTE, end: 2 * MEBIBYTE + 1 },
    ];
    expect(planReads(far)).toEqual(far);
    expect(planReads(large)).toEqual(large);
  });

  it('reads once what is wanted twice, or lies inside of another', () => {
    const whole = { start: 0, end: 5 * MEBIBYTE };
    expect(planReads([whole, { start: 10, end: 20 }, whole])).toEqual([whole]);
  });

  it('plans nothing for nothing', () => {
    expect(planReads([])).toEqual([]);
  });
});
