/** Columns that the loader adds to those of a file, made without a value a row where that can be. */

import type { Column } from '../../../domain/columns/column.ts';

/** The same value, or NULL, in every row; it is encoded once. */
export function constantColumn<Value>(value: Value | null, rowCount: number): Column<Value> {
  return { values: [value], indexes: new Int32Array(rowCount) };
}

/** `first`, `first + 1`, ... as bigint. */
export function rowNumberColumn(first: number, rowCount: number): Column<number> {
  const values = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    values[row] = first + row;
  }
  return { values };
}
