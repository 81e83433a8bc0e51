/** Day and time of day as text, without a zone: microseconds since 1970-01-01T00:00:00 of that clock. */
import { MICROS_PER_DAY, readClock } from './clock.ts';
import { dayReader } from './date-format.ts';

/** Undefined for what is written otherwise, or is no day or time. */
export type ReadWallClock = (text: string) => bigint | undefined;

const readDashedDay = dayReader('YYYY-MM-DD');
const DAY_LENGTH = 10;

/** `2026-01-31 10:20:30.123456`, without the fraction or the seconds too, with `T` in place of the blank. */
export function readWallClock(text: string): bigint | undefined {
  const days = readDashedDay(text);
  const mark = text[DAY_LENGTH];
  return typeof days === 'number' && (mark === ' ' || mark === 'T')
    ? atClock(days, readClock(text, DAY_LENGTH + 1))
    : undefined;
}

/** Both parts may pass through numbers, the sum may not: from the year 2255 on it is beyond 2^53. */
export function atClock(days: number, micros: number | undefined): bigint | undefined {
  return micros === undefined ? undefined : BigInt(days) * BigInt(MICROS_PER_DAY) + BigInt(micros);
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const ORACLE =
  /^(?<day>\d\d)-(?<month>[A-Z]{3})-(?<year>\d{4}) (?<hours>0[1-9]|1[0-2])\.(?<rest>\d\d\.\d\d(?:\.\d+)?) (?<half>[AP])M$/iu;

/** `31-JAN-2026 10.20.30.123456 PM`, Oracle's default in English, but for its years of two digits, which have no century. */
export function readOracleClock(text: string): bigint | undefined {
  const groups = ORACLE.exec(text)?.groups;
  const { day, month = '', year, hours, rest = '', half = '' } = groups ?? {};
  const monthAt = MONTHS.indexOf(month.toUpperCase()) + 1;
  if (groups === undefined || monthAt === 0) {
    return undefined;
  }
  const hour = (Number(hours) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  const [minutes, ...seconds] = rest.split('.');
  const clock = `${String(hour).padStart(2, '0')}:${minutes}:${seconds.join('.')}`;
  return readWallClock(`${year}-${String(monthAt).padStart(2, '0')}-${day} ${clock}`);
}
