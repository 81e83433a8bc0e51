import type { ChangeBatch } from '../../domain/change/change.ts';
import { type Column, cellOf } from '../../domain/columns/column.ts';
import type { TableIntent } from '../../domain/ports/intent.ts';
import { needsExclusiveLock, removesRows } from './lock-mode.ts';
import type { ChangeSet } from './merge.ts';
import type { ChangeShape } from './sql/changes.ts';
import type { LockMode } from './sql/lock-target.ts';
import { orderedSource } from './sql/order-changes.ts';

/** What the batches of a set say as a whole, learnt as they come, in the order of the file. */
export interface SeenChanges {
  see(batch: ChangeBatch): void;
  /** Rows are deleted or change their keys. */
  hasDeletes(): boolean;
  /** Places, in the intent's columns, of those that some change keeps. */
  kept(): readonly number[];
  lockMode(): LockMode;
  /** The changes were made in another order than that of the rows. */
  isReordered(): boolean;
  /** What people should know of the order, as sentences. */
  notes(): readonly string[];
}

export function seeChanges(intent: TableIntent): SeenChanges {
  const kept = new Set<number>();
  const sequence = watchSequence();
  let hasDeletes = false;
  let isExclusive = intent.table.sql !== undefined;
  return {
    see(batch) {
      hasDeletes ||= removesRows(intent, batch);
      isExclusive ||= needsExclusiveLock(intent, batch);
      for (const at of placesOf(batch.kept)) {
        kept.add(at);
      }
      if (intent.hasChangeSequence === true) {
        sequence.see(batch);
      }
    },
    hasDeletes: () => hasDeletes,
    kept: () => [...kept].toSorted((one, other) => one - other),
    lockMode: () => (isExclusive ? 'exclusive' : 'shared'),
    isReordered: sequence.isReordered,
    notes: sequence.notes,
  };
}

/** The set that was seen, for a merge from where its rows are. */
export function changesAsSeen(
  shape: ChangeShape,
  source: string,
  seen: SeenChanges,
): Pick<ChangeSet, 'shape' | 'source' | 'fileRow' | 'hasDeletes' | 'lockMode' | 'kept' | 'notes'> {
  return {
    shape,
    source: seen.isReordered() ? orderedSource(shape, source) : source,
    fileRow: seen.isReordered() ? '_dms_file_row' : '_dms_row',
    hasDeletes: seen.hasDeletes(),
    lockMode: seen.lockMode(),
    kept: seen.kept(),
    notes: seen.notes(),
  };
}

const BITS = [0, 1, 2, 3, 4, 5, 6, 7];

/** The places of the bits that are set in any of the masks. */
function placesOf(masks: Column<Uint8Array> | undefined): readonly number[] {
  return Array.from(masks?.values ?? []).flatMap(mask =>
    [...(mask ?? [])].flatMap((byte, at) => BITS.filter(bit => (byte & (1 << bit)) !== 0).map(bit => at * 8 + bit)),
  );
}

/** Whether AR_H_CHANGE_SEQ, digits (DMS User Guide, transformation rule expressions), rises with the rows. */
function watchSequence() {
  let last = '';
  let firstFallen: number | undefined;
  let firstEmpty: number | undefined;
  return {
    see({ changeSequence, firstRow, rowCount, rowNumbers }: ChangeBatch): void {
      for (let row = 0; row < rowCount; row += 1) {
        const value = changeSequence === undefined ? null : cellOf(changeSequence, row);
        if (value === null || value === '') {
          firstEmpty ??= rowNumbers?.[row] ?? firstRow + row;
        } else if (value < last) {
          firstFallen ??= rowNumbers?.[row] ?? firstRow + row;
        } else {
          last = value;
        }
      }
    },
    isReordered: () => firstEmpty === undefined && firstFallen !== undefined,
    notes(): readonly string[] {
      if (firstEmpty !== undefined) {
        return [`AR_H_CHANGE_SEQ is empty in row ${firstEmpty}, so the rows are in the order of the file.`];
      }
      return firstFallen === undefined
        ? []
        : [`AR_H_CHANGE_SEQ falls in row ${firstFallen}, so the changes are in its order, not in that of the rows.`];
    },
  };
}
