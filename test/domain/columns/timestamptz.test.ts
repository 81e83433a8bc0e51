import { describe, expect, it } from 'vitest';
import { timestamp, timestamptz } from '../../../domain/columns/index.ts';
import { convert } from './convert.ts';

/** 2026-01-31T01:20:30.123456Z. */
const MOMENT = 1_769_822_430_123_456n;
const ORACLE = 'DD-MON-YYYY HH.MI.SS AM';

describe('timestamptz', () => {
  it.each([
    '2026-01-31 10:20:30.123456 +09:00',
    '2026-01-31 10:20:30.123456+09:00',
    '2026-01-31T10:20:30.123456+0900',
    '2026-01-31 10:20:30.123456 +09',
    '2026-01-31 01:20:30.123456 Z',
    '2026-01-31T01:20:30.123456Z',
    '2026-01-31 01:20:30.123456 UTC',
    '2026-01-31 01:20:30.123456 -00:00',
    '2026-01-30 21:50:30.123456 -03:30',
    '2026-01-31 01:20:30.123456000 +00:00',
    ' 2026-01-31 10:20:30.123456 +09:00 ',
  ])('P4: fact 22: the text %j is the moment that it names', written => {
    expect(convert(timestamptz(), 'text', written)).toBe(MOMENT);
  });

  it.each([
    ['2026-01-31 10:20 +09:00', 1_769_822_400_000_000n],
    ['1970-01-01 00:00:00 +15:59', -57_540_000_000n],
    ['1969-12-31 23:59:59.999999Z', -1n],
    ['9999-12-31 23:59:59.999999 -15:59', 253_402_358_339_999_999n],
    ['0001-01-01 00:00:00 +01:00', -62_135_600_400_000_000n],
    ['', null],
  ])('P4: fact 22: the text %j is %s microseconds', (written, expected) => {
    expect(convert(timestamptz(), 'text', written)).toBe(expected);
  });

  it.each([
    ['31-JAN-2026 10.20.30.123456 AM +09:00', MOMENT],
    ['31-Jan-2026 10.20.30.123456 am +09:00', MOMENT],
    ['01-FEB-2026 12.00.00 AM +00:00', 1_769_904_000_000_000n],
    ['01-FEB-2026 12.00.00 PM +00:00', 1_769_947_200_000_000n],
    ['29-FEB-2024 11.59.59.000001000 PM -01:00', 1_709_254_799_000_001n],
  ])("P4: fact 22: Oracle's own form %j is %s microseconds, where declared", (written, expected) => {
    expect(convert(timestamptz(ORACLE), 'text', written)).toBe(expected);
    expect(convert(timestamptz(['YYYY-MM-DD HH:mm:ss', ORACLE]), 'text', written)).toBe(expected);
    expect(convert(timestamptz(), 'text', written)).toMatch(/^is not written as YYYY-MM-DD HH:mm:ss \+HH:mm/u);
  });

  it.each([
    '2026-01-31 10:20:30 Asia/Seoul',
    '2026-01-31 10:20:30 US/Pacific PDT',
    '2026-01-31T10:20:30+09:00[Asia/Seoul]',
    '2026-01-31 10:20:30 KST',
  ])('P7: fact 22: %j is refused: a region has no one offset', written => {
    expect(convert(timestamptz(), 'text', written)).toBe(
      'has the name of a zone instead of an offset from UTC; set ConvertTimestampWithZoneToUTC=true on the Oracle endpoint, or convert it in custom()',
    );
  });

  it.each([
    '2026-02-30 10:20:30 +09:00',
    '2026-01-31 24:00:00 +09:00',
    '2026-01-31 10:20:30 +16:00',
    '2026-01-31 10:20:30 +09:60',
    '2026-01-31 10:20:30 +9:00',
    '2026-01-31 10:20:30  +09:00',
    '2026-01-31 10:20:30.1234567 +09:00',
    '2026-01-31',
    '2026-01-31 +09:00',
    '20260131102030+0900',
    '+09:00',
  ])('P7: fact 22: %j is refused', written => {
    expect(convert(timestamptz(), 'text', written)).toMatch(
      /^is not written as YYYY-MM-DD HH:mm:ss \+HH:mm, or no day of the calendar; declare its form/u,
    );
  });

  it.each([
    '31-JAN-26 10.20.30 AM +09:00',
    '31-MAI-2026 10.20.30 AM +09:00',
    '31-JAN-2026 00.20.30 AM +09:00',
    '31-JAN-2026 13.20.30 PM +09:00',
    '31-FEB-2026 10.20.30 AM +09:00',
  ])("P7: fact 22: %j is refused in Oracle's own form, too", written => {
    expect(convert(timestamptz(ORACLE), 'text', written)).toMatch(/^is not written as DD-MON-YYYY/u);
  });

  it('P7: fact 22: a wall clock without an offset is refused, unless the mapping says what it means', () => {
    const bare = '2026-01-31 10:20:30.123456';
    expect(convert(timestamptz(), 'text', bare)).toMatch(/^has no offset from UTC; declare what it is meant to be/u);
    expect(convert(timestamptz(undefined, { offset: '+09:00' }), 'text', bare)).toBe(MOMENT);
    expect(convert(timestamptz(undefined, { offset: '+09:00' }), 'text', `${bare} +00:00`)).toBe(
      MOMENT + 32_400_000_000n,
    );
  });

  it('P4: a TIMESTAMP or DATE is a wall clock, whatever the file claims: it takes the offset that the mapping says', () => {
    const seoul = timestamptz(undefined, { offset: '+09:00' });
    expect(convert(seoul, 'tsUs', MOMENT)).toBe(MOMENT - 32_400_000_000n);
    expect(convert(seoul, 'tsMs', 32_400_000n)).toBe(0n);
    expect(convert(seoul, 'date', 1)).toBe(54_000_000_000n);
    expect(convert(timestamptz(), 'tsUs', 0n)).toMatch(/^column is a wall clock in the file/u);
    expect(convert(timestamptz(), 'int64', 0n)).toMatch(/^column is INT64 in the file/u);
    expect(convert(seoul, 'tsMs', 9_224_318_048_400_000n)).toMatch(/^is outside the range of timestamptz/u);
    expect(convert(seoul, 'tsUs', -210_866_803_200_000_000n)).toMatch(/^is outside the range of timestamptz/u);
  });

  it('is declared with its forms, its offset and its default, and says what is wrong with them', () => {
    expect(timestamptz(ORACLE, { offset: 'Z' })).toMatchObject({
      name: `timestamptz("${ORACLE}", {"offset":"Z"})`,
      sql: 'timestamptz',
      declaration: 'timestamptz',
      problems: [],
    });
    expect(timestamptz(ORACLE).default('1970-01-01 01:00 +01:00').fallback).toBe(0n);
    expect(timestamptz().default('1970-01-01').problems).toHaveLength(1);
    expect(timestamptz(undefined, { offset: 'Asia/Seoul' }).problems).toEqual([
      'timestamptz({"offset":"Asia/Seoul"}) has an offset that is none; write it as +09:00',
    ]);
    expect(timestamptz([]).problems).toHaveLength(1);
    expect(timestamptz('HH' as typeof ORACLE).problems).toHaveLength(1);
  });

  it('P7: fact 22: timestamp() refuses an offset and points here: it would have to leave it out', () => {
    expect(convert(timestamp(), 'text', '2026-01-31 10:20:30 +09:00')).toMatch(/declare timestamptz\(\)$/u);
  });
});
