import type { Column } from '../columns/column.ts';
import { asIs } from '../columns/make-type.ts';
import { CellFault, type Convert } from '../columns/type.ts';

/** A converted column, and the faults of its values by their place in `column.values`. A value at fault is null. */
export interface Converted {
  readonly column: Column;
  readonly faults: ReadonlyMap<number, CellFault>;
}

const NO_FAULTS: ReadonlyMap<number, CellFault> = new Map();

/** Converts each value of a column once: of a dictionary, each entry. What no conversion changes is not copied. */
export function convertColumn(column: Column, rowCount: number, convert: Convert): Converted {
  if (convert === asIs) {
    return { column, faults: NO_FAULTS };
  }
  const count = column.indexes === undefined ? rowCount : column.values.length;
  const source = column.values as ArrayLike<Parameters<Convert>[0] | null>;
  let changed: unknown[] | undefined;
  let faults: Map<number, CellFault> | undefined;
  for (let at = 0; at < count; at += 1) {
    const value = source[at] ?? null;
    let converted = value === null ? null : convert(value);
    if (converted instanceof CellFault) {
      faults ??= new Map();
      faults.set(at, converted);
      converted = null;
    }
    if (changed === undefined && converted !== value) {
      changed = copyOf(source, at, count);
    }
    if (changed !== undefined) {
      changed[at] = converted;
    }
  }
  return {
    column: changed === undefined ? column : { values: changed, indexes: column.indexes },
    faults: faults ?? NO_FAULTS,
  };
}

/** The first values of a column, with room for all of them. */
function copyOf(source: ArrayLike<unknown>, end: number, count: number): unknown[] {
  const copy = new Array<unknown>(count);
  for (let at = 0; at < end; at += 1) {
    copy[at] = source[at];
  }
  return copy;
}

/** The column with `fallback` in place of NULL; values at fault have it too, which is of no account. */
export function withFallback(column: Column, rowCount: number, fallback: unknown): Column {
  if (column.indexes === undefined) {
    return { values: Array.from({ length: rowCount }, (_, row) => column.values[row] ?? fallback) };
  }
  const values = Array.from(column.values, value => value ?? fallback);
  const last = values.push(fallback) - 1;
  return { values, indexes: column.indexes.map(index => (index < 0 ? last : index)) };
}
