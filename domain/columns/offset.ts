/** The offset of a wall clock from UTC, at the end of a text. */

const OFFSET = /^(?<rest>.*?) ?(?:(?<utc>Z|UTC)|(?<sign>[+-])(?<hours>\d\d)(?::?(?<minutes>\d\d))?)$/u;

/** PostgreSQL's own bound (manual, "Date/Time Types"); Oracle has -12:00 to +14:00. */
const HOURS_END = 16;
const MICROS_PER_MINUTE = 60_000_000;

export interface WithOffset {
  /** What stands before it. */
  readonly rest: string;
  /** East of UTC. */
  readonly micros: bigint;
}

/** `.. +09:00`, `..+0900`, `..+09`, `..Z` or `.. UTC`; undefined if a text ends otherwise, or beyond 15:59. */
export function readOffset(text: string): WithOffset | undefined {
  const groups = OFFSET.exec(text)?.groups;
  if (groups === undefined) {
    return undefined;
  }
  const [hours, minutes] = [Number(groups['hours'] ?? 0), Number(groups['minutes'] ?? 0)];
  if (hours >= HOURS_END || minutes >= 60) {
    return undefined;
  }
  const micros = BigInt((hours * 60 + minutes) * MICROS_PER_MINUTE);
  return { rest: groups['rest'] ?? '', micros: groups['sign'] === '-' ? -micros : micros };
}

/** The microseconds of a text that is nothing but an offset. */
export function offsetMicros(text: string): bigint | undefined {
  const read = readOffset(text);
  return read?.rest === '' ? read.micros : undefined;
}
