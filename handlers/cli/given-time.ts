import { LoaderError } from '../../domain/errors.ts';

const FORM = /^(?<day>\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/u;

/**
 * Milliseconds since 1970 of a time as an option gives it: ISO 8601 with its zone, to the minute or finer.
 * @throws LoaderError COMMAND_INVALID for text of another form, and for times that no calendar has
 */
export function givenTime(option: string, text: string): number {
  const { day = '' } = FORM.exec(text)?.groups ?? {};
  const time = Date.parse(text);
  if (day === '' || Number.isNaN(time) || !isOnCalendar(day)) {
    throw new LoaderError('COMMAND_INVALID', {
      value: text,
      reason: `is no time for ${option}`,
      remedy: 'write it with its zone, as in 2026-01-31T12:00:00Z or 2026-01-31T21:00:00+09:00',
    });
  }
  return time;
}

/** Date.parse takes 31 February for 3 March. */
function isOnCalendar(day: string): boolean {
  return new Date(`${day}T00:00Z`).toISOString().startsWith(day);
}
