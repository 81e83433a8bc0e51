import { describe, expect, it } from 'vitest';
import { date, text, time, timestamp } from '../../../domain/columns/index.ts';
import { convert } from './convert.ts';

const DAY = 86_400_000_000n;

/** Year, month and day as text, of each day of the years 1 to 9999: month lengths and leap years, nothing else. */
function* everyDay(): Generator<readonly string[]> {
  for (let year = 1; year <= 9999; year += 1) {
    const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (const [month, length] of lengths.entries()) {
      for (let day = 1; day <= length; day += 1) {
        yield [String(year).padStart(4, '0'), String(month + 1).padStart(2, '0'), String(day).padStart(2, '0')];
      }
    }
  }
}

describe('date', () => {
  it.each([
    ['20240229', 19_782],
    ['2024-02-29', 19_782],
    ['19700101', 0],
    ['19691231', -1],
    ['00010101', -719_162],
    ['99991231', 2_932_896],
    ['20000229', 11_016],
    [' 20240229 ', 19_782],
    ['', null],
    ['   ', null],
  ])('P4: the text %j is the day %j', (written, expected) => {
    expect(convert(date(), 'text', written)).toBe(expected);
    expect(convert(date(['YYYYMMDD', 'YYYY-MM-DD']), 'text', written)).toBe(expected);
  });

  it.each([
    ['20240231', 'is no day of the calendar; clean the source, or convert it in custom()'],
    ['20230229', 'is no day of the calendar; clean the source, or convert it in custom()'],
    ['19000229', 'is no day of the calendar; clean the source, or convert it in custom()'],
    ['20241301', 'is no day of the calendar; clean the source, or convert it in custom()'],
    ['20240100', 'is no day of the calendar; clean the source, or convert it in custom()'],
    ['00000101', 'is no day of the calendar; clean the source, or convert it in custom()'],
    ['0000-00-00', "is no day of the calendar; declare date(format, { zero: 'null' }) if it means NULL"],
    ['00000000', "is no day of the calendar; declare date(format, { zero: 'null' }) if it means NULL"],
  ])('P7: %j is refused, since there is no such day', (written, expected) => {
    expect(convert(date(), 'text', written)).toBe(expected);
  });

  it.each([
    '2024/02/29',
    '240229',
    '2024-2-29',
    '\uff12\uff10240229',
    '2024022\uff19',
    '2024-02-29 00:00:00',
    '20240229\0',
    'x',
  ])('P7: %j is refused with the forms that were expected', written => {
    expect(convert(date(), 'text', written)).toBe(
      'is not written as YYYYMMDD or YYYY-MM-DD; declare its form, one of YYYYMMDD, YYYY-MM-DD, YYYY/MM/DD, YYYY.MM.DD',
    );
  });

  it('reads only the forms that are declared', () => {
    expect(convert(date('YYYYMMDD'), 'text', '2024-02-29')).toMatch(/^is not written as YYYYMMDD;/u);
    expect(convert(date('YYYY/MM/DD'), 'text', '2024/02/29')).toBe(19_782);
    expect(convert(date('YYYY.MM.DD'), 'text', '2024.02.29')).toBe(19_782);
    expect(convert(date('YYYY.MM.DD'), 'text', '2024.02/29')).toMatch(/^is not written as/u);
  });

  it('takes a zero date for NULL where declared', () => {
    expect(convert(date('YYYY-MM-DD', { zero: 'null' }), 'text', '0000-00-00')).toBeNull();
    expect(convert(date('YYYYMMDD', { zero: 'null' }), 'text', '00000000')).toBeNull();
    expect(convert(date('YYYYMMDD', { zero: 'null' }), 'text', '00000101')).toMatch(/^is no day/u);
  });

  it('takes days, and timestamps at midnight; a time of day is cut only where declared', () => {
    expect(convert(date(), 'date', -1)).toBe(-1);
    expect(convert(date(), 'tsUs', -DAY)).toBe(-1);
    expect(convert(date(), 'tsMs', 86_400_000n)).toBe(1);
    expect(convert(date(), 'tsNs', DAY * 1000n)).toBe(1);
    expect(convert(date(), 'tsUs', -1n)).toMatch(/^has a time of day.*; declare timestamp\(\)/u);
    expect(convert(date('YYYYMMDD', { time: 'cut' }), 'tsUs', -1n)).toBe(-1);
    expect(convert(date('YYYYMMDD', { time: 'cut' }), 'tsUs', DAY - 1n)).toBe(0);
  });

  it("keeps to PostgreSQL's range, 4714-11-24 BC to 5874897-12-31", () => {
    expect(convert(date(), 'date', -2_440_588)).toBe(-2_440_588);
    expect(convert(date(), 'date', 2_145_042_905)).toBe(2_145_042_905);
    expect(convert(date(), 'date', -2_440_589)).toMatch(/^is outside the range of date/u);
    expect(convert(date(), 'date', 2_145_042_906)).toMatch(/^is outside the range of date/u);
    expect(convert(text(), 'date', 2_145_042_905)).toBe('5874897-12-31');
    expect(convert(text(), 'date', -2_440_588)).toBe('4714-11-24 BC');
  });

  it('refuses columns that hold no dates', () => {
    expect(convert(date(), 'int32', 20_240_229)).toMatch(
      /^column is INT32 in the file, which date\(\) does not take;/u,
    );
  });

  it('P4: every day of the years 1 to 9999 reads back, counted one by one', () => {
    const compact = date('YYYYMMDD').converter({ kind: 'text' }) as (value: string) => unknown;
    const shown = text().converter({ kind: 'date' }) as (value: number) => unknown;
    const wrong: string[] = [];
    let days = -719_162;
    for (const parts of everyDay()) {
      if (compact(parts.join('')) !== days || shown(days) !== parts.join('-')) {
        wrong.push(parts.join('-'));
      }
      days += 1;
    }
    expect(wrong).toEqual([]);
    expect(days).toBe(2_932_897);
  });
});

describe('timestamp', () => {
  it.each([
    ['2024-02-29 00:00:00.123456', 1_709_164_800_123_456n],
    ['2024-02-29T00:00:00.123456', 1_709_164_800_123_456n],
    ['2024-02-29 13:05', 1_709_211_900_000_000n],
    ['2024-02-29', 1_709_164_800_000_000n],
    ['1969-12-31 23:59:59.999999', -1n],
    ['1970-01-01 00:00:00.5', 500_000n],
    ['1970-01-01 00:00:00.000001000', 1n],
    ['9999-12-31 23:59:59.999999', 253_402_300_799_999_999n],
    ['0001-01-01 00:00:00', -62_135_596_800_000_000n],
    ['', null],
    [' ', null],
  ])('P4: the text %j is the wall clock %s', (written, expected) => {
    expect(convert(timestamp(), 'text', written)).toBe(expected);
  });

  it.each([
    '2024-02-29 00:00:00Z',
    '2024-02-29 00:00:00+09:00',
    '2024-02-29 24:00:00',
    '2024-02-29 23:60:00',
    '2024-02-29 23:59:60',
    '2024-02-30 00:00:00',
    '2024-02-29 00:00:00.1234567',
    '2024-02-29 00:00:00.',
    '2024-02-29 0:00:00',
    '2024-02-29  00:00:00',
    '20240229000000',
    '2024-02-29 00:00:00,5',
    '2024-02-29x',
  ])('P7: %j is refused', written => {
    expect(convert(timestamp(), 'text', written)).toMatch(
      /^is not a timestamp written as YYYY-MM-DD HH:mm:ss\[\.SSSSSS\], or no day of the calendar; declare its form/u,
    );
  });

  it('reads the compact form where declared, and zero dates as NULL where declared', () => {
    expect(convert(timestamp('YYYYMMDDHHmmss'), 'text', '20240229130500')).toBe(1_709_211_900_000_000n);
    expect(convert(timestamp('YYYYMMDDHHmmss'), 'text', '20240229130500.25')).toBe(1_709_211_900_250_000n);
    expect(convert(timestamp('YYYYMMDDHHmmss'), 'text', '2024-02-29 13:05:00')).toMatch(/^is not a timestamp/u);
    expect(convert(timestamp(), 'text', '0000-00-00 00:00:00')).toMatch(
      /^is no day of the calendar; declare timestamp/u,
    );
    expect(convert(timestamp(undefined, { zero: 'null' }), 'text', '0000-00-00 00:00:00')).toBeNull();
  });

  it.each([
    ['tsUs', -62_135_596_800_000_000n, -62_135_596_800_000_000n],
    ['tsMs', -1n, -1000n],
    ['tsNs', -1000n, -1n],
    ['date', -1, -DAY],
    ['tsUs', 9_223_372_036_854_775_807n, 9_223_372_036_854_775_807n],
    ['tsMs', 9_224_318_015_999_999n, 9_224_318_015_999_999_000n],
  ] as const)('P4: fact 21: %s %s is %s microseconds', (source, value, expected) => {
    expect(convert(timestamp(), source, value)).toBe(expected);
  });

  it.each([
    ['tsNs', 1n, 'has nanoseconds'],
    ['tsNs', -1n, 'has nanoseconds'],
    ['tsUs', -210_866_803_200_000_001n, 'is outside the range of timestamp'],
    ['tsMs', 9_224_318_016_000_000n, 'is outside the range of timestamp'],
    ['date', 2_145_042_905, 'is outside the range of timestamp'],
    ['int64', 1n, 'column is INT64 in the file'],
  ] as const)('P4: %s %s is refused, not rounded', (source, value, reason) => {
    expect(String(convert(timestamp(), source, value)).startsWith(reason)).toBe(true);
  });
});

describe('time', () => {
  it.each([
    ['text', '13:05', 47_100_000_000n],
    ['text', '23:59:59.999999', 86_399_999_999n],
    ['text', ' 00:00:00 ', 0n],
    ['text', '', null],
    ['timeMs', 1, 1000n],
    ['timeUs', 44_628_653_946n, 44_628_653_946n],
    ['timeNs', 1000n, 1n],
  ] as const)('P4: %s %s is %s microseconds', (source, value, expected) => {
    expect(convert(time(), source, value)).toBe(expected);
  });

  it.each([
    ['text', '24:00', 'is not a time'],
    ['text', '23:59:60', 'is not a time'],
    ['text', '1:00', 'is not a time'],
    ['text', '12:00:00+09', 'is not a time'],
    ['timeUs', 86_400_000_000n, 'is outside the range of time'],
    ['timeUs', -1n, 'is outside the range of time'],
    ['timeNs', 1n, 'has nanoseconds'],
    ['tsUs', 1n, 'column is TIMESTAMP in microseconds'],
  ] as const)('P7: %s %s is refused', (source, value, reason) => {
    expect(String(convert(time(), source, value)).startsWith(reason)).toBe(true);
  });
});
