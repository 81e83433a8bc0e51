import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LoaderError } from '../../../domain/errors.ts';
import { readCsv } from './read-csv.ts';
import { writeCsv } from './write-csv.ts';

/** Text in which everything that CSV gives a meaning to is frequent. */
const cell = fc.option(
  fc.oneof(
    fc.string({
      unit: fc.constantFrom('"', ',', '\n', '\r', ';', '|', 'N', 'ULL', ' ', 'é', '글', '🎉', '\0', '\ufeff', 'x'),
    }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('NULL', '', '""', '\\N', 'long '.repeat(300)),
  ),
  { freq: 8 },
);

const dialect = fc.constantFrom(
  { delimiter: ',', rowDelimiter: '\n', nullText: 'NULL' },
  { delimiter: ';', rowDelimiter: '\r\n', nullText: '' },
  { delimiter: '||', rowDelimiter: '\u0001\n', nullText: '\\N' },
  { delimiter: '글', rowDelimiter: 'é', nullText: 'x' },
);

const table = fc
  .integer({ min: 1, max: 5 })
  .chain(width => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 40 }));

const SETTINGS = { seed: 20_260_301, numRuns: 1000 };

describe('text that an independent writer wrote', () => {
  it('P4: is read as it was written, in any dialect, in ranges and batches of any size, plain or gzip', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        dialect,
        fc.record({
          // Gzip shows itself in two bytes.
          headBytes: fc.integer({ min: 2, max: 300 }),
          rangeBytes: fc.integer({ min: 1, max: 300 }),
          batchRows: fc.integer({ min: 1, max: 20 }),
          batchCharacters: fc.integer({ min: 2, max: 500 }),
        }),
        fc.tuple(fc.nat(), fc.boolean()),
        async (rows, written, limits, [quoting, isGzip]) => {
          const quotes = (row: number, column: number) => ((row * 7 + column * 3 + quoting) & 3) === 0;
          const text = Buffer.from(writeCsv(rows, { ...written, quotes }));
          const columns = rows[0]?.map((_, at) => `COLUMN_${at}`) ?? [];
          const way = { columns, settings: written, limits };
          // A mark at the very start is one of the file: RFC 4180 has no way to write it as text.
          fc.pre(!text.subarray(0, 3).equals(Buffer.from('\ufeff')));
          const read = await readCsv(isGzip ? gzipSync(text) : text, way);
          expect(read.rows).toEqual(rows);
          let next = 1;
          for (const batch of read.batches) {
            expect(batch.firstRow).toBe(next);
            expect(batch.rowCount).toBeGreaterThan(0);
            expect(batch.rowCount).toBeLessThanOrEqual(limits.batchRows);
            expect(batch.columns.every(({ values }) => values.length === batch.rowCount)).toBe(true);
            next += batch.rowCount;
          }
          expect([undefined, rows.length]).toContain(read.file.rowCount);
        },
      ),
      SETTINGS,
    );
  });
});

const ROWS = Array.from({ length: 50 }, (_, at) => [
  'I',
  String(at),
  at % 3 === 0 ? 'say "한글", please\n' : 'plain',
  null,
]);
const TEXT = Buffer.from(
  writeCsv(ROWS, { delimiter: ',', rowDelimiter: '\n', nullText: 'NULL', quotes: row => row % 5 === 0 }),
);

describe('a file with bytes changed, left out or put in at random', () => {
  const change = fc.record({
    at: fc.nat(TEXT.length - 1),
    to: fc.oneof(fc.constantFrom(...Buffer.from('"\n\r,')), fc.nat(255)),
    takes: fc.nat(2),
  });

  it.each([
    ['plain', (bytes: Buffer) => bytes, (bytes: Buffer) => bytes],
    ['in gzip', (bytes: Buffer) => bytes, (bytes: Buffer) => gzipSync(bytes)],
    ['gzip', (bytes: Buffer) => gzipSync(bytes), (bytes: Buffer) => bytes],
  ])('P11: %s: is read whole or refused by name, 1,000 times', { timeout: 60_000 }, async (_case, before, after) => {
    const good = before(TEXT);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 2, max: 500 }),
        async (changes, size) => {
          const bytes = [...good];
          for (const { at, to, takes } of changes) {
            bytes.splice(at % bytes.length, takes, to);
          }
          const way = { columns: ['Op', 'ID', 'NAME', 'NOTE'], limits: { headBytes: size, rangeBytes: size } };
          const end = await readCsv(after(Buffer.from(bytes)), way).catch((error: unknown) => error);
          if (end instanceof Error) {
            refused++;
            expect(end).toBeInstanceOf(LoaderError);
            expect(end).toMatchObject({ verdict: 'rejected' });
            return;
          }
          expect(end).toMatchObject({ rows: expect.any(Array) });
        },
      ),
      SETTINGS,
    );
    expect(refused).toBeGreaterThan(200);
  });
});
