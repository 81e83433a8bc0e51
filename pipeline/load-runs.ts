import { sumCounts } from '../domain/change/sum-counts.ts';
import type { FollowUp } from '../domain/notification/follow-up.ts';
import { progressNote, spreadNote } from '../domain/partial/told.ts';
import type { PartialLoad, RowRange, Slice } from '../domain/ports/partial.ts';
import type { Runs } from './load-run.ts';
import { type LoadedSlice, loadSlice } from './load-slice.ts';
import type { Continuation } from './loader.ts';
import type { OpenedWrite, RowsEnding } from './opened-write.ts';
import type { Work } from './stage-rows.ts';
import { unchangedNotes } from './unchanged-notes.ts';

/** A write that takes several transactions. */
export interface LongWrite extends OpenedWrite {
  /** Those of a load that is begun with this attempt; one that was begun before keeps its own. */
  readonly slices: readonly RowRange[];
  /** What the ledger has of it, where it was begun before. */
  readonly before: PartialLoad | undefined;
}

/**
 * Goes on with a file that takes several transactions, as far as there is time: with the slice that the message is about,
 * with the only one that is left, or, of a file that is spread, by a message for each.
 */
export async function loadRuns(write: LongWrite, opened: Work): Promise<RowsEnding> {
  const { table, plan, writtenAtMicros, attempt, loader } = opened;
  const { identity: object, slices, before, followUp } = write;
  if (before?.mappingFingerprint === table.fingerprint && isOutdated(followUp, before)) {
    return { outcome: 'busy', notes: [...plan.notes, 'it started over, and its slices have messages of their own'] };
  }
  const sendsAgain = attempt.canFollowUp === true && sliceMeant(followUp, before) === undefined;
  const intent = { object, writtenAtMicros, attempt, table, slices, sendsAgain };
  const partial = await loader.database.openPartial(intent);
  if ('kind' in partial) {
    return { outcome: partial.kind, notes: plan.notes };
  }
  const open = partial.slices.filter(({ isDone }) => !isDone);
  const meant = sliceMeant(followUp, partial);
  if (meant?.isDone === true || open.length === 0) {
    return { outcome: 'already-loaded', notes: plan.notes };
  }
  if (meant === undefined && open.length > 1 && attempt.canFollowUp === true) {
    const notes = [...plan.notes, spreadNote(open.length, partial.slices.length)];
    return { outcome: 'continued', continuation: continuationOf(partial, open), notes };
  }
  const work: Work = { ...opened, writtenAtMicros: partial.writtenAtMicros };
  return await loadSlices(meant === undefined ? open : [meant], newRuns(write, work, partial));
}

/**
 * A message from before the load started over waits while others are at it: each one would have the messages of all slices
 * sent again. Those were sent by the attempt that started it over, or, if they were not, it stands still.
 */
function isOutdated(
  followUp: FollowUp | undefined,
  { objectLoadId, restarts, isMoving, slices }: PartialLoad,
): boolean {
  const isOfBefore = followUp?.objectLoadId === objectLoadId && followUp.restarts < restarts;
  return isOfBefore && isMoving && slices.filter(({ isDone }) => !isDone).length > 1;
}

/** A hint that is not of this very load, or of no slice of it, says nothing. */
function sliceMeant(followUp: FollowUp | undefined, partial: PartialLoad | undefined): Slice | undefined {
  const isOfThis = followUp?.objectLoadId === partial?.objectLoadId && followUp?.restarts === partial?.restarts;
  return isOfThis ? partial?.slices.find(({ number }) => number === followUp?.slice) : undefined;
}

function continuationOf(
  { objectLoadId, restarts }: PartialLoad,
  slices: readonly Pick<Slice, 'number'>[],
): Continuation {
  return { objectLoadId, restarts, slices: slices.map(({ number }) => number) };
}

function newRuns(write: OpenedWrite, work: Work, partial: PartialLoad): Runs {
  return {
    write,
    work,
    partial,
    done: {
      counts: [],
      total: partial.counts,
      longestMs: 0,
      noted: { badRows: 0, faults: [] },
      asideNotes: [],
      notes: new Set(),
      expectsDistinctKeys: write.route.kind === 'load' && partial.slices.length === 1 && partial.restarts === 0,
    },
  };
}

/** One after the other; one that another consumer holds is passed over. */
async function loadSlices(slices: readonly Slice[], runs: Runs): Promise<RowsEnding> {
  const loaded: LoadedSlice[] = [];
  for (const slice of slices) {
    const last = await loadSlice(slice, runs);
    loaded.push(last);
    if (last.end === 'loaded') {
      return {
        outcome: 'loaded',
        counts: runs.done.total,
        notes: [...notesOf(runs), ...unchangedNotes(runs.done.total)],
      };
    }
    if (last.end === 'out-of-time') {
      break;
    }
  }
  return endingOf(loaded, runs);
}

function endingOf(loaded: readonly LoadedSlice[], runs: Runs): RowsEnding {
  const { partial, work, done } = runs;
  const counts = done.counts.length === 0 ? undefined : sumCounts(done.counts);
  const refused = refusalAmong(loaded);
  // A message for one slice waits for its turn; a caller that goes through all of them has done its part.
  if (refused !== undefined && (counts === undefined || work.attempt.canFollowUp === true)) {
    return { outcome: refused, counts, notes: notesOf(runs) };
  }
  const places = loaded.map(({ place }) => place);
  const left = loaded.filter(({ end }) => end === 'out-of-time').map(({ place }) => place.slice);
  return {
    outcome: 'continued',
    counts,
    continuation: continuationOf(partial, left),
    notes: [...notesOf(runs), ...places.map(progressNote)],
  };
}

function refusalAmong(loaded: readonly LoadedSlice[]): 'busy' | 'already-loaded' | undefined {
  const ends = loaded.map(({ end }) => end);
  if (ends.includes('busy')) {
    return 'busy';
  }
  return ends.includes('already-loaded') ? 'already-loaded' : undefined;
}

function notesOf({ work, done }: Runs): readonly string[] {
  return [...work.plan.notes, ...done.asideNotes, ...done.notes];
}
