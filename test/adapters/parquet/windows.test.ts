/** Row groups that are larger than what is read at a time. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { PARQUET_LIMITS } from '../../../adapters/parquet/limits.ts';
import { makeParquetReader } from '../../../adapters/parquet/reader.ts';
import { storedBytes } from '../../doubles/bytes.ts';
import { all, rowsOf } from '../csv/read-csv.ts';

const ROW_COUNT = 60_000;
const numbers = Array.from({ length: ROW_COUNT }, (_, at) => at + 1);
const textOf = (number: number) => `text ${(number * 7_654_321) % 1_000_003} of ${number}`;
/** Two groups of some 700 KB each. */
const FILE = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: 'ID', data: numbers, type: 'INT32', nullable: false, encoding: 'PLAIN' },
      { name: 'TEXT', data: numbers.map(textOf), type: 'STRING', nullable: false },
      { name: 'KIND', data: numbers.map(number => `kind ${number % 3}`), type: 'STRING', nullable: false },
    ],
    rowGroupSize: ROW_COUNT / 2,
    pageSize: 10_000,
    codec: 'UNCOMPRESSED',
  }),
);
const NAMES = ['ID', 'TEXT', 'KIND'];

it.each([
  ['windows of many pages', 400_000],
  ['windows smaller than a page', 20_000],
  ['windows smaller than a page header', 40],
])('P10: is read in %s', async (_, fetchBytes) => {
  const { object, reads } = storedBytes(FILE);
  const file = await makeParquetReader({ ...PARQUET_LIMITS, fetchBytes }).open(object);
  const opened = reads.length;
  const rows = (await all(file.read(NAMES))).flatMap(rowsOf);
  expect(rows).toEqual(numbers.map(number => [number, textOf(number), `kind ${number % 3}`]));
  const fetched = reads.slice(opened).map(([start, end]) => end - start);
  expect(fetched.length).toBeGreaterThan(6);
  const sum = fetched.reduce((total, bytes) => total + bytes, 0);
  expect(sum).toBeLessThan(FILE.length + 2 * 64 * 1024);
});

it('P10: no more is fetched than the batch takes and a window of each column behind it', async () => {
  const { object, reads } = storedBytes(FILE);
  const file = await makeParquetReader({ ...PARQUET_LIMITS, fetchBytes: 200_000 }).open(object);
  const opened = reads.length;
  const batches = file.read(NAMES)[Symbol.asyncIterator]();
  expect((await batches.next()).value?.firstRow).toBe(1);
  const sum = reads.slice(opened).reduce((total, [start, end]) => total + end - start, 0);
  // A third of the group's rows, and half of 200,000 bytes.
  expect(sum).toBeLessThan(FILE.length / 6 + 110_000);
  await batches.return?.();
});

it('lets an error of the store through as it is, wherever it comes', async () => {
  const gone = new Error('gone');
  const { object } = storedBytes(FILE);
  let left = 12;
  const failing = {
    ...object,
    read: (start: number, end: number) => (left-- > 0 ? object.read(start, end) : Promise.reject(gone)),
  };
  const file = await makeParquetReader({ ...PARQUET_LIMITS, fetchBytes: 100_000 }).open(failing);
  await expect(all(file.read(NAMES))).rejects.toBe(gone);
});
