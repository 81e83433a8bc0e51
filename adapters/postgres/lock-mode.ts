import { type ChangeBatch, DELETE } from '../../domain/change/change.ts';
import { type Column, cellOf } from '../../domain/columns/column.ts';
import type { TableIntent } from '../../domain/ports/intent.ts';
import { isAppendOnly } from '../../domain/table/table.ts';

type Shaped = Pick<TableIntent, 'columns' | 'table'>;

/** Deletes and changed keys, columns that are kept, and SQL of the mapping's own want the target's lock for themselves. */
export function needsExclusiveLock(intent: Shaped, batch: ChangeBatch): boolean {
  return batch.kept !== undefined || intent.table.sql !== undefined || removesRows(intent, batch);
}

/** Whether rows go, or leave their keys. DMS may repeat a key that did not change. */
export function removesRows({ columns, table }: Shaped, batch: ChangeBatch): boolean {
  if (isAppendOnly(table)) {
    return false;
  }
  if (batch.effects?.includes(DELETE) === true) {
    return true;
  }
  return (batch.oldKey ?? []).some((oldPart, part) => {
    const keyPart = batch.columns[columns.findIndex(column => column.name === table.key[part])];
    return keyPart === undefined || hasOther(oldPart, keyPart, batch.rowCount);
  });
}

function hasOther(old: Column, key: Column, rowCount: number): boolean {
  for (let row = 0; row < rowCount; row += 1) {
    const before = cellOf(old, row);
    if (before !== null && !isSurelySame(before, cellOf(key, row))) {
      return true;
    }
  }
  return false;
}

/** A number and a bigint may stand for one value. Whatever is not compared here counts as changed, which costs the lock only. */
function isSurelySame(before: unknown, now: unknown): boolean {
  if (before instanceof Uint8Array && now instanceof Uint8Array) {
    return Buffer.compare(before, now) === 0;
  }
  return before === now || (isWhole(before) && isWhole(now) && BigInt(before) === BigInt(now));
}

function isWhole(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}
