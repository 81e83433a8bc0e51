/** Decimal numbers as text, exact: no value passes through a JavaScript number. */
import { isDigits } from './digits.ts';

/** The characters with which a text sets off its fraction and groups its digits by thousands. */
export interface DecimalMarks {
  readonly decimal: string;
  readonly group: string | undefined;
}

export const PLAIN_MARKS: DecimalMarks = { decimal: '.', group: undefined };

/** Keeps `1e999999999` from filling the memory; the largest exponent of an Oracle NUMBER is 125. */
const LARGEST_EXPONENT = 1000;
const EXPONENT_MARK = /e/iu;
const EXPONENT = /^[+-]?\d{1,5}$/u;
const FIRST_ZEROS = /^0+/u;
const NOT_ZERO = /[1-9]/u;
const GROUP_SIZE = 3;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

/** `-?[0-9]+(\.[0-9]+)?` of an unscaled value: 12345 with scale 2 is `123.45`. */
export function decimalText(unscaled: number | bigint, scale: number): string {
  const text = unscaled.toString();
  if (scale === 0) {
    return text;
  }
  const sign = text.startsWith('-') ? '-' : '';
  const digits = text.slice(sign.length).padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * The same number as `-?[0-9]+(\.[0-9]+)?` without leading zeros or a negative zero; undefined if the text is none.
 *
 * Takes a sign before or after the digits (`-5`, `- 5`, `+5`, `5-`: Oracle's formats S and MI), a missing zero (`.5`,
 * `5.`), an exponent (`1.5E+3`), and group marks if there is one, which must stand before every third digit: else `1,5`
 * of someone who writes decimal commas would become 15. The text has no blanks around it and is not empty.
 */
export function plainDecimal(text: string, marks: DecimalMarks): string | undefined {
  const quick = marks.decimal === '.' ? quickDecimal(text, marks.group) : undefined;
  return quick ?? readDecimal(text, marks);
}

/** The common cases, for their speed: nothing to change, or group marks to leave out. */
function quickDecimal(text: string, group: string | undefined): string | undefined {
  if (isPlain(text)) {
    return text;
  }
  const point = text.indexOf('.');
  const joined = group === undefined ? undefined : ungrouped(text, group, point < 0 ? text.length : point);
  return joined !== undefined && isPlain(joined) ? joined : undefined;
}

function readDecimal(text: string, marks: DecimalMarks): string | undefined {
  const sign = signOf(text);
  const body = sign.trailing ? text.slice(0, -1).trimEnd() : text.slice(sign.length).trimStart();
  const exponentAt = body.search(EXPONENT_MARK);
  const mantissa = exponentAt < 0 ? body : body.slice(0, exponentAt);
  const exponent = exponentAt < 0 ? 0 : readExponent(body.slice(exponentAt + 1));
  const point = mantissa.indexOf(marks.decimal);
  const integral = point < 0 ? mantissa : mantissa.slice(0, point);
  const whole = marks.group === undefined ? integral : ungrouped(integral, marks.group, integral.length);
  const fraction = point < 0 ? '' : mantissa.slice(point + 1);
  if (whole === undefined || exponent === undefined || whole + fraction === '' || !isDigits(whole + fraction)) {
    return undefined;
  }
  return assembled(sign.isNegative, shifted(whole, fraction, exponent));
}

/** Whether the text needs no change. This is the common case, so it makes nothing. */
function isPlain(text: string): boolean {
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  let point = -1;
  let isZero = true;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === POINT && point < 0 && at > start) {
      point = at;
    } else if (code < ZERO || code > NINE) {
      return false;
    }
    isZero &&= code === POINT || code === ZERO;
  }
  const wholeLength = (point < 0 ? text.length : point) - start;
  const hasLeadingZero = wholeLength > 1 && text.charCodeAt(start) === ZERO;
  return wholeLength > 0 && point !== text.length - 1 && !hasLeadingZero && !(isZero && start === 1);
}

interface Sign {
  readonly isNegative: boolean;
  readonly trailing: boolean;
  /** Of a leading sign. */
  readonly length: number;
}

function signOf(text: string): Sign {
  const first = text.charAt(0);
  if (first === '-' || first === '+') {
    return { isNegative: first === '-', trailing: false, length: 1 };
  }
  const last = text.at(-1);
  return { isNegative: last === '-', trailing: last === '-' || last === '+', length: 0 };
}

function readExponent(text: string): number | undefined {
  const exponent = EXPONENT.test(text) ? Number(text) : Number.NaN;
  return Math.abs(exponent) <= LARGEST_EXPONENT ? exponent : undefined;
}

/**
 * The text without its group marks; undefined if one of them does not stand before every third digit up to `end`, or if
 * there is anything but a minus and digits before it.
 */
function ungrouped(text: string, group: string, end: number): string | undefined {
  const mark = group.charCodeAt(0);
  let joined = '';
  let from = 0;
  let digits = 0;
  for (let at = text.charCodeAt(0) === MINUS ? 1 : 0; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      digits += 1;
    } else if (code === mark && isGroup(digits, from === 0)) {
      joined += text.slice(from, at);
      from = at + 1;
      digits = 0;
    } else {
      return undefined;
    }
  }
  return from === 0 || isGroup(digits, false) ? joined + text.slice(from) : undefined;
}

function isGroup(digits: number, isFirst: boolean): boolean {
  return digits === GROUP_SIZE || (isFirst && digits > 0 && digits < GROUP_SIZE);
}

/** Moves the decimal point by so many places to the right. */
function shifted(whole: string, fraction: string, places: number): { whole: string; fraction: string } {
  if (places === 0) {
    return { whole, fraction };
  }
  if (places > 0) {
    return { whole: whole + fraction.slice(0, places).padEnd(places, '0'), fraction: fraction.slice(places) };
  }
  const padded = whole.padStart(-places, '0');
  const point = padded.length + places;
  return { whole: padded.slice(0, point), fraction: padded.slice(point) + fraction };
}

function assembled(isNegative: boolean, { whole, fraction }: { whole: string; fraction: string }): string {
  const number = `${whole.replace(FIRST_ZEROS, '') || '0'}${fraction === '' ? '' : `.${fraction}`}`;
  return isNegative && NOT_ZERO.test(number) ? `-${number}` : number;
}
