import { MICROS_PER_DAY } from './clock.ts';
import type { SourceType } from './column.ts';
import { FIRST_MICROS, MICROS_END } from './date-range.ts';
import { fromText, makeType, refused } from './make-type.ts';
import { microsConverter } from './micros.ts';
import { offsetMicros, readOffset } from './offset.ts';
import { CellFault, type ColumnType, type Convert } from './type.ts';
import { type ReadWallClock, readOracleClock, readWallClock } from './wall-clock.ts';

/** How the wall clock is written; its offset from UTC follows: `+09:00`, `+0900`, `+09`, `Z` or `UTC`. */
export type TimestamptzFormat = 'YYYY-MM-DD HH:mm:ss' | 'DD-MON-YYYY HH.MI.SS AM';

export interface TimestamptzOptions {
  /** The offset of values that state none, `+09:00`; without it they are refused. */
  readonly offset?: string;
}

const FORMATS: Readonly<Record<TimestamptzFormat, ReadWallClock>> = {
  'YYYY-MM-DD HH:mm:ss': readWallClock,
  'DD-MON-YYYY HH.MI.SS AM': readOracleClock,
};
const FORMAT_NAMES = Object.keys(FORMATS) as readonly TimestamptzFormat[];

interface Shape {
  readonly name: string;
  readonly formats: readonly TimestamptzFormat[];
  /** Microseconds east of UTC. */
  readonly fallback: bigint | undefined;
}

const OUTSIDE = new CellFault('is outside the range of timestamptz, 4713 BC to 294276 AD', 'clean the source');
const NO_OFFSET = new CellFault(
  'has no offset from UTC',
  "declare what it is meant to be, timestamptz(format, { offset: '+09:00' }), or declare timestamp()",
);
/** The clock of a region jumps, and the day of the jump is a matter of law: what `02:30 US/Pacific` was, no text says. */
const REGION = new CellFault(
  'has the name of a zone instead of an offset from UTC',
  'set ConvertTimestampWithZoneToUTC=true on the Oracle endpoint, or convert it in custom()',
);

/**
 * A moment in time, to the microsecond: what Oracle's TIMESTAMP WITH TIME ZONE is, which DMS writes as text. Takes text
 * of a wall clock and its offset from UTC, `2026-01-31 10:20:30.123456 +09:00` (`T` in place of the first blank, no second
 * blank, no seconds or up to six digits of them, more if they are zeros); with `offset`, the same without an offset, and
 * TIMESTAMP. Refused: names of regions, offsets beyond 15:59, 31 February. Blank text is NULL. The offset itself is not kept.
 *
 * @example `from('SEEN_AT', timestamptz())`
 * @example `from('SEEN_AT', timestamptz(['YYYY-MM-DD HH:mm:ss', 'DD-MON-YYYY HH.MI.SS AM'], { offset: '+00:00' }))`
 */
export function timestamptz(
  format?: TimestamptzFormat | readonly TimestamptzFormat[],
  options?: TimestamptzOptions,
): ColumnType<bigint, string> {
  const formats = format === undefined ? (['YYYY-MM-DD HH:mm:ss'] as const) : [format].flat();
  const name = `timestamptz(${[format, options].flatMap(part => (part === undefined ? [] : JSON.stringify(part))).join(', ')})`;
  const fallback = options?.offset === undefined ? undefined : offsetMicros(options.offset);
  const shape: Shape = { name, formats, fallback };
  return makeType<bigint, string>({
    name,
    sql: 'timestamptz',
    problems: problemsOf(shape, options),
    converter: source => converterOf(shape, source),
    read: written => momentOfText({ ...shape, formats: ['YYYY-MM-DD HH:mm:ss'] })(String(written).trim()),
  });
}

function problemsOf({ name, formats, fallback }: Shape, options: TimestamptzOptions | undefined): string[] {
  const isKnown = formats.length > 0 && formats.every(format => FORMAT_NAMES.includes(format));
  return [
    ...(isKnown ? [] : [`${name} names no timestamptz format that is known; use ${FORMAT_NAMES.join(' or ')}`]),
    ...(options?.offset !== undefined && fallback === undefined
      ? [`${name} has an offset that is none; write it as +09:00`]
      : []),
  ];
}

function converterOf(shape: Shape, source: SourceType): Convert<bigint> | CellFault {
  const { name, fallback } = shape;
  if (source.kind === 'text') {
    return fromText(momentOfText(shape));
  }
  if (source.kind !== 'timestamp' && source.kind !== 'date') {
    return refused(name, source, 'map it to a type that it is, or with custom()');
  }
  if (fallback === undefined) {
    const remedy = "declare it, timestamptz(undefined, { offset: '+09:00' }), or declare timestamp()";
    return new CellFault(`is a wall clock in the file, whose offset from UTC ${name} does not say`, remedy);
  }
  return source.kind === 'timestamp'
    ? microsConverter(source.unit, micros => inRange(micros - fallback))
    : value => inRange(BigInt(value as number) * BigInt(MICROS_PER_DAY) - fallback);
}

function inRange(micros: bigint): bigint | CellFault {
  return micros >= FIRST_MICROS && micros < MICROS_END ? micros : OUTSIDE;
}

const LETTERS_AT_END = /[\p{L}\]]$/u;
const AM_OR_PM = / [AP]M$/iu;

function momentOfText({ formats, fallback }: Shape): (text: string) => bigint | CellFault {
  const other = new CellFault(
    `is not written as ${formats.map(format => `${format} +HH:mm`).join(' or ')}, or no day of the calendar`,
    `declare its form, ${FORMAT_NAMES.join(' or ')}, or convert it in custom()`,
  );
  const readers = formats.map(format => FORMATS[format] ?? readWallClock);
  const wallOf = (text: string): bigint | undefined => firstOf(readers, text);
  return text => {
    const split = readOffset(text);
    const wall = split === undefined ? undefined : wallOf(split.rest);
    if (split !== undefined && wall !== undefined) {
      return inRange(wall - split.micros);
    }
    const bare = wallOf(text);
    if (bare !== undefined) {
      return fallback === undefined ? NO_OFFSET : inRange(bare - fallback);
    }
    return LETTERS_AT_END.test(text) && !AM_OR_PM.test(text) ? REGION : other;
  };
}

function firstOf(readers: readonly ReadWallClock[], text: string): bigint | undefined {
  for (const read of readers) {
    const micros = read(text);
    if (micros !== undefined) {
      return micros;
    }
  }
  return undefined;
}
