import type { PostgresDatabase } from '../../../../adapters/postgres/database.ts';
import type { LoadIntent, PartialIntent } from '../../../../domain/ports/intent.ts';
import type { Committed, Load, Refused } from '../../../../domain/ports/load.ts';
import type { PartialLoad, Progress, RowRange } from '../../../../domain/ports/partial.ts';
import type { QuarantinedRow } from '../../../../domain/ports/set-aside.ts';
import { type ItemFile, itemBatch, itemIntent } from '../../../factories/changes.ts';
import type { PlannedRows } from '../../../factories/load-rows.ts';

/** A file of items that takes several transactions. */
export function ofItems(file: ItemFile, differences: Partial<LoadIntent> = {}): PlannedRows {
  return {
    intent: { ...itemIntent(file), ...differences },
    rowCount: file.rows.length,
    batch: (fromRow, beforeRow) => itemBatch({ ...file, rows: file.rows.slice(fromRow - 1, beforeRow - 1) }, fromRow),
  };
}

/** The same file under another mapping of the same table. */
export function remapped(file: PlannedRows, fingerprint = 'another'): PlannedRows {
  return { ...file, intent: { ...file.intent, table: { ...file.intent.table, fingerprint } } };
}

const WHOLE: readonly RowRange[] = [{ fromRow: 1, beforeRow: undefined }];

export function partialIntent({ intent }: PlannedRows, slices = WHOLE): PartialIntent {
  return { ...intent, slices };
}

/** The progress of a file in the ledger. */
export async function opened(
  db: PostgresDatabase,
  file: PlannedRows,
  slices?: readonly RowRange[],
): Promise<PartialLoad> {
  const partial = await db.openPartial(partialIntent(file, slices));
  if ('kind' in partial) {
    throw new Error(`the file was refused: ${partial.kind}`);
  }
  return partial;
}

/** Rows of a file that one transaction loads. */
export interface Run {
  readonly partial: PartialLoad;
  readonly fromRow: number;
  readonly beforeRow: number;
  readonly slice?: number;
  readonly restarts?: number;
  readonly lastSequence?: string | undefined;
  readonly progress?: Partial<Progress>;
  /** Rows besides, that are kept apart. */
  readonly aside?: readonly QuarantinedRow[];
}

export async function beginRun(db: PostgresDatabase, { intent }: PlannedRows, run: Run): Promise<Load | Refused> {
  const { partial, slice = 1, fromRow, restarts = partial.restarts, lastSequence } = run;
  const { objectLoadId } = partial;
  return await db.beginLoad({ ...intent, run: { objectLoadId, slice, fromRow, restarts, lastSequence } });
}

/** A run that was let begin, with its rows staged. */
export async function begunRun(db: PostgresDatabase, file: PlannedRows, run: Run): Promise<Load> {
  const load = await beginRun(db, file, run);
  if ('kind' in load) {
    throw new Error(`the run was refused: ${load.kind}`);
  }
  await addRows(load, file, run);
  return load;
}

/** How far a run brings its slice; it is done with the last row of the file, if nothing else is said. */
export function progressOf({ rowCount }: PlannedRows, { beforeRow, progress }: Run): Progress {
  const isSliceDone = beforeRow > rowCount;
  return { nextRow: beforeRow, isSliceDone, rowGroups: undefined, mostQuarantined: undefined, ...progress };
}

export async function loadRun(db: PostgresDatabase, file: PlannedRows, run: Run): Promise<Committed> {
  const load = await beginRun(db, file, run);
  if ('kind' in load) {
    return load;
  }
  try {
    await addRows(load, file, run);
    return await load.commit(progressOf(file, run));
  } finally {
    await load.abandon();
  }
}

/** Loads a file from one of its rows on, in runs that end before the given rows; gives what the last one came to. */
export async function loadRuns(
  db: PostgresDatabase,
  file: PlannedRows,
  { partial, ends }: { readonly partial: PartialLoad; readonly ends: readonly number[] },
): Promise<Committed> {
  let last: Committed = { kind: 'busy' };
  for (const beforeRow of ends) {
    const [slice] = (await db.findPartial(partial.objectLoadId))?.slices ?? [];
    last = await loadRun(db, file, {
      partial,
      fromRow: slice?.nextRow ?? 0,
      beforeRow,
      lastSequence: slice?.lastSequence,
    });
  }
  return last;
}

async function addRows(load: Load, { batch }: PlannedRows, { fromRow, beforeRow, aside = [] }: Run): Promise<void> {
  const bad = aside.map(({ source }) => source.row);
  if (bad.length === 0) {
    await load.add(batch(fromRow, beforeRow));
  }
  for (let row = fromRow; row < beforeRow && bad.length > 0; row += 1) {
    if (!bad.includes(row)) {
      await load.add(batch(row, row + 1));
    }
  }
  load.quarantine(aside);
}
