import type { SqlType } from '../columns/column.ts';

const LEADING_ZEROS = /^(?<sign>-?)0+(?=\d)/u;
const TRAILING_ZEROS = /\.?0+$/u;

/**
 * A value of a key's column as a text that equal values share, and others do not. What PostgreSQL makes of a text that an
 * operator gives is the same: adapters/postgres/sql/comparable-value.ts.
 */
export function keyText(sql: SqlType, value: unknown): string {
  if (sql === 'bytea') {
    return Array.from(value as Uint8Array, byte => byte.toString(16).padStart(2, '0')).join('');
  }
  return sql === 'numeric' ? plainDecimal(String(value)) : String(value);
}

function plainDecimal(text: string): string {
  const whole = text.replace(LEADING_ZEROS, '$<sign>');
  const short = whole.includes('.') ? whole.replace(TRAILING_ZEROS, '') : whole;
  return short === '-0' ? '0' : short;
}
