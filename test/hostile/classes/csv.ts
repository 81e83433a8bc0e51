/** CSV files, plain. Each has a header. */
import { type HostileClass, read, refused } from '../hostile-class.ts';

const MEBIBYTE = 1024 * 1024;
const corrupt = (...says: readonly string[]) => refused('CSV_CORRUPT', ...says);
const tooLarge = (...says: readonly string[]) => refused('CSV_TOO_LARGE', ...says);
const notUtf8 = (...says: readonly string[]) => refused('ROW_BAD', 'not UTF-8', ...says);

/** A header of A and B, and then the same bytes so many times. */
function rows(row: string | Uint8Array, times: number): Buffer {
  const bytes = Buffer.from(row as string);
  return Buffer.concat([Buffer.from('A,B\n'), Buffer.alloc(bytes.length * times, bytes)]);
}

export const CSV: readonly HostileClass[] = [
  { name: 'no byte', ends: refused('OBJECT_EMPTY', 'is empty'), bytes: () => new Uint8Array(0) },
  {
    name: 'a quote that is never closed, around 6 MB of rows',
    ends: corrupt('row 1', 'column A', 'never closed'),
    bytes: () => Buffer.concat([Buffer.from('A,B\n"x'), rows('1,2\n', 1_500_000)]),
  },
  {
    name: 'a quote that is never closed, around 60 MB of rows',
    ends: tooLarge('row 1', 'longer than'),
    bytes: () => Buffer.concat([Buffer.from('A,B\n"x'), rows('1,2\n', 15_000_000)]),
  },
  { name: 'one endless row', ends: tooLarge('row 1', 'longer than'), bytes: () => rows('x', 60_000_000) },
  { name: 'one endless row of Hangul', ends: tooLarge('row 1', 'longer than'), bytes: () => rows('가', 24_000_000) },
  {
    name: 'a cell of doubled quotes, 8 MB of them, and no end',
    ends: corrupt('row 1', 'column A', 'never closed'),
    bytes: () => rows('"', 8_000_001),
  },
  {
    name: 'a header of ten million columns',
    ends: tooLarge('more than 4096 fields'),
    bytes: () => Buffer.from('A,'.repeat(10_000_000)),
  },
  {
    name: 'a header of one name of 50 MB',
    ends: tooLarge('longer than'),
    bytes: () => Buffer.alloc(50_000_000, 'A'),
  },
  {
    name: 'a row of ten million fields',
    ends: tooLarge('row 1', 'more than 4096 fields'),
    bytes: () => rows(',', 10_000_000),
  },
  { name: 'a million empty lines', ends: corrupt('row 1', 'has 1 fields'), bytes: () => rows('\n', 1_000_000) },
  {
    name: 'NUL in a cell',
    ends: refused('ROW_BAD', 'NUL character', 'row 1', 'column B'),
    bytes: () => rows('1,a\0b\n', 1),
  },
  { name: 'nothing but NUL', ends: tooLarge('longer than'), bytes: () => new Uint8Array(50_000_000) },
  {
    name: 'a byte that is no UTF-8 in row 3',
    ends: notUtf8('row 3'),
    bytes: () => Buffer.concat([rows('1,2\n', 2), Uint8Array.of(0x33, 0xff, 0x2c, 0x34, 0x0a)]),
  },
  {
    name: 'a byte that is no UTF-8 behind 8 MB',
    ends: notUtf8('row 2000001'),
    bytes: () => Buffer.concat([rows('1,2\n', 2_000_000), Uint8Array.of(0xff)]),
  },
  { name: 'UTF-16', ends: notUtf8(), bytes: () => Buffer.from('\ufeffA,B\n1,2\n', 'utf16le') },
  { name: 'two million rows of nothing but commas', ends: read(2_000_000), bytes: () => rows(',\n', 2_000_000) },
  { name: 'as many columns as are allowed, in 1,500 rows without text', ends: read(1500), bytes: widest },
  { name: 'cells of 1 MB, 100 of them', ends: read(100), bytes: () => rows(`1,${'x'.repeat(MEBIBYTE)}\n`, 100) },
  {
    name: 'names of properties of every object',
    ends: { rows: 1, columns: ['__proto__', 'constructor', 'toString'] },
    bytes: () => Buffer.from('__proto__,constructor,toString\n1,2,3\n'),
  },
  { name: 'Parquet in its place', ends: corrupt('without a name'), bytes: () => Buffer.from('PAR1,,\n\u0015\u0004') },
];

function widest(): Buffer {
  const header = Buffer.from(`${Array.from({ length: 4096 }, (_, at) => `C${at}`).join()}\n`);
  const row = Buffer.from(`${','.repeat(4095)}\n`);
  return Buffer.concat([header, Buffer.alloc(row.length * 1500, row)]);
}
