import { LoaderError } from '../domain/errors.ts';
import { type ObjectIdentity, objectUrl } from '../domain/object/identity.ts';
import type { OpenedFile, ReadingWay } from '../domain/ports/files.ts';
import type { Attempt } from '../domain/ports/intent.ts';
import type { Committed, Load } from '../domain/ports/load.ts';
import type { StoredObject } from '../domain/ports/store.ts';
import type { ColumnPlan } from '../domain/table/column-plan.ts';
import { type MappedBatch, mapBatch } from '../domain/table/map-batch.ts';
import type { Table } from '../domain/table/table.ts';
import { allFaults } from './all-faults.ts';
import { isTimedByRow, timeOfFile } from './load-time.ts';
import type { Ending, Loader } from './loader.ts';
import { type FileToPlan, intentOf, planLoad } from './plan-load.ts';
import { formatOf, type Route } from './route-object.ts';
import { type Aside, makeAside } from './set-rows-aside.ts';
import { requireTime, timely } from './timely.ts';
import { unchangedNotes } from './unchanged-notes.ts';

/** A write of an object that is to be loaded, opened. */
export interface OpenedWrite {
  readonly object: StoredObject;
  readonly identity: ObjectIdentity;
  readonly route: Route;
}

/** What one load needs from its first row to its last. */
interface Work {
  readonly file: OpenedFile;
  readonly plan: ColumnPlan;
  readonly writtenAtMicros: bigint;
  readonly attempt: Attempt;
  readonly loader: Loader;
}

export type RowsEnding = Ending & { readonly notes: readonly string[] };

/** From the bytes of a file to a known commit. Throws for whatever keeps it from that; then nothing of it is there. */
export async function loadRows(write: OpenedWrite, attempt: Attempt, loader: Loader): Promise<RowsEnding> {
  const { object, route } = write;
  const file = await loader.reader.open(object, formatOf(route));
  const { kind } = route;
  const planned = await planLoad(route.table, fileToPlan(write, file), { identity: write.identity, loader });
  if (planned.kind === 'busy') {
    return { outcome: 'busy', notes: planned.notes };
  }
  const { plan } = planned;
  const work: Work = { file, plan, writtenAtMicros: await timeOfFile(write, file, plan), attempt, loader };
  try {
    return await loadOnce(write, work, kind === 'load');
  } catch (error) {
    if (error instanceof LoaderError && error.code === 'KEY_REPEATED') {
      return await loadOnce(write, work, false);
    }
    throw error;
  }
}

function fileToPlan({ object, route }: OpenedWrite, { columns }: OpenedFile): FileToPlan {
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

async function loadOnce(
  { identity, route }: OpenedWrite,
  work: Work,
  expectsDistinctKeys: boolean,
): Promise<RowsEnding> {
  const { file, plan, writtenAtMicros, attempt, loader } = work;
  requireTime(attempt, loader.clock);
  const aside = asideOf(route.table, work);
  const load = await loader.database.beginLoad({
    object: identity,
    ...intentOf(route.table, plan),
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
    await stageRows(load, aside, work);
    return endingOf(await load.commit(), aside, plan);
  } finally {
    await abandon(load, work);
  }
}

function endingOf(committed: Committed, aside: Aside | undefined, { notes }: ColumnPlan): RowsEnding {
  if (committed.kind === 'busy' || committed.kind === 'already-loaded') {
    return { outcome: committed.kind, notes };
  }
  const { kind, counts, rehearsal } = committed;
  // A rehearsal names them itself, and sets nothing aside.
  const ofAside = rehearsal === undefined ? (aside?.notes() ?? []) : [];
  const all = [...notes, ...ofAside, ...unchangedNotes(counts), ...(committed.notes ?? [])];
  return { outcome: kind === 'partial' ? 'continued' : kind, counts, rehearsal, notes: all };
}

/** One bad text is one bad row then. */
const TO_SET_ASIDE: ReadingWay = { marksBadText: true };

/** Undefined for a table whose bad rows fail their file. */
function asideOf({ quarantine }: Table, { file, plan, writtenAtMicros, attempt, loader }: Work): Aside | undefined {
  if (quarantine === undefined) {
    return;
  }
  return makeAside({
    object: plan.object,
    budget: quarantine,
    columns: plan.reads.flatMap(name => file.columns.find(column => column.name === name) ?? []),
    map: batch => mapBatch(plan, batch, writtenAtMicros),
    read: () => timely(file.read(plan.reads, TO_SET_ASIDE), attempt, loader.clock),
  });
}

/** Harmless after a commit, and a second time. */
async function abandon(load: Load, { plan, loader }: Work): Promise<void> {
  await load.abandon().catch(error => loader.log.warn('not-abandoned', { object: plan.object, error }));
}

/** Decodes, maps and stages batch after batch: up to the first bad row, unless bad rows are set aside. */
async function stageRows(load: Load, aside: Aside | undefined, work: Work): Promise<void> {
  if (aside !== undefined) {
    await stageSound(load, aside, work);
    return;
  }
  const batches = mappedBatches(work);
  for await (const mapped of batches) {
    if (mapped.faultCount > 0) {
      // The load will not be: what it has locked is free while the rest of the file is read.
      await abandon(load, work);
      throw await allFaults(mapped, batches, work.plan.object);
    }
    await load.add(mapped.changes);
  }
}

async function stageSound(
  load: Load,
  aside: Aside,
  { file, plan, writtenAtMicros, attempt, loader }: Work,
): Promise<void> {
  for await (const batch of timely(file.read(plan.reads, TO_SET_ASIDE), attempt, loader.clock)) {
    await aside.stage(batch, mapBatch(plan, batch, writtenAtMicros), load);
  }
  aside.close();
}

async function* mappedBatches({ file, plan, writtenAtMicros, attempt, loader }: Work): AsyncGenerator<MappedBatch> {
  for await (const batch of timely(file.read(plan.reads), attempt, loader.clock)) {
    yield mapBatch(plan, batch, writtenAtMicros);
  }
}
