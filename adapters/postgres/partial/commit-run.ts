import pg from 'pg';
import type { RowCounts } from '../../../domain/change/change.ts';
import { LoaderError } from '../../../domain/errors.ts';
import { objectUrl } from '../../../domain/object/identity.ts';
import type { Committed } from '../../../domain/ports/load.ts';
import type { Progress } from '../../../domain/ports/partial.ts';
import type { Filling } from '../filling.ts';
import { commitKnown } from '../known-commit.ts';
import { type RunLoadIntent, sliceLock } from '../sql/claim-run.ts';
import { findRun, type RunRow, readRun } from '../sql/find-run.ts';
import { type MarkedRun, markRun, OVER_BUDGET, readMarked } from '../sql/mark-run.ts';
import { objectLock } from '../sql/object-key.ts';
import type { Transaction } from '../transaction.ts';

/** What a run did, once its rows are in their target. */
export interface DoneRun {
  readonly counts: RowCounts;
  readonly progress: Progress;
  readonly filling: Filling;
}

/**
 * Records a run and how far its slice is by it, and commits. The run that is the last of its file says `loaded`.
 * @throws LoaderError BUDGET_EXCEEDED if all slices together have more bad rows than may be; nothing of the run stays
 */
export async function commitRun(transaction: Transaction<RunLoadIntent>, done: DoneRun): Promise<Committed> {
  const { counts, filling } = done;
  const notes = filling.notes?.() ?? [];
  const lastSequence = filling.lastSequence?.();
  const { kind, total } = await commitMarked(transaction, done, lastSequence);
  return { kind, counts, total, lastSequence, ...(notes.length === 0 ? {} : { notes }) };
}

async function commitMarked(
  transaction: Transaction<RunLoadIntent>,
  { counts, progress, filling }: DoneRun,
  lastSequence: string | undefined,
): Promise<MarkedRun> {
  const { connection, intent, claim } = transaction;
  const isDirect = filling.isDirect === true;
  try {
    return await commitKnown(transaction, {
      marks: markRun(intent, claim, { counts, progress, isDirect, lastSequence }),
      read: readMarked,
      locks: `select pg_advisory_xact_lock_shared(${objectLock(intent.object)});
select pg_advisory_xact_lock(${sliceLock(intent.run)})`,
      find: async () => readRun(await connection.ask<RunRow>(findRun(intent))),
    });
  } catch (error) {
    throw error instanceof pg.DatabaseError && error.code === OVER_BUDGET ? overBudget(intent, progress) : error;
  }
}

function overBudget({ object }: RunLoadIntent, { mostQuarantined }: Progress): LoaderError {
  return new LoaderError('BUDGET_EXCEEDED', {
    object: objectUrl(object),
    reason: `more than ${mostQuarantined} rows of the file are bad, those of all its slices together`,
    remedy: 'mend the mapping or the source, or raise the budget of the table',
  });
}
