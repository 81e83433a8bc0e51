import type { SourceType, SourceValue, SqlType, TargetValue } from './column.ts';
import { makeType } from './make-type.ts';
import { isTargetValue } from './target-value.ts';
import { CellFault, type ColumnType, type Convert } from './type.ts';

/** The form of a value that each SQL type wants; `SqlType` says more about each. */
export interface TargetForms {
  readonly boolean: boolean;
  readonly smallint: number;
  readonly integer: number;
  readonly bigint: bigint | number;
  readonly numeric: string;
  readonly 'double precision': number;
  readonly text: string;
  readonly 'text[]': readonly (string | null)[];
  readonly bytea: Uint8Array;
  /** Days since 1970-01-01. */
  readonly date: number;
  /** Microseconds since midnight. */
  readonly time: bigint;
  /** Microseconds since 1970-01-01T00:00:00. */
  readonly timestamp: bigint;
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly timestamptz: bigint;
  readonly jsonb: string;
  readonly uuid: string;
}

/**
 * A conversion of the mapper's own. Gets every value but NULL, blank text too, in the form that `SourceType` says, and
 * that type itself (a DECIMAL comes unscaled). Must be pure: the same value always gives the same answer.
 */
export type OwnConversion<Sql extends SqlType> = (
  value: SourceValue,
  source: SourceType,
) => TargetForms[Sql] | null | CellFault;

/**
 * The way out: a conversion of your own, for a column of the given SQL type. Returns the value, null for NULL, or
 * `fault(reason, remedy)`; what it throws becomes a fault of that cell, and so does a value that the SQL type cannot hold.
 * Its text is part of the mapping's fingerprint; what it calls is not.
 *
 * @example `from('STATUS', custom('integer', value => value === 'A' ? 1 : 0))`
 */
export function custom<Sql extends SqlType>(sql: Sql, convert: OwnConversion<Sql>): ColumnType<TargetForms[Sql]> {
  const notHeld = new CellFault(
    `is not turned into a value of ${sql} by its custom() conversion`,
    'correct that function',
  );
  function check(value: unknown): TargetValue | CellFault {
    return isTargetValue(sql, value) ? value : notHeld;
  }
  return makeType<TargetValue>({
    name: `custom(${JSON.stringify(sql)}, ${String(convert)})`,
    sql,
    converter: source => guarded(value => convert(value, source), check),
    read: check,
  }) as unknown as ColumnType<TargetForms[Sql]>;
}

/** What a custom() conversion returns for a value that it refuses: the ends of the sentences `<value> <reason>; <remedy>`. */
export function fault(reason: string, remedy: string): CellFault {
  return new CellFault(reason, remedy);
}

function guarded(
  convert: (value: SourceValue) => unknown,
  check: (value: unknown) => TargetValue | CellFault,
): Convert {
  return value => {
    try {
      const converted = convert(value);
      return converted === null || converted instanceof CellFault ? converted : check(converted);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return new CellFault(`is refused by its custom() conversion: ${reason}`, 'correct the value, or that function');
    }
  };
}
