import { DATE_FORMATS, type DateFormat, dayReader, isZeroDate } from '../columns/date-format.ts';
import { digitsAt } from '../columns/digits.ts';
import { date, time, timestamp, timestamptz } from '../columns/index.ts';
import type { TimestampFormat } from '../columns/timestamp.ts';
import type { Guess } from './guess.ts';
import { allAre } from './sample.ts';

/** The two forms that date() reads without being told: neither can be mistaken for the other. */
const USUAL: readonly DateFormat[] = ['YYYYMMDD', 'YYYY-MM-DD'];

/** Days of the calendar as text. */
export function guessDate(texts: readonly string[]): Guess | undefined {
  const days = texts.filter(text => !isZeroDate(text));
  const forms = DATE_FORMATS.filter(form => days.some(day => isDayAs(form, day)));
  const areDays = days.every(day => forms.some(form => isDayAs(form, day)));
  if (days.length === 0 || !areDays || (forms.includes('YYYYMMDD') && !areLikelyDays(days))) {
    return undefined;
  }
  const { format, also } = written(forms);
  const zeros = texts.length - days.length;
  return {
    type: zeros === 0 ? date(format) : date(format, { zero: 'null' }),
    why: `${allAre(days.length)} days written as ${forms.join(' or ')}${also}${zeroText(zeros)}`,
  };
}

function isDayAs(form: DateFormat, text: string): boolean {
  return text.length === form.length && typeof dayReader(form)(text) === 'number';
}

/** The next file may have the sister form; where one of the two stands alone, nothing is lost by reading both. */
function written(forms: readonly DateFormat[]): { format: DateFormat | readonly DateFormat[]; also: string } {
  const isUsual = forms.every(form => USUAL.includes(form));
  const sister = USUAL.find(form => !forms.includes(form));
  if (isUsual) {
    return {
      format: USUAL,
      also: sister === undefined ? '' : `; ${sister}, which is never mistaken for it, is read too`,
    };
  }
  const [only] = forms;
  return { format: forms.length === 1 && only !== undefined ? only : forms, also: '' };
}

/** By chance one in 27 numbers of eight digits is a day. Half of them in these years, far-off days mean "for ever". */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2099;

function areLikelyDays(texts: readonly string[]): boolean {
  const likely = texts.filter(text => {
    const year = digitsAt(text, 0, 4);
    return year >= FIRST_YEAR && year <= LAST_YEAR;
  });
  return likely.length * 2 >= texts.length;
}

function zeroText(zeros: number): string {
  return zeros === 0 ? '' : `; ${zeros} more ${zeros === 1 ? 'is' : 'are'} zeros for "no date", read as NULL`;
}

const SEPARATED = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/u;
const COMPACT = /^\d{14}(?:\.\d+)?$/u;
const CLOCK = /^\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/u;

/** Times as text: of a day, or of the clock alone. */
export function guessMoment(texts: readonly string[]): Guess | undefined {
  const moments = texts.filter(text => !isZeroDate(text));
  const zeros = texts.length - moments.length;
  if (moments.length > 0 && moments.every(text => SEPARATED.test(text))) {
    return timestamps('YYYY-MM-DD HH:mm:ss', moments.length, zeros);
  }
  if (moments.length > 0 && moments.every(text => COMPACT.test(text)) && areLikelyDays(moments)) {
    return timestamps('YYYYMMDDHHmmss', moments.length, zeros);
  }
  return texts.every(text => CLOCK.test(text))
    ? { type: time(), why: `${allAre(texts.length)} times of day written as HH:mm or HH:mm:ss` }
    : undefined;
}

function timestamps(format: TimestampFormat, count: number, zeros: number): Guess {
  const plain = format === 'YYYY-MM-DD HH:mm:ss' ? timestamp() : timestamp(format);
  return {
    type: zeros === 0 ? plain : timestamp(format, { zero: 'null' }),
    why: `${allAre(count)} times written as ${format}${zeroText(zeros)}`,
  };
}

const ZONED = /^\d{4}-\d{2}-\d{2}[ T].*(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)$/u;
const ORACLE_ZONED = /^\d{2}-[A-Z]{3}-\d{4} /iu;

/** Times with their offset from UTC, as Oracle's TIMESTAMP WITH TIME ZONE comes. */
export function guessZoned(texts: readonly string[]): Guess | undefined {
  const why = `${allAre(texts.length)} times with their offsets from UTC`;
  if (texts.every(text => ZONED.test(text))) {
    return { type: timestamptz(), why };
  }
  return texts.every(text => ORACLE_ZONED.test(text))
    ? { type: timestamptz('DD-MON-YYYY HH.MI.SS AM'), why: `${why}, in Oracle's form` }
    : undefined;
}
