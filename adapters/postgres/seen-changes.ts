import type { ChangeBatch } from '../../domain/change/change.ts';
import type { Column } from '../../domain/columns/column.ts';
import type { TableIntent } from '../../domain/ports/intent.ts';
import type { RunIntent } from '../../domain/ports/partial.ts';
import { type ChangeSequence, watchSequence } from './change-sequence.ts';
import { needsExclusiveLock, removesRows } from './lock-mode.ts';
import type { ChangeSet } from './merge.ts';
import type { ChangeShape } from './sql/changes.ts';
import type { LockMode } from './sql/lock-target.ts';
import { orderedSource } from './sql/order-changes.ts';

/** What the batches of a set say as a whole, learnt as they come, in the order of the file. */
export interface SeenChanges extends Omit<ChangeSequence, 'see'> {
  see(batch: ChangeBatch): void;
  /** Rows are deleted or change their keys. */
  hasDeletes(): boolean;
  /** Places, in the intent's columns, of those that some change keeps. */
  kept(): readonly number[];
  lockMode(): LockMode;
}

export function seeChanges(intent: TableIntent, run?: RunIntent): SeenChanges {
  const kept = new Set<number>();
  const sequence = watchSequence(run?.lastSequence);
  let hasDeletes = false;
  let isExclusive = intent.table.sql !== undefined;
  return {
    ...sequence,
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
