/**
 * A column of values, in memory. Rows are never made into objects: what a file stores by column stays a column until it
 * is copied to PostgreSQL.
 *
 * Without `indexes`, cell i is `values[i]`. With them (a dictionary-encoded column), cell i is `values[indexes[i]]`, and
 * an index of -1 is SQL NULL; so a conversion runs once for each distinct value.
 */
export interface Column<Value = unknown> {
  readonly values: ArrayLike<Value | null>;
  readonly indexes?: Int32Array | undefined;
}

/** The value of one cell; null is SQL NULL. Meant for messages and tests: loops read the parts themselves. */
export function cellOf<Value>(column: Column<Value>, row: number): Value | null {
  if (column.indexes === undefined) {
    return column.values[row] ?? null;
  }
  const index = column.indexes[row] ?? -1;
  return index < 0 ? null : (column.values[index] ?? null);
}

/** What a file says a column's values are, and how they stand in memory. */
export type SourceType =
  /** boolean */
  | { readonly kind: 'boolean' }
  /** number up to 32 bits, bigint above */
  | { readonly kind: 'integer'; readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean }
  /** the unscaled value: number where it is a safe integer of an INT32 or short byte array, else bigint */
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  /** number */
  | { readonly kind: 'float'; readonly bits: 32 | 64 }
  /** string, decoded strictly, a leading byte order mark kept */
  | { readonly kind: 'text' }
  /** Uint8Array */
  | { readonly kind: 'bytes' }
  /** number of days since 1970-01-01 */
  | { readonly kind: 'date' }
  /** number (milliseconds) or bigint (microseconds, nanoseconds) since midnight */
  | { readonly kind: 'time'; readonly unit: TimeUnit }
  /** bigint units since 1970-01-01T00:00:00 of the wall clock; `utc` is what the file claims, and DMS claims it wrongly */
  | { readonly kind: 'timestamp'; readonly unit: TimeUnit; readonly utc: boolean };

export type TimeUnit = 'milliseconds' | 'microseconds' | 'nanoseconds';

/** A value as the file's reader hands it over. */
export type SourceValue = boolean | number | bigint | string | Uint8Array;

/** How the target stores a column, and the form in which its values are handed to the database adapter. */
export type SqlType =
  /** boolean */
  | 'boolean'
  /** number, within the type's range */
  | 'smallint'
  | 'integer'
  /** bigint or safe-integer number, within the type's range */
  | 'bigint'
  /** text of a plain decimal: `-?[0-9]+(\.[0-9]+)?`, or `NaN`, `Infinity`, `-Infinity` */
  | 'numeric'
  /** number */
  | 'double precision'
  /** string without U+0000 */
  | 'text'
  /** array of string or null, none with U+0000 */
  | 'text[]'
  /** Uint8Array */
  | 'bytea'
  /** number of days since 1970-01-01 */
  | 'date'
  /** bigint microseconds since midnight */
  | 'time'
  /** bigint microseconds since 1970-01-01T00:00:00 of the wall clock */
  | 'timestamp'
  /** bigint microseconds since 1970-01-01T00:00:00Z */
  | 'timestamptz'
  /** string of valid JSON */
  | 'jsonb'
  /** string of 36 characters, lower case */
  | 'uuid';

/** A value as the database adapter takes it, in the form that `SqlType` names. */
export type TargetValue = boolean | number | bigint | string | Uint8Array | readonly (string | null)[];
