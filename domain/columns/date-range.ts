/** What PostgreSQL's date and timestamp hold (manual, "Date/Time Types"): both begin at the Julian day 0, 4714-11-24 BC. */

/** Days since 1970-01-01, both included: the last is 5874897-12-31. */
export const FIRST_DAY = -2_440_588;
export const LAST_DAY = 2_145_042_905;

/** Microseconds since 1970-01-01T00:00:00; the end, 294277-01-01, is not included. */
export const FIRST_MICROS = -210_866_803_200_000_000n;
export const MICROS_END = 9_224_318_016_000_000_000n;
