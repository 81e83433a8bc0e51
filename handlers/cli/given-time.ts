import { misuse } from './misuse.ts';

const FORM = /^(?<day>\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/u;

/**
 * Milliseconds since 1970 of a time as an option gives it: ISO 8601 with its zone, to the minute or finer. `otherForm` is what
 * else the option takes, for the remedy.
 * @throws LoaderError COMMAND_INVALID for text of another form, for times that no calendar has, for times before 1970, of
 * which no position is, and for one that is yet to come: it would win over all that is written until then
 */
export function pastTime(option: string, text: string, otherForm = ''): number {
  const { day = '' } = FORM.exec(text)?.groups ?? {};
  const time = Date.parse(text);
  if (day === '' || Number.isNaN(time) || !isOnCalendar(day)) {
    const remedy = `write it with its zone, as in 2026-01-31T12:00:00Z or 2026-01-31T21:00:00+09:00${otherForm}`;
    throw misuse(text, `is no time for ${option}`, remedy);
  }
  if (time > Date.now()) {
    throw misuse(text, `is a time for ${option} that is yet to come`, REMEDY);
  }
  if (time <= 0) {
    throw misuse(text, `is a time for ${option} before 1970`, REMEDY);
  }
  return time;
}

const REMEDY = 'give the time at which it happened';

/** Date.parse takes 31 February for 3 March. */
function isOnCalendar(day: string): boolean {
  return new Date(`${day}T00:00Z`).toISOString().startsWith(day);
}
