/** Columns that the loader adds to those of a file, made without a value a row where that can be. */

import type { ChangeBatch } from '../../../domain/change/change.ts';
import type { Column } from '../../../domain/columns/column.ts';

/** The same value, or NULL, in every row; it is encoded once. */
export function constantColumn<Value>(value: Value | null, rowCount: number): Column<Value> {
  return { values: [value], indexes: new Int32Array(rowCount) };
}

/** The number of each row in its file, as bigint. */
export function rowNumberColumn({
  firstRow: first,
  rowCount,
  rowNumbers,
}: Pick<ChangeBatch, 'firstRow' | 'rowCount' | 'rowNumbers'>): Column<number> {
  if (rowNumbers !== undefined) {
    return { values: rowNumbers };
  }
  const values = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    values[row] = first + row;
  }
  return { values };
}
