import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { LoaderError } from '../../../domain/errors.ts';
import { refusal, type Way } from './read-csv.ts';

const URL = 's3://landing/dmstest/test_product/LOAD00000001.csv';
const COLUMNS = ['FIRST', 'SECOND'];

function about({ code, details: { object, row, column, value } }: LoaderError): unknown {
  return { code, object, row, column, value };
}

describe('P7: refused with row, column and value:', () => {
  it.each([
    ['a quote that is never closed', 'a,b\nc,"d\ne,f\n', 2, 'SECOND', undefined, 'never closed'],
    ['a quote inside a field', 'a,b\nc"d,e\n', 2, 'FIRST', 'c"d', "set csv.quoting of the source to 'none'"],
    ['a quote at the end of a field', 'a"\n', 1, 'FIRST', 'a"', 'has a quote inside'],
    ['text behind a quoted field', 'a,b\nc,"d"e\n', 2, 'SECOND', '"e\n', 'where a delimiter has to stand'],
    ['a lone CR', 'a,b\rc\nd,e\n', 1, 'SECOND', 'b\rc', 'has a line break inside'],
    ['rows that end with CR LF, which the source does not say', 'a,b\r\n', 1, 'SECOND', 'b\r', String.raw`to '\r\n'`],
    [
      'a row with a field too few',
      'a,b\nc\n',
      2,
      undefined,
      'c\n',
      'has 1 fields, but the source and the mapping declare 2: "FIRST", "SECOND"',
    ],
    ['a row with a field too many', 'a,b,c\n', 1, undefined, 'a,b,c\n', 'has 3 fields'],
    ['an empty line', 'a,b\n\nc,d\n', 2, undefined, '\n', 'has 1 fields'],
    [
      'a header that the source denies',
      'first,SECOND\nc,d\n',
      1,
      undefined,
      'first,SECOND',
      'set csv.header of the source to true',
    ],
  ])('%s', async (_case, text, row, column, value, words) => {
    for (const limits of [{}, { headBytes: 3, rangeBytes: 2 }]) {
      const error = await refusal(text, { columns: COLUMNS, limits });
      expect(about(error)).toEqual({ code: 'CSV_CORRUPT', object: URL, row, column, value });
      expect(error.message).toContain(words);
    }
  });

  it('rows that end with CR LF, where nothing is quoted', async () => {
    const error = await refusal('a,b\r\n', { columns: COLUMNS, settings: { quoting: 'none' } });
    expect(about(error)).toEqual({ code: 'CSV_CORRUPT', object: URL, row: 1, column: 'SECOND', value: 'b\r' });
  });

  it('rows that end with LF, where CR LF is declared', async () => {
    const error = await refusal('a,b\nc,d\n', { columns: COLUMNS, settings: { rowDelimiter: '\r\n' } });
    expect(about(error)).toEqual({ code: 'CSV_CORRUPT', object: URL, row: 1, column: 'SECOND', value: 'b\nc' });
  });

  it.each([
    ['a bad byte', Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0x63, 0xff, 0x2c, 0x64])],
    ['a byte of Latin-1 at the end of a row', Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0x63, 0x2c, 0xe9, 0x0a])],
    ['half a character at the end', Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0x63, 0x2c, 0xf0, 0x9f, 0x8e])],
    ['a bad byte behind a true U+FFFD', Buffer.concat([Buffer.from('a,\ufffd\nc,\ufffd'), Buffer.from([0x80])])],
    ['a surrogate', Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xed, 0xa0, 0x80])],
  ])('%s', async (_case, bytes) => {
    for (const limits of [{}, { headBytes: 1, rangeBytes: 1 }]) {
      const error = await refusal(bytes, { columns: COLUMNS, limits });
      expect(about(error)).toEqual({ code: 'ROW_BAD', object: URL, row: 2, column: undefined, value: undefined });
      expect(error.message).toContain('is not UTF-8');
    }
  });
});

describe('refused as a whole:', () => {
  it.each<[string, string | Uint8Array, Way, string, string]>([
    ['no bytes', '', { columns: COLUMNS }, 'OBJECT_EMPTY', 'is empty'],
    ['a byte order mark and nothing else', '\ufeff', {}, 'OBJECT_EMPTY', 'is empty'],
    ['gzip of nothing', gzipSync(''), {}, 'OBJECT_EMPTY', 'is empty'],
    [
      'no header and no declared columns',
      'a,b\n',
      { settings: { header: false } },
      'CSV_COLUMNS_UNKNOWN',
      'AddColumnName=true',
    ],
    ['a header without a name', 'A,,B\n', {}, 'CSV_CORRUPT', 'without a name for column number 2'],
    ['a header that names a column twice', 'A,B,A\n', {}, 'CSV_CORRUPT', '"A" stands twice in the header'],
    ['a header that is not closed', '"A,B\n1,2\n', {}, 'CSV_CORRUPT', 'never closed'],
    [
      'a name that ends with .gz on what is no gzip',
      'A\n1\n',
      { key: 'a/b/LOAD1.csv.gz' },
      'CSV_CORRUPT',
      'is no gzip',
    ],
    ['more fields than any table has', 'a,'.repeat(5000), {}, 'CSV_TOO_LARGE', 'more than 4096 fields'],
  ])('%s', async (_case, content, way, code, words) => {
    const error = await refusal(content, way);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.details.row ?? 1).toBe(1);
  });

  it('P11: a row that is longer than the limit, without being held', async () => {
    const error = await refusal(`a,b\nc,"${'x'.repeat(10_000)}`, {
      columns: COLUMNS,
      limits: { headBytes: 10, rangeBytes: 100, rowCharacters: 1000 },
    });
    expect(error.code).toBe('CSV_TOO_LARGE');
    expect(error.details.row).toBe(2);
    expect(error.message).toContain('is longer than 1000 characters');
  });

  it('P11: gzip that becomes more than the limit', async () => {
    const error = await refusal(gzipSync('a,b\n'.repeat(1_000_000)), {
      columns: COLUMNS,
      limits: { gunzippedBytes: 1_000_000, rangeBytes: 4096 },
    });
    expect(error.code).toBe('CSV_TOO_LARGE');
    expect(error.message).toContain('becomes more than 1000000 bytes');
  });
});

describe('gzip that is damaged', () => {
  const good = gzipSync(Array.from({ length: 3000 }, (_, at) => `${at},${(at * 7919) % 1009}\n`).join(''));

  it('P11: is refused by name wherever it is cut', async () => {
    for (let step = 1; step < 100; step++) {
      const error = await refusal(good.subarray(0, Math.floor((good.length * step) / 100)), { columns: COLUMNS });
      expect(['CSV_CORRUPT', 'OBJECT_EMPTY']).toContain(error.code);
      expect(error.message).toContain('have the file written again');
    }
  });

  it('P11: is refused by its checksum when a byte of the text is another', async () => {
    const changed = Buffer.from(good);
    // The CRC of the text stands in the eight last bytes (RFC 1952).
    changed[changed.length - 8] = (changed.at(-8) ?? 0) ^ 1;
    expect((await refusal(changed, { columns: COLUMNS })).message).toContain('is gzip and damaged');
  });

  it('P11: is refused for bytes that follow it', async () => {
    const error = await refusal(Buffer.concat([good, Buffer.from('a,b\n')]), { columns: COLUMNS });
    expect(error.message).toContain('is gzip and damaged');
  });
});
