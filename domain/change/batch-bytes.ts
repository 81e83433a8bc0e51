import { cellOf } from '../columns/column.ts';
import type { ChangeBatch } from './change.ts';

const FIXED_CELL_BYTES = 16;

/** What the cells of a batch take once each row has its own: a long text of a dictionary counts at each of its rows. */
export function batchBytes({ columns, oldKey = [], rowCount }: ChangeBatch): number {
  let bytes = 0;
  for (const column of [...columns, ...oldKey]) {
    for (let row = 0; row < rowCount; row += 1) {
      bytes += cellBytes(cellOf(column, row));
    }
  }
  return bytes;
}

function cellBytes(cell: unknown): number {
  if (Array.isArray(cell)) {
    return cell.reduce<number>((sum, item) => sum + cellBytes(item), FIXED_CELL_BYTES);
  }
  return FIXED_CELL_BYTES + (typeof cell === 'string' || cell instanceof Uint8Array ? cell.length : 0);
}
