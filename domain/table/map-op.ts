import { DELETE, UPSERT } from '../change/change.ts';
import { rowNumberAt } from '../change/row-number.ts';
import { type Column, cellOf } from '../columns/column.ts';
import type { SourceBatch } from '../ports/files.ts';
import type { FaultList } from './faults.ts';

/** The Op column of some rows. */
export interface OpColumn {
  readonly column: Column;
  /** In the file. */
  readonly name: string;
  readonly batch: Pick<SourceBatch, 'firstRow' | 'rowCount' | 'rowNumbers'>;
}

/** Not an effect: what a row has whose Op is a fault. */
const BAD = 2;

/** One effect a row; undefined when every row is an upsert. Exactly `I`, `U` and `D` are known. */
export function mapOp({ column, name, batch }: OpColumn, faults: FaultList): Uint8Array | undefined {
  const { rowCount } = batch;
  const { values, indexes } = column;
  const known = Uint8Array.from({ length: indexes === undefined ? 0 : values.length }, (_, at) => effectOf(values[at]));
  const effects = new Uint8Array(rowCount);
  let isPlain = true;
  for (let row = 0; row < rowCount; row += 1) {
    const effect = indexes === undefined ? effectOf(values[row]) : (known[indexes[row] ?? -1] ?? BAD);
    if (effect === BAD) {
      const value = cellOf(column, row);
      faults.add(row, () => ({
        row: rowNumberAt(batch, row),
        column: name,
        value: value === null ? undefined : String(value),
        reason: value === null ? 'is NULL instead of I, U or D' : 'is none of I, U and D',
        remedy: 'have DMS write the file again, or correct it',
      }));
    } else if (effect === DELETE) {
      effects[row] = DELETE;
      isPlain = false;
    }
  }
  return isPlain ? undefined : effects;
}

function effectOf(op: unknown): number {
  switch (op) {
    case 'I':
    case 'U':
      return UPSERT;
    case 'D':
      return DELETE;
    default:
      return BAD;
  }
}
