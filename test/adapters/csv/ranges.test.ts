/** Rows of a file from one to another: how a file is gone on with that takes several transactions. */
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { CSV_LIMITS } from '../../../adapters/csv/limits.ts';
import { makeCsvReader } from '../../../adapters/csv/reader.ts';
import { DEFAULT_CSV } from '../../../domain/table/csv-settings.ts';
import { storedBytes } from '../../doubles/bytes.ts';
import { all, rowsOf } from './read-csv.ts';

const ROW_COUNT = 1000;
const ROWS = Array.from({ length: ROW_COUNT }, (_, at) => `${at + 1},"a\nb"\n`).join('');
const LARGE = makeCsvReader({ ...CSV_LIMITS, headBytes: 500, rangeBytes: 700, batchRows: 100 });
const SMALL = makeCsvReader();

const WAYS = [
  ['with a header', LARGE, Buffer.from(`ID,TEXT\n${ROWS}`), true],
  ['without a header', LARGE, Buffer.from(ROWS), false],
  ['gzipped', LARGE, gzipSync(`ID,TEXT\n${ROWS}`), true],
  ['at hand since it was opened', SMALL, Buffer.from(ROWS), false],
] as const;

it.each(
  WAYS.flatMap(([how, reader, bytes, header]) =>
    [
      [undefined, undefined],
      [1, 2],
      [150, 451],
      [451, undefined],
      [undefined, 3],
      [1000, 5000],
      [1001, undefined],
    ].map(([fromRow, beforeRow]) => ({ how, reader, bytes, header, fromRow, beforeRow })),
  ),
)('gives rows $fromRow to $beforeRow of a file $how', async ({ reader, bytes, header, fromRow, beforeRow }) => {
  const { object } = storedBytes(bytes);
  const columns = header ? undefined : ['ID', 'TEXT'];
  const file = await reader.open(object, { kind: 'csv', settings: { ...DEFAULT_CSV, header }, columns });
  const batches = await all(file.read(['ID', 'TEXT'], { fromRow, beforeRow }));
  const [first, before] = [fromRow ?? 1, Math.min(beforeRow ?? Number.POSITIVE_INFINITY, ROW_COUNT + 1)];
  const expected = Array.from({ length: Math.max(0, before - first) }, (_, at) => [`${first + at}`, 'a\nb']);
  expect(batches.flatMap(rowsOf)).toEqual(expected);
  let row = first;
  for (const { firstRow, rowCount } of batches) {
    expect(firstRow).toBe(row);
    row += rowCount;
  }
  expect(file.rowGroups).toBeUndefined();
});

it('does not fetch what lies behind the last row', async () => {
  const { object, reads } = storedBytes(Buffer.from(ROWS));
  const file = await LARGE.open(object, { kind: 'csv', settings: DEFAULT_CSV, columns: ['ID', 'TEXT'] });
  const opened = reads.length;
  await all(file.read(['ID'], { beforeRow: 11 }));
  expect(reads.length - opened).toBeLessThanOrEqual(2);
});

it('counts the fields of every row that is wanted, and of none before', async () => {
  const bytes = Buffer.from('1,a\n2\n3,c\n');
  const file = await LARGE.open(storedBytes(Buffer.concat([bytes, Buffer.from(ROWS)])).object, {
    kind: 'csv',
    settings: DEFAULT_CSV,
    columns: ['ID', 'TEXT'],
  });
  await expect(all(file.read(['ID']))).rejects.toMatchObject({ code: 'CSV_CORRUPT', details: { row: 2 } });
  expect((await all(file.read(['ID'], { fromRow: 3, beforeRow: 4 }))).flatMap(rowsOf)).toEqual([['3']]);
});
