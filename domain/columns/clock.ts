/** Time of day: text to microseconds since midnight. */
import { digitsAt, isDigits } from './digits.ts';

export const MICROS_PER_DAY = 86_400_000_000;
const MICROS_PER_SECOND = 1_000_000;
const FRACTION_DIGITS = 6;
const COLON = 58;
const NOT_ZERO = /[1-9]/u;

/** Microseconds since midnight, 0 to 86,399,999,999, of hours, minutes and seconds; undefined if there is no such time. */
export function clockMicros(hours: number, minutes: number, seconds: number): number | undefined {
  const isTime = hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds < 60;
  return isTime ? (hours * 3600 + minutes * 60 + seconds) * MICROS_PER_SECOND : undefined;
}

/** Microseconds since midnight of `HH:mm`, `HH:mm:ss` or `HH:mm:ss.S...` from `start` to the end of the text. */
export function readClock(text: string, start: number): number | undefined {
  if (text.charCodeAt(start + 2) !== COLON) {
    return undefined;
  }
  const hours = digitsAt(text, start, 2);
  const minutes = digitsAt(text, start + 3, 2);
  if (text.length === start + 5) {
    return clockMicros(hours, minutes, 0);
  }
  const seconds = text.charCodeAt(start + 5) === COLON ? digitsAt(text, start + 6, 2) : -1;
  const whole = clockMicros(hours, minutes, seconds);
  const fraction = readFraction(text, start + 8);
  return whole === undefined || fraction === undefined ? undefined : whole + fraction;
}

/**
 * Microseconds of a fraction of a second, `.S` to `.SSSSSS` or nothing, from `start` to the end of the text. Digits after
 * the sixth may only be zeros: the target holds microseconds, and nothing is rounded.
 */
export function readFraction(text: string, start: number): number | undefined {
  if (text.length === start) {
    return 0;
  }
  const digits = text.slice(start + 1);
  if (text[start] !== '.' || digits === '' || !isDigits(digits) || NOT_ZERO.test(digits.slice(FRACTION_DIGITS))) {
    return undefined;
  }
  return Number(digits.slice(0, FRACTION_DIGITS).padEnd(FRACTION_DIGITS, '0'));
}
