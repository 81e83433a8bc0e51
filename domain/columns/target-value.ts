/** Whether a value of unknown origin has the form that a SQL type wants, and lies within its range. */
import { MICROS_PER_DAY } from './clock.ts';
import type { SqlType, TargetValue } from './column.ts';
import { FIRST_DAY, FIRST_MICROS, LAST_DAY, MICROS_END } from './date-range.ts';
import { fitsJsonb } from './jsonb-limits.ts';

const PLAIN_NUMBER = /^(?:-?\d+(?:\.\d+)?|NaN|-?Infinity)$/u;
const DASHED_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

const CHECKS: Readonly<Record<SqlType, (value: unknown) => boolean>> = {
  boolean: value => typeof value === 'boolean',
  smallint: value => isInteger(value, -32_768, 32_767),
  integer: value => isInteger(value, -2_147_483_648, 2_147_483_647),
  bigint: value => Number.isSafeInteger(value) || isBigInt(value, -(2n ** 63n), 2n ** 63n),
  numeric: value => typeof value === 'string' && PLAIN_NUMBER.test(value),
  'double precision': value => typeof value === 'number',
  text: isText,
  'text[]': value => Array.isArray(value) && value.every(item => item === null || isText(item)),
  bytea: value => value instanceof Uint8Array,
  date: value => isInteger(value, FIRST_DAY, LAST_DAY),
  time: value => isBigInt(value, 0n, BigInt(MICROS_PER_DAY)),
  timestamp: value => isBigInt(value, FIRST_MICROS, MICROS_END),
  timestamptz: value => isBigInt(value, FIRST_MICROS, MICROS_END),
  jsonb: isJson,
  uuid: value => typeof value === 'string' && DASHED_UUID.test(value),
};

export function isTargetValue(sql: SqlType, value: unknown): value is TargetValue {
  return CHECKS[sql](value);
}

function isInteger(value: unknown, least: number, greatest: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= greatest;
}

function isBigInt(value: unknown, least: bigint, end: bigint): boolean {
  return typeof value === 'bigint' && value >= least && value < end;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed();
}

function isJson(value: unknown): boolean {
  if (typeof value !== 'string') {
    return false;
  }
  try {
    JSON.parse(value);
  } catch {
    return false;
  }
  return fitsJsonb(value);
}
