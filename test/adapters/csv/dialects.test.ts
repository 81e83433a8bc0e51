import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CsvSettings } from '../../../domain/table/csv-settings.ts';
import { readCsv } from './read-csv.ts';

type Row = readonly (string | null)[];
type Case = [what: string, text: string, rows: readonly Row[], settings?: Partial<CsvSettings>];

/** Each text is read with two columns. Expectations are written by hand. */
const CASES: readonly Case[] = [
  [
    'two rows',
    'a,b\nc,d\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'no delimiter after the last row',
    'a,b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'empty fields',
    ',\n,\n',
    [
      ['', ''],
      ['', ''],
    ],
  ],
  ['an empty field at the end of the file', 'a,', [['a', '']]],
  [
    'the null text',
    'NULL,b\na,NULL\n',
    [
      [null, 'b'],
      ['a', null],
    ],
  ],
  ['the null text in quotes', '"NULL",b\n', [['NULL', 'b']]],
  ['the null text in other letters, or with blanks', 'null, NULL\n', [['null', ' NULL']]],
  ['another null text', '\\N,NULL\n', [[null, 'NULL']], { nullText: '\\N' }],
  ['empty text as null, and in quotes as text', ',""\n', [[null, '']], { nullText: '' }],
  ['quotes around everything', '"a","b"\n', [['a', 'b']]],
  ['quotes in quotes', '"a ""b"" c",""""\n', [['a "b" c', '"']]],
  ['only quotes', '"""""",""\n', [['""', '']]],
  ['delimiters and line breaks in quotes', '"a,b","c\nd\r\ne\rf"\n', [['a,b', 'c\nd\r\ne\rf']]],
  ['quotes at the end of the file', 'a,"b"', [['a', 'b']]],
  ['blanks, which are kept', ' a , b \n', [[' a ', ' b ']]],
  [
    'rows that end with CR LF',
    'a,b\r\n"c","d"\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
    { rowDelimiter: '\r\n' },
  ],
  ['a tab as delimiter', 'a\tb,c\n', [['a', 'b,c']], { delimiter: '\t' }],
  [
    'delimiters of several characters',
    'a|b||"c||d"<>e||f<>',
    [
      ['a|b', 'c||d'],
      ['e', 'f'],
    ],
    { delimiter: '||', rowDelimiter: '<>' },
  ],
  ['a delimiter that is not ASCII', 'a§b\n', [['a', 'b']], { delimiter: '§' }],
  ['a line break that ends no row, in quotes', '"a\nb",c|', [['a\nb', 'c']], { rowDelimiter: '|' }],
  [
    'no quoting: quotes are text',
    '"a,b"\nNULL,"NULL"\n',
    [
      ['"a', 'b"'],
      [null, '"NULL"'],
    ],
    { quoting: 'none' },
  ],
  ['no quoting: line breaks that end no row are text', 'a\rb,c\n', [['a\rb', 'c']], { quoting: 'none' }],
  [
    'characters of one to four bytes',
    'é,한글🎉\n\u{10ffff},\ufffd\n',
    [
      ['é', '한글🎉'],
      ['\u{10ffff}', '\ufffd'],
    ],
  ],
  ['a byte order mark at the start, which is dropped', '\ufeffa,\ufeffb\n', [['a', '\ufeffb']]],
  ['a byte order mark before a quote', '\ufeff"a",b\n', [['a', 'b']]],
  ['control characters', 'a\0,\u001b\n', [['a\0', '\u001b']]],
  ['the marker of values that were not logged, as it stands', 'a,-\n', [['a', '-']], { noSupplementalLogText: '-' }],
];

/** Whole, in ranges of one byte, and as two gzip members after another. */
const WAYS = [
  ['at once', (bytes: Buffer) => bytes, {}],
  ['byte by byte', (bytes: Buffer) => bytes, { headBytes: 1, rangeBytes: 1 }],
  ['from gzip', (bytes: Buffer) => gzipSync(bytes), {}],
  [
    'from gzip in two members, byte by byte',
    (bytes: Buffer) => Buffer.concat([gzipSync(bytes.subarray(0, 2)), gzipSync(bytes.subarray(2))]),
    { headBytes: 2, rangeBytes: 1 },
  ],
] as const;

describe.each(WAYS)('DMS fact 25: CSV, read %s:', (_way, written, limits) => {
  it.each(CASES)('%s', async (_case, text, rows, settings = {}) => {
    const read = await readCsv(written(Buffer.from(text)), { columns: ['FIRST', 'SECOND'], settings, limits });
    expect(read.rows).toEqual(rows);
    expect(read.file.columns).toEqual([
      { name: 'FIRST', type: { kind: 'text' } },
      { name: 'SECOND', type: { kind: 'text' } },
    ]);
  });
});

describe('a header', () => {
  it.each([
    ['names the columns and is no row', 'Op,ID\nI,1\n', ['Op', 'ID'], [['I', '1']]],
    ['may stand in quotes', '"Op","A ""B"""\nI,1\n', ['Op', 'A "B"'], [['I', '1']]],
    ['may be called as NULL is written', 'NULL,B\n1,NULL\n', ['NULL', 'B'], [['1', null]]],
    ['may stand alone: a file of no rows', 'Op,ID\n', ['Op', 'ID'], []],
    ['may stand behind a byte order mark', '\ufeffID\n1\n', ['ID'], [['1']]],
    ['is a row of data under its own name again', 'ID\nID\n', ['ID'], [['ID']]],
  ])('%s', async (_case, text, names, rows) => {
    const read = await readCsv(text);
    expect(read.file.columns.map(({ name }) => name)).toEqual(names);
    expect(read.rows).toEqual(rows);
    expect(read.file.rowCount).toBe(rows.length);
  });
});

describe('one column', () => {
  it('may be empty in a row', async () => {
    expect((await readCsv('a\n\nb\n', { columns: ['ONLY'] })).rows).toEqual([['a'], [''], ['b']]);
  });
});
