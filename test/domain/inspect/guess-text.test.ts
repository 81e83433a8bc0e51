import { describe, expect, it } from 'vitest';
import { guessType } from '../../../domain/inspect/guess-type.ts';
import { column } from './sampled.ts';

function guess(cells: readonly (string | null)[], isTyped = true) {
  const { type, why } = guessType(column('C', cells), { isTyped });
  return [type.name, why];
}

const USUAL_DATE = 'date(["YYYYMMDD","YYYY-MM-DD"])';

describe('text is guessed to be', () => {
  it.each([
    ['Y and N', ['Y', 'n', 'N', null], 'yesNo()', 'all 3 values are Y or N'],
    ['Y only, often', Array.from({ length: 10 }, () => 'Y'), 'yesNo()', 'all 10 values are Y or N'],
    ['true and false', ['true', 'FALSE'], 'boolean()', 'all 2 values are true or false'],
    ['days in digits', ['20240229', '00010101', '20260131'], USUAL_DATE, 'all 3 values are days written as YYYYMMDD;'],
    ['days with dashes', ['2024-02-29', ' '], USUAL_DATE, 'the only value is days written as YYYY-MM-DD;'],
    ['days in both forms', ['20240229', '2024-02-29'], USUAL_DATE, 'written as YYYYMMDD or YYYY-MM-DD'],
    ['days with slashes', ['2024/02/29'], 'date("YYYY/MM/DD")', 'YYYY/MM/DD'],
    [
      'no day as zeros',
      ['20240229', '00000000'],
      'date(["YYYYMMDD","YYYY-MM-DD"], {"zero":"null"})',
      '1 more is zeros',
    ],
    ['times', ['2024-02-29 13:05:00', '2024-02-29 00:00:00.5'], 'timestamp()', 'all 2 values are times'],
    ['times in digits', ['20240229130500'], 'timestamp("YYYYMMDDHHmmss")', 'YYYYMMDDHHmmss'],
    [
      'no time as zeros',
      ['2024-02-29 13:05', '0000-00-00 00:00:00'],
      'timestamp("YYYY-MM-DD HH:mm:ss", {"zero":"null"})',
      '1 more',
    ],
    [
      'times with zones',
      ['2026-01-31 10:20:30.5 +09:00', '2026-01-31T10:20Z'],
      'timestamptz()',
      'their offsets from UTC',
    ],
    [
      "times in Oracle's form",
      ['31-JAN-2026 10.20.30.5 AM +09:00'],
      'timestamptz("DD-MON-YYYY HH.MI.SS AM")',
      'Oracle',
    ],
    ['times of day', ['09:00', '23:59:59'], 'time()', 'all 2 values are times of day'],
    ['UUIDs', ['123E4567-E89B-12D3-A456-426614174000'], 'uuid()', 'UUIDs'],
    [
      'amounts with commas',
      ['1,234,567.89', '.5', '-12', '999,999,999,999.99'],
      'numeric(15, 2, {"group":","})',
      '2 of them with ","',
    ],
    [
      'whole amounts with commas',
      ['1,000', '25,000', '900'],
      'numeric(10, 0, {"group":","})',
      'all 3 values are numbers, 2 of them',
    ],
    [
      'amounts with decimal commas',
      ['1.234,50', '7,00'],
      'numeric(10, 2, {"group":".","decimal":","})',
      '1 of them with "."',
    ],
    ['decimal commas alone', ['12,50', '7,00', '0,25'], 'numeric(10, 2, {"decimal":","})', 'all 3 values are numbers;'],
    ['amounts with blanks', ['1 234.50', '7.00'], 'numeric(10, 2, {"group":" "})', '1 of them with " "'],
    ['decimals', ['1.5', '-0.125', '0'], 'numeric(10, 3)', 'up to 1 + 3 digits'],
    [
      'lists',
      ['a,b,c', 'solo', null, '한정,신상품'],
      'textArray(",")',
      '"," stands between short items in 2 of 3 values (3 items',
    ],
    ['lists with bars', ['a|b', 'c'], 'textArray("|")', '"|"'],
    ['lists of numbers', ['1,2', '3,4,5', '6'], 'textArray(",")', '2 of 3 values'],
  ])('%s', (_what, cells, type, why) => {
    const [name, reason] = guess(cells);
    expect(name).toBe(type);
    expect(reason).toContain(why);
  });
});

describe('text stays text where it is', () => {
  it.each([
    ['Y only, a few times', ['Y', 'Y'], 'too little to tell: yesNo() if it is a flag'],
    ['nothing at all', [null, ' '], 'no value in 2 rows shows what it holds'],
    ['codes with leading zeros', ['007', '012'], 'no other form in common'],
    ['whole numbers in a column of text', ['12', '7'], 'bigint() if they are no codes'],
    ['numbers of eight digits that are days by chance', ['12340101', '56781231'], 'bigint() if they are no codes'],
    ['one day that is none', ['20240229', '20230229'], 'bigint() if they are no codes'],
    ['one value that is not Y or N', ['Y', 'N', 'X'], 'no other form in common'],
    ['lists or amounts of three digits', ['100,200', '300,400'], 'what may be marks before every third digit'],
    ['pairs or decimal commas', ['1,2', '3'], 'what may be a decimal comma'],
    ['addresses of machines', ['192.168.100.200', '100.200.100.200'], 'what may be marks before every third digit'],
    ['a decimal with an exponent', ['1.5E3'], 'no other form in common'],
    ['41 digits', ['1'.repeat(41), '2.5'], 'no other form in common'],
    ['sentences with commas', ['red, green and blue', 'one, two'], 'no other form in common'],
    ['a sentence among lists', ['a,b', 'c,d,e', 'f', 'It came late,broken.'], 'no other form in common'],
    ['a long item among lists', ['a,b', 'c,d,e', 'a bolt with a head,nut'], 'no other form in common'],
    ['pairs', ['Doe,John', 'Roe,Jane', 'Poe,Ann'], 'no other form in common'],
    ['a rare comma', ['a', 'b', 'c', 'd', 'e,f'], 'no other form in common'],
    ['JSON', ['{"a":1,"b":2}', '{"a":1}'], 'JSON objects: json() stores them as jsonb'],
    ['versions', ['1.9', '1.10'], 'decimals with zeros at their ends'],
    ['numbers of telephones', ['+821012345678', '+821012345679'], 'no other form in common'],
    ['a list of ten thousand', [`${'a,'.repeat(10_000)}b`, 'c,d,e'], 'no other form in common'],
    ['times with names of zones', ['2026-01-31 10:20:30 Asia/Seoul'], 'no other form in common'],
    ['lines', ['a,b', 'c,d\ne,f,g'], 'no other form in common'],
  ])('%s', (_what, cells, why) => {
    const [name, reason] = guess(cells);
    expect(name).toBe('text()');
    expect(reason).toContain(why);
  });
});

describe('text of CSV, which has no types,', () => {
  it('is a whole number where all values are, without leading zeros', () => {
    expect(guess(['12', '-7'], false)).toEqual(['bigint()', 'all 2 values are whole numbers without leading zeros']);
    expect(guess(['12', '07'], false)[0]).toBe('text()');
  });

  it('is numeric where a whole number is too long for 64 bits', () => {
    expect(guess(['1234567890123456789'], false)[0]).toBe('numeric(20, 0)');
  });

  it('with a NUL character loses it, since PostgreSQL cannot hold it', () => {
    expect(guess(['a\0b', 'c'])).toEqual([
      'text({"nul":"strip"})',
      'text, with NUL characters in one value, which PostgreSQL cannot hold: they are left out',
    ]);
  });
});
