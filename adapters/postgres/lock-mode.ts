import { type ChangeBatch, DELETE } from '../../domain/change/change.ts';
import { type Column, cellOf } from '../../domain/columns/column.ts';
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
