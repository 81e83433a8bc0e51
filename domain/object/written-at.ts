import { LoaderError } from '../errors.ts';
import { isoTime } from '../iso-time.ts';
import type { TimedKey } from './key.ts';

const MICROS_PER_MILLISECOND = 1000n;
const DAY_MS = 86_400_000;

/**
 * The position of a LOAD file whose rows should say when they were written, and that has none: older than all, and no time
 * at which anything was written.
 */
export const TIME_UNKNOWN = 0n;

/** Digits of a fraction of a second, padded to microseconds. */
const MICROSECOND_DIGITS = 6;

/** YYYYMMDDHHMMSS, and the fraction of the second. */
const PARTS = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d+)$/u;
const NOT_A_DIGIT = /\D/gu;
const DIGITS_TO_THE_SECOND = 14;

/**
 * When DMS wrote a file of changes, by its name: microseconds since 1970, UTC. What follows HHMMSS is a decimal fraction
 * of the second, so that a tenth digit counts tenths of a millisecond.
 *
 * Without `timeZone` the name is UTC. With one (DatePartitionTimezone of the endpoint, `Area/Location`) it is that
 * zone's wall clock, read as java.time and Temporal's `compatible` do: in the hour that is repeated in autumn the earlier
 * instant, in the hour that is skipped in spring the instant that a clock not yet put forward would show. The files of
 * the two passes through a repeated hour cannot be told apart by their names, by anyone.
 *
 * @throws LoaderError KEY_TIME_INVALID for digits that are no time since 1970; MAPPING_INVALID for an unknown zone
 */
export function writtenAtMicros(key: TimedKey, timeZone: string | undefined): bigint {
  const seconds = key.writtenAtText.slice(0, DIGITS_TO_THE_SECOND);
  const fraction = key.writtenAtText.slice(DIGITS_TO_THE_SECOND).padEnd(MICROSECOND_DIGITS, '0');
  const wallMs = Date.parse(key.writtenAtText.replace(PARTS, '$1-$2-$3T$4:$5:$6Z'));
  if (!(wallMs >= 0) || digitsOf(wallMs) !== seconds) {
    throw impossibleTime(key);
  }
  const instantMs = timeZone === undefined ? wallMs : instantOf(wallMs, timeZone);
  return BigInt(instantMs) * MICROS_PER_MILLISECOND + BigInt(fraction);
}

/** YYYYMMDDHHMMSS again: Date takes 31 February for 3 March and 24:00 for the next day, and the digits show it. */
function digitsOf(wallMs: number): string {
  return isoTime(wallMs).replaceAll(NOT_A_DIGIT, '').slice(0, DIGITS_TO_THE_SECOND);
}

function impossibleTime(key: TimedKey): LoaderError {
  return new LoaderError('KEY_TIME_INVALID', {
    value: key.file,
    reason: 'is named like a file of changes, but its digits are no time since 1970',
    remedy: 'copy the object to the name under which DMS wrote it; the order of changes rests on that time',
  });
}

function instantOf(wallMs: number, timeZone: string): number {
  const clock = clockOf(timeZone);
  const before = offsetMs(clock, wallMs - DAY_MS);
  const after = offsetMs(clock, wallMs + DAY_MS);
  const isShownBefore = offsetMs(clock, wallMs - before) === before;
  const isShownAfter = offsetMs(clock, wallMs - after) === after;
  return isShownAfter && !isShownBefore ? wallMs - after : wallMs - before;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch (cause) {
    throw new LoaderError('MAPPING_INVALID', {
      value: timeZone,
      reason: 'is not a time zone',
      remedy: 'give the source the timeZone that DatePartitionTimezone has, as Area/Location',
      cause,
    });
  }
}

/** How far the zone's clock is ahead of UTC at an instant of a whole second. */
function offsetMs(clock: Intl.DateTimeFormat, instantMs: number): number {
  const shown = Object.fromEntries(clock.formatToParts(instantMs).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second } = shown;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - instantMs;
}
