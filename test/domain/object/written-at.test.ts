import { describe, expect, test } from 'vitest';
import { readKey } from '../../../domain/object/key.ts';
import { writtenAtMicros } from '../../../domain/object/written-at.ts';
import { thrownBy } from '../../factories/thrown.ts';

function writtenAt(file: string, timeZone?: string): string {
  const key = readKey(`s/t/${file}`);
  if (key === undefined || key.kind === 'load' || key.kind === 'stray') {
    throw new Error(`${file} is no file of changes`);
  }
  const micros = writtenAtMicros(key, timeZone);
  const milliseconds = new Date(Number(micros / 1000n)).toISOString();
  return milliseconds.replace('Z', `${String(micros % 1000n).padStart(3, '0')}Z`);
}

describe('writtenAtMicros', () => {
  test('counts microseconds since 1970 exactly', () => {
    const key = readKey('s/t/20211123-013830913.parquet');
    // date -u -d '2021-11-23 01:38:30' +%s
    expect(key?.kind === 'cdc' && writtenAtMicros(key, undefined)).toBe(1_637_631_510_913_000n);
  });

  test.each([
    ['20211123-013830913.parquet', '2021-11-23T01:38:30.913000Z'],
    ['20141029-1134010000.csv', '2014-10-29T11:34:01.000000Z'],
    ['20141029-1134019876.csv', '2014-10-29T11:34:01.987600Z'],
    ['CDC_TXN-20201117153046033.csv', '2020-11-17T15:30:46.033000Z'],
    ['20240229-000000000.csv', '2024-02-29T00:00:00.000000Z'],
    ['20251231-235959999.csv', '2025-12-31T23:59:59.999000Z'],
    ['19700101-000000000.csv', '1970-01-01T00:00:00.000000Z'],
    ['99991231-235959999.csv', '9999-12-31T23:59:59.999000Z'],
  ])('fact 2: reads %s as UTC', (file, instant) => {
    expect(writtenAt(file)).toBe(instant);
  });

  test.each([
    ['20260301-120000000.csv', 'UTC', '2026-03-01T12:00:00.000000Z'],
    ['20260301-000000123.csv', 'Asia/Seoul', '2026-02-28T15:00:00.123000Z'],
    ['20260301-0000001234.csv', 'Asia/Kolkata', '2026-02-28T18:30:00.123400Z'],
    ['20260701-120000000.csv', 'America/New_York', '2026-07-01T16:00:00.000000Z'],
    // Berlin 2026: forward at 02:00 on 29 March, back at 03:00 on 25 October.
    ['20260329-015959999.csv', 'Europe/Berlin', '2026-03-29T00:59:59.999000Z'],
    ['20260329-030000000.csv', 'Europe/Berlin', '2026-03-29T01:00:00.000000Z'],
    ['20261025-015959999.csv', 'Europe/Berlin', '2026-10-24T23:59:59.999000Z'],
    ['20261025-030000000.csv', 'Europe/Berlin', '2026-10-25T02:00:00.000000Z'],
    // Half an hour only, in the southern spring.
    ['20261004-023000000.csv', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000000Z'],
    // Samoa left out 30 December 2011.
    ['20111231-000000000.csv', 'Pacific/Apia', '2011-12-30T10:00:00.000000Z'],
  ])('reads %s as the wall clock of %s', (file, timeZone, instant) => {
    expect(writtenAt(file, timeZone)).toBe(instant);
  });

  test.each([
    ['Europe/Berlin', '20261025-023000000.csv', '2026-10-25T00:30:00.000000Z'],
    ['America/New_York', '20261101-013000000.csv', '2026-11-01T05:30:00.000000Z'],
    ['Australia/Lord_Howe', '20260405-014500000.csv', '2026-04-04T14:45:00.000000Z'],
  ])('takes the earlier instant of the hour that %s repeats', (timeZone, file, instant) => {
    expect(writtenAt(file, timeZone)).toBe(instant);
  });

  test.each([
    ['Europe/Berlin', '20260329-023000000.csv', '2026-03-29T01:30:00.000000Z'],
    ['America/New_York', '20260308-023000000.csv', '2026-03-08T07:30:00.000000Z'],
  ])('takes the hour that %s skips by the clock before the change', (timeZone, file, instant) => {
    expect(writtenAt(file, timeZone)).toBe(instant);
  });

  test.each([
    '20260231-000000000.parquet',
    '20250229-000000000.parquet',
    '20260431-000000000.parquet',
    '20261301-000000000.parquet',
    '20260001-000000000.parquet',
    '20260100-000000000.parquet',
    '20260132-000000000.parquet',
    '20260101-250000000.parquet',
    '20260101-240000000.parquet',
    '20260101-006000000.parquet',
    '20260101-000060000.parquet',
    '19691231-235959999.parquet',
    '00000000-000000000.parquet',
    '99999999-999999999.parquet',
    'CDC_TXN-20260231000000000.csv',
  ])('P6: refuses %s by name, for a file so named is not dropped', file => {
    const error = thrownBy(() => writtenAt(file));
    expect(error.code).toBe('KEY_TIME_INVALID');
    expect(error.verdict).toBe('rejected');
    expect(error.message).toContain(`"${file}" is named like a file of changes`);
  });

  test('refuses a zone that does not exist', () => {
    const error = thrownBy(() => writtenAt('20260301-000000000.csv', 'Asia/Seul'));
    expect(error.code).toBe('MAPPING_INVALID');
    expect(error.message).toContain('"Asia/Seul" is not a time zone');
  });
});
