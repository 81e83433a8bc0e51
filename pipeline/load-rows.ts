import { LoaderError } from '../domain/errors.ts';
import { objectUrl } from '../domain/object/identity.ts';
import { isAtomic, refuseLongAtomic } from '../domain/partial/atomic.ts';
import { ONE_SLICE } from '../domain/partial/slices.ts';
import { slicesOf } from '../domain/partial/way.ts';
import type { OpenedFile } from '../domain/ports/files.ts';
import type { Attempt } from '../domain/ports/intent.ts';
import type { Committed } from '../domain/ports/load.ts';
import type { RowRange } from '../domain/ports/partial.ts';
import type { ColumnPlan } from '../domain/table/column-plan.ts';
import { loadRuns } from './load-runs.ts';
import { isTimedByRow, timeOfFile } from './load-time.ts';
import type { Loader } from './loader.ts';
import type { OpenedWrite, RowsEnding } from './opened-write.ts';
import { type FileToPlan, intentOf, planLoad } from './plan-load.ts';
import { formatOf } from './route-object.ts';
import type { Aside } from './set-rows-aside.ts';
import { abandon, asideOf, readRows, stageBatch, type Work } from './stage-rows.ts';
import { tableInRuns } from './table-in-runs.ts';
import { requireTime } from './timely.ts';
import { unchangedNotes } from './unchanged-notes.ts';

/**
 * From the bytes of a file to a known commit: of all its rows or, of a large file, of as many as there is time for. Throws
 * for whatever keeps it from that; what was not committed before is not there then.
 */
export async function loadRows(write: OpenedWrite, attempt: Attempt, loader: Loader): Promise<RowsEnding> {
  const { object, route, identity } = write;
  const { table } = route;
  const file = await loader.reader.open(object, formatOf(route));
  if (isAtomic(table)) {
    refuseLongAtomic(file.rowCount, attempt.deadlineMs - loader.clock.now(), table);
  }
  const planned = await planLoad(table, fileToPlan(write, file), { identity, loader });
  if (planned.kind === 'busy') {
    return { outcome: 'busy', notes: planned.notes };
  }
  const { plan } = planned;
  const before = write.partial === undefined ? undefined : await loader.database.findPartial(write.partial);
  const writtenAtMicros = before?.writtenAtMicros ?? (await timeOfFile(write, file, plan));
  const work: Work = { table, file, plan, writtenAtMicros, attempt, loader };
  const slices = slicesToBegin(write, work);
  return slices === undefined && before === undefined
    ? await loadWhole(write, work)
    : await loadRuns({ ...write, before, slices: slices ?? ONE_SLICE }, { ...work, table: tableInRuns(route) });
}

/** Those of a file that is loaded in part anew; undefined: it is loaded in one transaction, unless that was begun otherwise. */
function slicesToBegin({ object, route }: OpenedWrite, work: Work): readonly RowRange[] | undefined {
  const { table, file, attempt, loader } = work;
  if (isAtomic(table) || loader.isRehearsal === true) {
    return;
  }
  const { key, kind } = route;
  const { rowCount, rowGroups } = file;
  const extent = { kind, sizeBytes: object.sizeBytes, isGzipped: key.gzip, rowCount, rowGroups };
  const { runRows, sliceRows } = loader;
  return slicesOf(extent, { runRows, sliceRows, canSpread: attempt.canFollowUp === true });
}

/** What the plan of an opened file has to know of it. */
export function fileToPlan(
  { object, route }: Pick<OpenedWrite, 'object' | 'route'>,
  { columns }: OpenedFile,
): FileToPlan {
  const { kind, key, source } = route;
  return {
    columns,
    kind,
    object: objectUrl(object),
    timestampColumn: source.timestampColumn,
    isTimed: isTimedByRow(route),
    absentText: key.format === 'csv' ? source.csv.noSupplementalLogText : undefined,
  };
}

/** In one transaction. */
async function loadWhole(write: OpenedWrite, work: Work): Promise<RowsEnding> {
  try {
    return await loadOnce(write, work, write.route.kind === 'load');
  } catch (error) {
    if (error instanceof LoaderError && error.code === 'KEY_REPEATED') {
      return await loadOnce(write, work, false);
    }
    throw error;
  }
}

async function loadOnce({ identity }: OpenedWrite, work: Work, expectsDistinctKeys: boolean): Promise<RowsEnding> {
  const { table, file, plan, writtenAtMicros, attempt, loader } = work;
  requireTime(attempt, loader.clock);
  const aside = asideOf(work);
  const load = await loader.database.beginLoad({
    object: identity,
    ...intentOf(table, plan),
    expectsDistinctKeys,
    rowCount: file.rowCount,
    setAside: aside?.setAside,
    writtenAtMicros,
    attempt,
  });
  if ('kind' in load) {
    return { outcome: load.kind, notes: plan.notes };
  }
  try {
    const batches = readRows(work);
    for await (const batch of batches) {
      await stageBatch(batch, { load, aside, rest: batches }, work);
    }
    aside?.close();
    return endingOf(await load.commit(), aside, plan);
  } finally {
    await abandon(load, work);
  }
}

/** What a commit means for a file. */
export function endingOf(committed: Committed, aside: Aside | undefined, { notes }: ColumnPlan): RowsEnding {
  if (committed.kind === 'busy' || committed.kind === 'already-loaded') {
    return { outcome: committed.kind, notes };
  }
  const { kind, counts, rehearsal, isReopened } = committed;
  // A rehearsal names them itself, and sets nothing aside.
  const ofAside = rehearsal === undefined ? (aside?.notes() ?? []) : [];
  const all = [...notes, ...ofAside, ...unchangedNotes(counts, isReopened), ...(committed.notes ?? [])];
  return { outcome: kind === 'partial' ? 'continued' : kind, counts, rehearsal, notes: all };
}
