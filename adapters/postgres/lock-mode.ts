import { type ChangeBatch, DELETE } from '../../domain/change/change.ts';
import { cellOf } from '../../domain/columns/column.ts';
import type { LoadIntent } from '../../domain/ports.ts';

/** Deletes and changed keys want the target's lock for themselves. DMS may repeat a key that did not change. */
export function needsExclusiveLock(
  { columns, table }: Pick<LoadIntent, 'columns' | 'table'>,
  batch: ChangeBatch,
): boolean {
  if (batch.effects?.includes(DELETE) === true) {
    return true;
  }
  return (batch.oldKey ?? []).some((oldPart, part) => {
    const keyPart = batch.columns[columns.findIndex(column => column.name === table.key[part])];
    return keyPart === undefined || hasOther(oldPart, keyPart, batch.rowCount);
  });
}

/** By their text, since a number and a bigint may stand for one value; two texts of one value only cost the lock. */
function hasOther(old: ChangeBatch['columns'][number], key: ChangeBatch['columns'][number], rowCount: number): boolean {
  for (let row = 0; row < rowCount; row += 1) {
    const before = cellOf(old, row);
    if (before !== null && String(before) !== String(cellOf(key, row))) {
      return true;
    }
  }
  return false;
}
