/** Rows of a file from one to another: how a file is gone on with that takes several transactions. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { parquetReader } from '../../../adapters/parquet/reader.ts';
import { cellOf } from '../../../domain/columns/column.ts';
import type { SourceBatch } from '../../../domain/ports/files.ts';
import { storedBytes } from '../../doubles/bytes.ts';
import { sampleBytes } from '../../golden/samples.ts';
import { all } from '../csv/read-csv.ts';

const ROW_COUNT = 45_000;
const numbers = Array.from({ length: ROW_COUNT }, (_, at) => at + 1);
const FILE = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: 'ID', data: numbers, type: 'INT32', nullable: false },
      { name: 'KIND', data: numbers.map(number => (number % 7 === 0 ? null : `kind ${number % 5}`)), type: 'STRING' },
      { name: 'TEXT', data: numbers.map(number => `text ${number}`), type: 'STRING', nullable: false },
    ],
    rowGroupSize: [25_000, 20_000],
    pageSize: 20_000,
  }),
);

function rowsOf({ firstRow, rowCount, columns }: SourceBatch): unknown[][] {
  return Array.from({ length: rowCount }, (_, row) => [firstRow + row, ...columns.map(column => cellOf(column, row))]);
}

const expectedRow = (row: number) => [row, row, row % 7 === 0 ? null : `kind ${row % 5}`, `text ${row}`];

it.each([
  ['the whole file', undefined, undefined, 1, ROW_COUNT],
  ['from a row on', 44_999, undefined, 44_999, ROW_COUNT],
  ['up to a row', undefined, 3, 1, 2],
  ['inside of a row group', 12_345, 23_456, 12_345, 23_455],
  ['over the border of row groups', 24_999, 25_003, 24_999, 25_002],
  ['one row', 25_001, 25_002, 25_001, 25_001],
])('gives %s', async (_, fromRow, beforeRow, first, last) => {
  const file = await parquetReader.open(storedBytes(FILE).object);
  const batches = await all(file.read(['ID', 'KIND', 'TEXT'], { fromRow, beforeRow }));
  const expected = Array.from({ length: last - first + 1 }, (_row, at) => expectedRow(first + at));
  expect(batches.flatMap(rowsOf)).toEqual(expected);
});

it('gives nothing behind the end, nor between a row and itself', async () => {
  const file = await parquetReader.open(storedBytes(FILE).object);
  expect(await all(file.read(['ID'], { fromRow: ROW_COUNT + 1 }))).toEqual([]);
  expect(await all(file.read(['ID'], { fromRow: 5, beforeRow: 5 }))).toEqual([]);
});

it('says how many rows each row group has, and gives batches of 10,000 at most that never cross one', async () => {
  const file = await parquetReader.open(storedBytes(FILE).object);
  expect(file.rowGroups).toEqual([25_000, 20_000]);
  const batches = await all(file.read(['ID']));
  expect(batches.every(({ rowCount }) => rowCount > 0 && rowCount <= 10_000)).toBe(true);
  expect(batches.map(({ firstRow }) => firstRow)).toContain(25_001);
});

it('leaves row groups without rows out of their list', async () => {
  const file = await parquetReader.open(storedBytes(sampleBytes('empty_group_between')).object);
  expect(file.rowGroups).toEqual([30, 30]);
});

it('P10: does not fetch the row groups before and behind', async () => {
  const { object, reads } = storedBytes(sampleBytes('rows_25k'));
  const file = await parquetReader.open(object);
  const opened = reads.length;
  const batches = await all(file.read(['PRODUCT_ID', 'DESCRIPTION'], { fromRow: 10_001, beforeRow: 20_001 }));
  expect(batches.map(({ firstRow, rowCount }) => [firstRow, rowCount])).toEqual([[10_001, 10_000]]);
  const bytes = reads.slice(opened).reduce((sum, [start, end]) => sum + end - start, 0);
  expect(reads.length - opened).toBeLessThanOrEqual(2);
  expect(bytes).toBeLessThan(object.sizeBytes / 2);
});
