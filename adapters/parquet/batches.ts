/** The rows of a decoded row group that are wanted, in batches. */
import type { Column } from '../../domain/columns/column.ts';
import { BATCH_ROWS } from '../../domain/limits.ts';
import type { ReadingWay, SourceBatch } from '../../domain/ports/files.ts';

export function* batchesOf(
  whole: SourceBatch,
  { fromRow = 1, beforeRow = Number.POSITIVE_INFINITY }: Pick<ReadingWay, 'fromRow' | 'beforeRow'>,
): Generator<SourceBatch, void, undefined> {
  const end = Math.min(beforeRow, whole.firstRow + whole.rowCount);
  for (let row = Math.max(fromRow, whole.firstRow); row < end; row += BATCH_ROWS) {
    yield cut(whole, row, Math.min(row + BATCH_ROWS, end));
  }
}

function cut(whole: SourceBatch, fromRow: number, beforeRow: number): SourceBatch {
  const [from, before] = [fromRow - whole.firstRow, beforeRow - whole.firstRow];
  if (before - from === whole.rowCount) {
    return whole;
  }
  return {
    firstRow: fromRow,
    rowCount: before - from,
    columns: whole.columns.map(column => cutColumn(column, from, before)),
  };
}

function cutColumn({ values, indexes }: Column, from: number, before: number): Column {
  return indexes === undefined
    ? { values: (values as readonly unknown[]).slice(from, before) }
    : { values, indexes: indexes.subarray(from, before) };
}
