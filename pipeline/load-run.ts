import type { RowCounts } from '../domain/change/change.ts';
import { isAtomic } from '../domain/partial/atomic.ts';
import { isRunFull, rowsOfRun } from '../domain/partial/pace.ts';
import { placeInGroups } from '../domain/partial/row-groups.ts';
import type { Committed, Refused } from '../domain/ports/load.ts';
import type { PartialLoad, Progress, Slice } from '../domain/ports/partial.ts';
import type { OpenedWrite } from './opened-write.ts';
import { intentOf } from './plan-load.ts';
import type { Aside, Noted } from './set-rows-aside.ts';
import type { SliceRows } from './slice-rows.ts';
import { abandon, asideOf, type Stage, stageBatch, type Work } from './stage-rows.ts';
import { requireTime } from './timely.ts';

/** What the runs of one attempt at a file have in common. */
export interface Runs {
  readonly write: OpenedWrite;
  readonly work: Work;
  readonly partial: PartialLoad;
  readonly done: DoneRuns;
}

/** What this attempt has committed. */
export interface DoneRuns {
  /** Of each run. */
  readonly counts: RowCounts[];
  /** Of all runs of the file, by whomever. */
  total: RowCounts;
  longestMs: number;
  noted: Noted;
  /** Remarks on rows that were set aside. */
  asideNotes: readonly string[];
  readonly notes: Set<string>;
  /** Full loads go straight into an empty target until a key turns out to be there twice. */
  expectsDistinctKeys: boolean;
}

/** One transaction of a slice, about to begin. */
export interface Run {
  readonly slice: Slice;
  /** Its first row. */
  readonly fromRow: number;
  /** The greatest AR_H_CHANGE_SEQ before it. */
  readonly lastSequence: string | undefined;
  /** From its first row on. */
  readonly rows: SliceRows;
}

/** How far the slice is behind a run. */
type Place = Pick<Progress, 'nextRow' | 'isSliceDone'>;

export type RunEnd = (Exclude<Committed, Refused> & Place) | Refused;

/** Loads rows of a slice in one transaction, and commits them together with how far the slice is. */
export async function loadRun(run: Run, { write, work, partial, done }: Runs): Promise<RunEnd> {
  const { table, plan, writtenAtMicros, attempt, loader } = work;
  requireTime(attempt, loader.clock);
  const { slice, fromRow, lastSequence } = run;
  const aside = asideOfRun(run, work, done);
  const endRow = endOf(run, work);
  const load = await loader.database.beginLoad({
    object: write.identity,
    ...intentOf(table, plan),
    expectsDistinctKeys: done.expectsDistinctKeys,
    rowCount: endRow === undefined ? undefined : endRow - fromRow,
    setAside: aside?.setAside,
    writtenAtMicros,
    attempt,
    run: { objectLoadId: partial.objectLoadId, slice: slice.number, fromRow, restarts: partial.restarts, lastSequence },
  });
  if ('kind' in load) {
    return load;
  }
  try {
    const place = await stageRun(run, { load, aside, rest: run.rows.rest() }, work);
    aside?.close(place.isSliceDone && slice.beforeRow === undefined);
    const committed = await load.commit(progressOf(place, aside, work));
    if ('counts' in committed) {
      note(aside, done);
      return { ...committed, ...place };
    }
    return committed;
  } finally {
    await abandon(load, work);
  }
}

function asideOfRun({ slice, fromRow }: Run, work: Work, { total, noted }: DoneRuns): Aside | undefined {
  const before = { rowsRead: total.read, badRows: total.quarantined, rowsOfFile: work.file.rowCount, noted };
  return asideOf(work, { fromRow, beforeRow: slice.beforeRow }, before);
}

/** The first row behind the slice; undefined where that shows only when it is read. */
function endOf({ slice }: Run, { file }: Work): number | undefined {
  return slice.beforeRow ?? (file.rowCount === undefined ? undefined : file.rowCount + 1);
}

async function stageRun(run: Run, stage: Stage, work: Work): Promise<Place> {
  const { attempt, loader, table, file } = work;
  const { rows, fromRow } = run;
  const beganAtMs = loader.clock.now();
  const endRow = endOf(run, work);
  const runRows = isAtomic(table) ? Number.POSITIVE_INFINITY : rowsOfRun(loader.runRows, attempt.receiveCount);
  const leftMs = isAtomic(table) ? Number.POSITIVE_INFINITY : attempt.deadlineMs - beganAtMs;
  for (let nextRow = fromRow; ; ) {
    const batch = await rows.next();
    if (batch === undefined) {
      return { nextRow, isSliceDone: true };
    }
    await stageBatch(batch, stage, work);
    nextRow = batch.firstRow + batch.rowCount;
    if (nextRow === endRow) {
      return { nextRow, isSliceDone: true };
    }
    const { toBorder } = placeInGroups(file.rowGroups ?? [], nextRow);
    const spentMs = loader.clock.now() - beganAtMs;
    if (isRunFull({ rows: nextRow - fromRow, spentMs, leftMs, toBorder }, runRows)) {
      return { nextRow, isSliceDone: endRow === undefined && (await rows.isAtEnd()) };
    }
  }
}

function progressOf(place: Place, aside: Aside | undefined, { file }: Work): Progress {
  const { done, all } = placeInGroups(file.rowGroups ?? [], place.nextRow);
  const rowGroups = file.rowGroups === undefined ? undefined : { done, all };
  return { ...place, rowGroups, mostQuarantined: aside?.most() };
}

function note(aside: Aside | undefined, done: DoneRuns): void {
  if (aside !== undefined) {
    done.noted = aside.noted();
    done.asideNotes = aside.notes();
  }
}
