import { clockMicros, MICROS_PER_DAY, readFraction } from './clock.ts';
import type { SourceType } from './column.ts';
import { dayReader, isZeroDate } from './date-format.ts';
import { FIRST_MICROS, MICROS_END } from './date-range.ts';
import { digitsAt } from './digits.ts';
import { fromText, makeType, refused } from './make-type.ts';
import { microsConverter } from './micros.ts';
import { CellFault, type ColumnType, type Convert } from './type.ts';
import { atClock, readWallClock } from './wall-clock.ts';

/** The second form has no separators at all; a fraction, `.S` to `.SSSSSS`, may follow either. */
export type TimestampFormat = 'YYYY-MM-DD HH:mm:ss' | 'YYYYMMDDHHmmss';

export interface TimestampOptions {
  /** What `0000-00-00 00:00:00` means: a fault, the default, or NULL. */
  readonly zero?: 'refuse' | 'null';
}

const FORMATS: Readonly<Record<TimestampFormat, (text: string) => bigint | undefined>> = {
  'YYYY-MM-DD HH:mm:ss': readSeparated,
  YYYYMMDDHHmmss: readCompact,
};
const FORMAT_NAMES = Object.keys(FORMATS) as readonly TimestampFormat[];

const OUTSIDE = new CellFault('is outside the range of timestamp, 4713 BC to 294276 AD', 'clean the source');

/**
 * Wall-clock time without a zone, to the microsecond. Takes TIMESTAMP in any unit (nanoseconds only where they are whole
 * microseconds; what a file claims about UTC is not heeded, since DMS claims it of local times), DATE as its midnight,
 * and text: `YYYY-MM-DD HH:mm[:ss[.SSSSSS]]`, `T` in place of the blank, the day alone as its midnight. Refused: zones
 * (`Z`, `+09:00`: timestamptz() takes them), `24:00`, 31 February, and `0000-00-00` unless `{ zero: 'null' }` says so. Blank text is NULL.
 *
 * @example `from('UPDATED_AT', timestamp())`
 * @example `from('CREATED', timestamp('YYYYMMDDHHmmss'))`
 */
export function timestamp(format?: TimestampFormat, options?: TimestampOptions): ColumnType<bigint, string> {
  const name = `timestamp(${[format, options].flatMap(part => (part === undefined ? [] : JSON.stringify(part))).join(', ')})`;
  const isKnown = format === undefined || FORMAT_NAMES.includes(format);
  const readDefault = timestampOfText('YYYY-MM-DD HH:mm:ss');
  return makeType<bigint, string>({
    name,
    sql: 'timestamp',
    problems: isKnown ? [] : [`${name} names no timestamp format that is known; use ${FORMAT_NAMES.join(' or ')}`],
    converter: source => timestampConverter(name, timestampOfText(format ?? 'YYYY-MM-DD HH:mm:ss', options), source),
    read: written => readDefault(String(written).trim()),
  });
}

type ReadText = (text: string) => bigint | null | CellFault;

function timestampConverter(name: string, read: ReadText, source: SourceType): Convert<bigint> | CellFault {
  switch (source.kind) {
    case 'timestamp':
      return microsConverter(source.unit, inRange);
    case 'date':
      return value => inRange(BigInt(value as number) * BigInt(MICROS_PER_DAY));
    case 'text':
      return fromText(read);
    default:
      return refused(name, source, 'map it to a type that it is, or with custom()');
  }
}

function inRange(micros: bigint): bigint | CellFault {
  return micros >= FIRST_MICROS && micros < MICROS_END ? micros : OUTSIDE;
}

function timestampOfText(format: TimestampFormat, options?: TimestampOptions): ReadText {
  const read = FORMATS[format] ?? readSeparated;
  const fault = new CellFault(
    `is not a timestamp written as ${format}[.SSSSSS], or no day of the calendar`,
    `declare its form, ${FORMAT_NAMES.join(' or ')}, or, with an offset from UTC, declare timestamptz()`,
  );
  const zero = new CellFault(
    'is no day of the calendar',
    "declare timestamp(format, { zero: 'null' }) if it means NULL",
  );
  return text => {
    const micros = read(text);
    if (micros !== undefined) {
      return micros;
    }
    if (!isZeroDate(text)) {
      return fault;
    }
    return options?.zero === 'null' ? null : zero;
  };
}

const readDashedDay = dayReader('YYYY-MM-DD');
const readCompactDay = dayReader('YYYYMMDD');
const DASHED_LENGTH = 10;
const COMPACT_LENGTH = 14;

function readSeparated(text: string): bigint | undefined {
  const days = text.length === DASHED_LENGTH ? readDashedDay(text) : undefined;
  return typeof days === 'number' ? atClock(days, 0) : readWallClock(text);
}

function readCompact(text: string): bigint | undefined {
  const days = readCompactDay(text);
  const clock = clockMicros(digitsAt(text, 8, 2), digitsAt(text, 10, 2), digitsAt(text, 12, 2));
  const fraction = readFraction(text, COMPACT_LENGTH);
  return typeof days !== 'number' || clock === undefined || fraction === undefined
    ? undefined
    : atClock(days, clock + fraction);
}
