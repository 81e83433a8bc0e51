import type { PostgresDatabase } from '../../../../adapters/postgres/database.ts';
import type { LoadIntent } from '../../../../domain/ports/intent.ts';
import type { Committed, Load } from '../../../../domain/ports/load.ts';
import type { PartialLoad, Progress, RowRange } from '../../../../domain/ports/partial.ts';
import { type ItemFile, type ItemRow, itemBatch, itemIntent } from '../../../factories/changes.ts';

/** Whatever differs from the file of items as it is: another mapping, rows to be set aside, sequences. */
export type Differences = Partial<LoadIntent>;

export const WHOLE: readonly RowRange[] = [{ fromRow: 1, beforeRow: undefined }];

/** The progress of a file in the ledger. */
export async function opened(
  db: PostgresDatabase,
  file: ItemFile,
  { slices = WHOLE, ...differences }: Differences & { readonly slices?: readonly RowRange[] } = {},
): Promise<PartialLoad> {
  const partial = await db.openPartial({ ...itemIntent(file), ...differences, slices });
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
  readonly differences?: Differences;
}

export function runIntent(file: ItemFile, run: Run): LoadIntent {
  const { partial, fromRow, differences } = run;
  return {
    ...itemIntent(file),
    ...differences,
    run: {
      objectLoadId: partial.objectLoadId,
      slice: run.slice ?? 1,
      fromRow,
      restarts: run.restarts ?? partial.restarts,
      lastSequence: run.lastSequence,
    },
  };
}

/** A run that was let begin, with its rows staged. */
export async function begunRun(db: PostgresDatabase, file: ItemFile, run: Run): Promise<Load> {
  const load = await db.beginLoad(runIntent(file, run));
  if ('kind' in load) {
    throw new Error(`the run was refused: ${load.kind}`);
  }
  await load.add(itemBatch({ ...file, rows: rowsOf(file, run) }, run.fromRow));
  return load;
}

/** How far a run brings its slice; it is done with the last row of the file, if nothing else is said. */
export function progressOf(file: ItemFile, { beforeRow, progress }: Run): Progress {
  const isSliceDone = beforeRow > file.rows.length;
  return { nextRow: beforeRow, isSliceDone, rowGroups: undefined, mostQuarantined: undefined, ...progress };
}

export async function loadRun(db: PostgresDatabase, file: ItemFile, run: Run): Promise<Committed> {
  const load = await db.beginLoad(runIntent(file, run));
  if ('kind' in load) {
    return load;
  }
  try {
    await load.add(itemBatch({ ...file, rows: rowsOf(file, run) }, run.fromRow));
    return await load.commit(progressOf(file, run));
  } finally {
    await load.abandon();
  }
}

function rowsOf({ rows }: ItemFile, { fromRow, beforeRow }: Run): readonly ItemRow[] {
  return rows.slice(fromRow - 1, beforeRow - 1);
}
