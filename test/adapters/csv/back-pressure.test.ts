import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { CSV_LIMITS } from '../../../adapters/csv/limits.ts';
import { makeCsvReader } from '../../../adapters/csv/reader.ts';
import { LoaderError } from '../../../domain/errors.ts';
import type { StoredObject } from '../../../domain/ports/store.ts';
import { DEFAULT_CSV } from '../../../domain/table/csv-settings.ts';
import { storedBytes } from '../../doubles/bytes.ts';
import { all, rowsOf } from './read-csv.ts';

const ROW_COUNT = 20_000;
const RANGE = 20_000;
const ROWS = Buffer.from(Array.from({ length: ROW_COUNT }, (_, at) => `${at + 1},${textOf(at)}\n`).join(''));
const FORMAT = { kind: 'csv', settings: DEFAULT_CSV, columns: ['ID', 'TEXT'] } as const;
const reader = makeCsvReader({ ...CSV_LIMITS, headBytes: 1000, rangeBytes: RANGE, batchRows: 100 });

/** Text that gzip does not make much shorter: 40 digits of base 36. */
function textOf(number: number): string {
  return [3, 5, 7, 11, 13]
    .map(prime => ((prime * (number + 1) * 7_654_321_987) % 2_821_109_907_456).toString(36).padStart(8, '0'))
    .join('');
}

it.each([
  ['plain', ROWS],
  ['gzip', gzipSync(ROWS)],
])('P10: %s is fetched as it is used, a range ahead, and the start at most twice', async (_case, bytes) => {
  const { object, reads } = storedBytes(bytes);
  const file = await reader.open(object, FORMAT);
  expect(file.rowCount).toBeUndefined();
  const opened = reads.length;
  expect(opened).toBeLessThanOrEqual(4);
  const batches = file.read(['ID'])[Symbol.asyncIterator]();
  await batches.next();
  // What is in use, what is on its way, and what gzip's own buffers hold.
  expect(reads.length - opened).toBeLessThanOrEqual(4);
  let rowCount = 100;
  for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
    rowCount += next.value.rowCount;
  }
  expect(rowCount).toBe(ROW_COUNT);
  const starts = [...new Set(reads.map(([start]) => start))].toSorted((one, other) => one - other);
  expect(starts).toEqual([0, ...Array.from({ length: starts.length - 1 }, (_, at) => 1000 + at * RANGE)]);
  const fetched = reads.reduce((sum, [start, end]) => sum + end - start, 0);
  expect(fetched).toBeGreaterThanOrEqual(bytes.length);
  expect(fetched).toBeLessThan(bytes.length + 5 * RANGE);
});

it('may be read again from its start, and in another order of columns', async () => {
  const file = await reader.open(storedBytes(ROWS).object, FORMAT);
  const first = (await all(file.read(['ID', 'TEXT']))).flatMap(rowsOf);
  const second = (await all(file.read(['TEXT', 'ID']))).flatMap(rowsOf);
  expect(second.map(([text, id]) => [id, text])).toEqual(first);
  expect(first.at(-1)).toEqual(['20000', textOf(19_999)]);
});

it.each([
  ['plain', ROWS],
  ['gzip', gzipSync(ROWS)],
])('lets the errors of the store through as they are: %s', async (_case, bytes) => {
  const { object } = storedBytes(bytes);
  const gone = new LoaderError('OBJECT_CHANGED', { reason: 'has another ETag', remedy: 'nothing' });
  const failing: StoredObject = {
    ...object,
    read: (start, end) => (start < 100_000 ? object.read(start, end) : Promise.reject(gone)),
  };
  const file = await reader.open(failing, FORMAT);
  await expect(all(file.read(['ID']))).rejects.toBe(gone);
});
