import type { SourceType, TimeUnit } from './column.ts';
import { DATE_FORMATS, type DateFormat, dayReader, isZeroDate, type ReadDay } from './date-format.ts';
import { FIRST_DAY, LAST_DAY } from './date-range.ts';
import { fromText, makeType, refused } from './make-type.ts';
import { splitDay } from './source-text.ts';
import { CellFault, type ColumnType, type Convert } from './type.ts';

export interface DateOptions {
  /** What `0000-00-00` means: a fault, the default, or NULL. */
  readonly zero?: 'refuse' | 'null';
  /** What to do with the time of day of a TIMESTAMP: refuse any but midnight, the default, or cut it off. */
  readonly time?: 'refuse' | 'cut';
}

interface Shape extends DateOptions {
  readonly name: string;
  readonly formats: readonly DateFormat[];
}

const OUTSIDE = new CellFault('is outside the range of date, 4713 BC to 5874897 AD', 'clean the source');

/**
 * Day of the calendar. Takes DATE, TIMESTAMP at midnight (an Oracle DATE arrives as one), and text in a declared form;
 * without a form, `YYYYMMDD` and `YYYY-MM-DD`. Blanks around are allowed; blank text is NULL. Refused: 31 February,
 * other forms, a time of day, and `0000-00-00` unless `{ zero: 'null' }` says that it means NULL.
 *
 * @example `from('REG_DATE', date('YYYYMMDD'))`
 * @example `from('REG_DATE', date(['YYYYMMDD', 'YYYY-MM-DD'], { zero: 'null' }))`
 */
export function date(format?: DateFormat | readonly DateFormat[], options?: DateOptions): ColumnType<number, string> {
  const formats = format === undefined ? (['YYYYMMDD', 'YYYY-MM-DD'] as const) : [format].flat();
  const name = `date(${[format, options].flatMap(part => (part === undefined ? [] : JSON.stringify(part))).join(', ')})`;
  const shape: Shape = { ...options, name, formats };
  const readDefault = dateOfText({ name, formats: ['YYYY-MM-DD'] });
  return makeType<number, string>({
    name,
    sql: 'date',
    problems: problemsOf(shape),
    converter: source => dateConverter(shape, source),
    read: written => readDefault(String(written).trim()),
  });
}

function problemsOf({ name, formats }: Shape): string[] {
  const unknown = formats.filter(format => !DATE_FORMATS.includes(format));
  return unknown.length === 0 && formats.length > 0
    ? []
    : [`${name} names no date format that is known; use ${DATE_FORMATS.join(', ')}`];
}

function dateConverter(shape: Shape, source: SourceType): Convert<number> | CellFault {
  switch (source.kind) {
    case 'date':
      return value => inRange(value as number);
    case 'timestamp':
      return dateOfTimestamp(shape, source.unit);
    case 'text':
      return fromText(dateOfText(shape));
    default:
      return refused(shape.name, source, 'map it to a type that it is, or with custom()');
  }
}

function inRange(days: number): number | CellFault {
  return days >= FIRST_DAY && days <= LAST_DAY ? days : OUTSIDE;
}

function dateOfTimestamp(shape: Shape, unit: TimeUnit): Convert<number> {
  const hasTime = new CellFault(
    'has a time of day, which a date cannot hold',
    "declare timestamp(), or date(undefined, { time: 'cut' }) to leave the time out",
  );
  return value => {
    const { days, rest } = splitDay(value as bigint, unit);
    return rest === 0n || shape.time === 'cut' ? inRange(days) : hasTime;
  };
}

function dateOfText(shape: Shape): (text: string) => number | null | CellFault {
  const readers = shape.formats.map(format => exactly(format));
  return text => {
    let failure: Exclude<ReadDay, number> = 'other-form';
    for (const read of readers) {
      const day = read(text);
      if (typeof day === 'number') {
        return day;
      }
      failure = day === 'no-such-day' ? day : failure;
    }
    return isZeroDate(text) && shape.zero === 'null' ? null : faultOf(shape, text, failure);
  };
}

function exactly(format: DateFormat): (text: string) => ReadDay {
  const read = dayReader(format);
  return text => (text.length === format.length ? read(text) : 'other-form');
}

function faultOf(shape: Shape, text: string, failure: 'other-form' | 'no-such-day'): CellFault {
  if (isZeroDate(text)) {
    return new CellFault('is no day of the calendar', "declare date(format, { zero: 'null' }) if it means NULL");
  }
  return failure === 'no-such-day'
    ? new CellFault('is no day of the calendar', 'clean the source, or convert it in custom()')
    : new CellFault(
        `is not written as ${shape.formats.join(' or ')}`,
        `declare its form, one of ${DATE_FORMATS.join(', ')}`,
      );
}
