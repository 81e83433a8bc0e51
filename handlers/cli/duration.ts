import { pastTime } from './given-time.ts';
import { misuse } from './misuse.ts';

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const FORM = /^(?<number>\d{1,6})(?<unit>[smhdw])$/u;

/**
 * Milliseconds of a length of time as an option gives it: `90s`, `15m`, `12h`, `30d`, `2w`.
 * @throws LoaderError COMMAND_INVALID
 */
export function durationMs(option: string, text: string): number {
  const milliseconds = lengthOf(text);
  if (milliseconds === undefined) {
    throw misuse(
      text,
      `is no length of time for ${option}`,
      'write a whole number and its unit, as in 90s, 15m, 12h, 30d or 2w',
    );
  }
  // PostgreSQL and JavaScript disagree on years before our era; and nothing is older than the first position, of 1970.
  if (milliseconds > Date.now()) {
    throw misuse(text, `is too long for ${option}: it reaches back before 1970`, 'give a shorter one');
  }
  return milliseconds;
}

/**
 * Milliseconds since 1970 of a time in the past: ISO 8601 with its zone, or how long ago it was, `2h`.
 * @throws LoaderError COMMAND_INVALID
 */
export function timeOrAgo(option: string, text: string): number {
  return FORM.test(text)
    ? Date.now() - durationMs(option, text)
    : pastTime(option, text, ', or as how long ago it was, 2h');
}

function lengthOf(text: string): number | undefined {
  const { number, unit = '' } = FORM.exec(text)?.groups ?? {};
  return number === undefined ? undefined : Number(number) * (UNITS_MS[unit] ?? 0);
}

/** For people: `45 s`, `12 min`, `3.5 h`, `9 d`. */
export function ago(milliseconds: number): string {
  const seconds = Math.max(milliseconds, 0) / 1000;
  if (seconds < 90) {
    return `${Math.round(seconds)} s`;
  }
  if (seconds < 90 * 60) {
    return `${Math.round(seconds / 60)} min`;
  }
  return seconds < 48 * 3600 ? `${Math.round(seconds / 360) / 10} h` : `${Math.round(seconds / 86_400)} d`;
}
