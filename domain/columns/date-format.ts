/** Dates as text: the forms that can be declared, and how each is read. */
import { daysFromCivil, isDay } from './calendar.ts';
import { digitsAt } from './digits.ts';

export type DateFormat = 'YYYYMMDD' | 'YYYY-MM-DD' | 'YYYY/MM/DD' | 'YYYY.MM.DD';

/** Year, month and day, in this order; what stands between them is one character or none. */
const SEPARATORS: Readonly<Record<DateFormat, string>> = {
  YYYYMMDD: '',
  'YYYY-MM-DD': '-',
  'YYYY/MM/DD': '/',
  'YYYY.MM.DD': '.',
};

export const DATE_FORMATS = Object.keys(SEPARATORS) as readonly DateFormat[];

/** What became of a text: days since 1970-01-01, or written in another form, or no day of the calendar (31 February). */
export type ReadDay = number | 'other-form' | 'no-such-day';

/** Reads a day at the start of a text; what follows it is up to the caller. */
export function dayReader(format: DateFormat): (text: string) => ReadDay {
  const separator = SEPARATORS[format];
  const gap = separator.length;
  const monthAt = 4 + gap;
  const dayAt = monthAt + 2 + gap;
  return text => {
    if (gap === 1 && !(text[4] === separator && text[dayAt - 1] === separator)) {
      return 'other-form';
    }
    const year = digitsAt(text, 0, 4);
    const month = digitsAt(text, monthAt, 2);
    const day = digitsAt(text, dayAt, 2);
    if (year < 0 || month < 0 || day < 0) {
      return 'other-form';
    }
    return isDay(year, month, day) ? daysFromCivil(year, month, day) : 'no-such-day';
  };
}

const ZERO_DATE = /^0{4}[-/.]?00[-/.]?00(?:[ T]?[0:.]*)?$/u;

/** `0000-00-00` in any form, with or without a time of zeros: what applications write for "no date". */
export function isZeroDate(text: string): boolean {
  return ZERO_DATE.test(text);
}
