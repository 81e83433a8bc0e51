/** Values and types of a file as people and `text()` write them: one canonical text for each value. */
import { civilFromDays } from './calendar.ts';
import type { SourceType, SourceValue, TimeUnit } from './column.ts';
import { decimalText } from './decimal-text.ts';
import { floatText } from './float-text.ts';

/** What a type of a file is called in messages. */
export function sourceName(source: SourceType): string {
  switch (source.kind) {
    case 'integer':
      return `${source.signed ? 'INT' : 'UINT'}${source.bits}`;
    case 'decimal':
      return `DECIMAL(${source.precision}, ${source.scale})`;
    case 'float':
      return source.bits === 32 ? 'FLOAT' : 'DOUBLE';
    case 'time':
    case 'timestamp':
      return `${source.kind.toUpperCase()} in ${source.unit}`;
    default:
      return source.kind.toUpperCase();
  }
}

/**
 * The way in which values of a type are written: `123.45`, `2024-02-29`, `2024-02-29 13:05:00.5` (zeros at the end of
 * the fraction left out, as PostgreSQL does), `13:05:00`, `true`, shortest text of floats, `\x0aff` of bytes.
 */
export function textOf(source: SourceType): (value: SourceValue) => string {
  switch (source.kind) {
    case 'decimal':
      return value => decimalText(value as number | bigint, source.scale);
    case 'float':
      return value => floatText(value as number, source.bits);
    case 'bytes':
      return value => `\\x${Buffer.from(value as Uint8Array).toString('hex')}`;
    case 'date':
      return value => dayText(value as number);
    case 'time':
      return value => clockText(BigInt(value as number | bigint), source.unit);
    case 'timestamp':
      return value => timestampText(value as bigint, source.unit);
    default:
      return String;
  }
}

const UNITS_PER_SECOND: Readonly<Record<TimeUnit, bigint>> = {
  milliseconds: 1000n,
  microseconds: 1_000_000n,
  nanoseconds: 1_000_000_000n,
};
const LAST_ZEROS = /0+$/u;
const SECONDS_PER_DAY = 86_400n;

/** How many units make a day. */
function unitsPerDay(unit: TimeUnit): bigint {
  return UNITS_PER_SECOND[unit] * SECONDS_PER_DAY;
}

/** Whole days since 1970-01-01 of a timestamp, and what is left of the last day. */
export function splitDay(value: bigint, unit: TimeUnit): { days: number; rest: bigint } {
  const length = unitsPerDay(unit);
  const rest = ((value % length) + length) % length;
  return { days: Number((value - rest) / length), rest };
}

/** `2024-02-29`; `0044-03-15 BC`. */
function dayText(days: number): string {
  const { year, month, day } = civilFromDays(days);
  const text = `${padded(year > 0 ? year : 1 - year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
  return year > 0 ? text : `${text} BC`;
}

function clockText(units: bigint, unit: TimeUnit): string {
  const perSecond = UNITS_PER_SECOND[unit];
  const seconds = Number(units / perSecond);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(part => padded(part, 2));
  const fraction = (perSecond + (units % perSecond)).toString().slice(1).replace(LAST_ZEROS, '');
  return fraction === '' ? clock.join(':') : `${clock.join(':')}.${fraction}`;
}

function timestampText(value: bigint, unit: TimeUnit): string {
  const { days, rest } = splitDay(value, unit);
  const [day = '', era] = dayText(days).split(' ');
  return `${day} ${clockText(rest, unit)}${era === undefined ? '' : ` ${era}`}`;
}

function padded(number: number, width: number): string {
  return String(number).padStart(width, '0');
}
