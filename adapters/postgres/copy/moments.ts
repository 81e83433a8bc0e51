/**
 * Dates and times. PostgreSQL counts from 2000-01-01; the loader from 1970-01-01. What lies outside of PostgreSQL's
 * calendar is refused here: its ends would read as `infinity` (utils/timestamp.h, DT_NOBEGIN and DT_NOEND).
 */

import { CellError } from './cell-error.ts';
import { type Output, reserve } from './output.ts';

/** 1970-01-01 to 2000-01-01. */
const EPOCH_DAYS = 10_957;
const MICROS_PER_DAY = 86_400_000_000n;
const EPOCH_MICROS = BigInt(EPOCH_DAYS) * MICROS_PER_DAY;

/** 4714-11-24 BC of the proleptic Gregorian calendar, the Julian day 0 (datatype/timestamp.h), in days since 2000-01-01. */
const FIRST_DAY = -2_451_545;
/** 5874897-12-31 and 294276-12-31, in days since 2000-01-01. */
const LAST_DATE = 2_147_483_493 + FIRST_DAY;
const LAST_TIMESTAMP_DAY = 109_203_527 + FIRST_DAY;
const FIRST_TIMESTAMP = BigInt(FIRST_DAY) * MICROS_PER_DAY;
const END_OF_TIMESTAMPS = BigInt(LAST_TIMESTAMP_DAY + 1) * MICROS_PER_DAY;

export function writeDate(output: Output, value: unknown): void {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new CellError({ sqlType: 'date', value });
  }
  const days = value - EPOCH_DAYS;
  if (days < FIRST_DAY || days > LAST_DATE) {
    throw new CellError({ sqlType: 'date', value });
  }
  reserve(output, 8);
  output.view.setInt32(output.at, 4);
  output.view.setInt32(output.at + 4, days);
  output.at += 8;
}

export function writeTime(output: Output, value: unknown): void {
  // 24:00:00 is a time of PostgreSQL.
  if (typeof value !== 'bigint' || value < 0n || value > MICROS_PER_DAY) {
    throw new CellError({ sqlType: 'time', value });
  }
  writeMicros(output, value);
}

export function writeTimestamp(output: Output, value: unknown): void {
  if (typeof value !== 'bigint') {
    throw new CellError({ sqlType: 'timestamp', value });
  }
  const micros = value - EPOCH_MICROS;
  if (micros < FIRST_TIMESTAMP || micros >= END_OF_TIMESTAMPS) {
    throw new CellError({ sqlType: 'timestamp', value });
  }
  writeMicros(output, micros);
}

function writeMicros(output: Output, micros: bigint): void {
  reserve(output, 12);
  output.view.setInt32(output.at, 8);
  output.view.setBigInt64(output.at + 4, micros);
  output.at += 12;
}
