import { sumCounts } from '../domain/change/sum-counts.ts';
import { LoaderError } from '../domain/errors.ts';
import { goesOn, hasTimeForRun } from '../domain/partial/pace.ts';
import { stoppedAt, type ToldPlace } from '../domain/partial/told.ts';
import type { Slice } from '../domain/ports/partial.ts';
import { loadRun, type Run, type RunEnd, type Runs } from './load-run.ts';
import { asLoaderError } from './record-failure.ts';
import { sliceRows } from './slice-rows.ts';
import { readRows } from './stage-rows.ts';

/** `loaded`: it was the last one of the file. `out-of-time`: rows of it are left, and this attempt loaded some of the file. */
export type SliceEnd = 'loaded' | 'slice-done' | 'out-of-time' | 'busy' | 'already-loaded';

export interface LoadedSlice {
  readonly end: SliceEnd;
  /** How far it came. */
  readonly place: ToldPlace;
}

/**
 * Loads a slice from its progress on, run after run, for as long as there is time. The first run of an attempt is always
 * tried: without one nothing would ever change.
 * @throws LoaderError that says how far it came
 */
export async function loadSlice(slice: Slice, runs: Runs): Promise<LoadedSlice> {
  const at: Cursor = { run: beginAt({ slice, fromRow: slice.nextRow, lastSequence: slice.lastSequence }, runs) };
  try {
    const end = await loadOn(at, runs);
    return { end, place: placeOf(at.run, runs) };
  } catch (thrown) {
    const error = asLoaderError(thrown);
    if (error.code === 'DEADLINE_NEAR' && runs.done.counts.length > 0) {
      return { end: 'out-of-time', place: placeOf(at.run, runs) };
    }
    throw stoppedAt(error, placeOf(at.run, runs));
  } finally {
    await at.run.rows.close();
  }
}

/** The run that is next. */
interface Cursor {
  run: Run;
}

async function loadOn(at: Cursor, runs: Runs): Promise<SliceEnd> {
  const { done, work } = runs;
  while (done.counts.length === 0 || (goesOn(work.attempt) && hasTimeForRun(leftMs(runs), done.longestMs))) {
    const end = await tryRun(at.run, runs);
    if (end === 'again') {
      await at.run.rows.close();
      at.run = beginAt(at.run, runs);
      continue;
    }
    if (!('nextRow' in end)) {
      return end.kind;
    }
    at.run = { ...at.run, fromRow: end.nextRow, lastSequence: end.lastSequence };
    if (end.isSliceDone) {
      return end.kind === 'loaded' ? 'loaded' : 'slice-done';
    }
  }
  return 'out-of-time';
}

function beginAt(run: Omit<Run, 'rows'>, { work }: Runs): Run {
  const { slice, fromRow } = run;
  return { ...run, rows: sliceRows(readRows(work, { fromRow, beforeRow: slice.beforeRow })) };
}

function placeOf({ slice, fromRow }: Run, { work, partial }: Runs): ToldPlace {
  return { slice, sliceCount: partial.slices.length, nextRow: fromRow, rowGroups: work.file.rowGroups };
}

function leftMs({ work: { attempt, loader } }: Runs): number {
  return attempt.deadlineMs - loader.clock.now();
}

/** `again`: a key was there twice, and the run is to be begun anew without the expectation that none is. */
async function tryRun(run: Run, runs: Runs): Promise<RunEnd | 'again'> {
  const { done, work } = runs;
  const { clock } = work.loader;
  const beganAtMs = clock.now();
  try {
    const end = await loadRun(run, runs);
    if ('counts' in end) {
      done.counts.push(end.counts);
      done.total = end.total ?? sumCounts([done.total, end.counts]);
      done.longestMs = Math.max(done.longestMs, clock.now() - beganAtMs);
      for (const note of end.notes ?? []) {
        done.notes.add(note);
      }
    }
    return end;
  } catch (error) {
    if (error instanceof LoaderError && error.code === 'KEY_REPEATED' && done.expectsDistinctKeys) {
      done.expectsDistinctKeys = false;
      return 'again';
    }
    throw error;
  }
}
