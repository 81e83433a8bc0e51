import type { ChangeBatch } from '../change/change.ts';
import { rowNumberAt } from '../change/row-number.ts';
import type { Column } from '../columns/column.ts';

/** A batch parted into rows that can be loaded and rows that cannot. */
export interface PartedBatch {
  /** Undefined if no row is sound. */
  readonly sound: ChangeBatch | undefined;
  /** Places of the bad rows in the batch, from 0. */
  readonly bad: readonly number[];
}

/** Parts a batch by its flags, 1 for a bad row. No value is copied: a column without its bad rows has indexes. */
export function partBatch(batch: ChangeBatch, badRows: Uint8Array): PartedBatch {
  const bad: number[] = [];
  const places = new Int32Array(batch.rowCount);
  let count = 0;
  for (let row = 0; row < batch.rowCount; row += 1) {
    if (badRows[row] === 1) {
      bad.push(row);
    } else {
      places[count] = row;
      count += 1;
    }
  }
  return { sound: count === 0 ? undefined : rowsAt(batch, places.subarray(0, count)), bad };
}

function rowsAt(batch: ChangeBatch, places: Int32Array): ChangeBatch {
  const { effects, oldKey, writtenAt, changeSequence, kept, op } = batch;
  const rowNumbers = Float64Array.from(places, place => rowNumberAt(batch, place));
  return {
    ...batch,
    firstRow: rowNumbers[0] ?? batch.firstRow,
    rowCount: places.length,
    rowNumbers,
    effects: effects && Uint8Array.from(places, place => effects[place] ?? 0),
    columns: batch.columns.map(column => cellsAt(column, places)),
    oldKey: oldKey?.map(column => cellsAt(column, places)),
    ...(writtenAt && { writtenAt: cellsAt(writtenAt, places) }),
    ...(changeSequence && { changeSequence: cellsAt(changeSequence, places) }),
    ...(kept && { kept: cellsAt(kept, places) }),
    ...(op && { op: cellsAt(op, places) }),
  };
}

function cellsAt<Value>({ values, indexes }: Column<Value>, places: Int32Array): Column<Value> {
  return { values, indexes: indexes === undefined ? places : places.map(place => indexes[place] ?? -1) };
}
