import type { RowCounts } from '../domain/change/change.ts';
import { deadlineNear } from '../domain/deadline.ts';
import { LoaderError } from '../domain/errors.ts';
import { NAMED_FAULTS } from '../domain/limits.ts';
import { type ObjectIdentity, objectUrl } from '../domain/object/identity.ts';
import type { Attempt, Clock, Load, OpenedFile, StoredObject } from '../domain/ports.ts';
import { refusingAbsent } from '../domain/table/absent-text.ts';
import type { ColumnPlan } from '../domain/table/column-plan.ts';
import { faultsError, type RowFault } from '../domain/table/faults.ts';
import { mapBatch } from '../domain/table/map-batch.ts';
import { planColumns } from '../domain/table/plan.ts';
import type { Ending, Loader } from './loader.ts';
import { formatOf, type Route, writtenAt } from './route-object.ts';

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
  readonly clock: Clock;
}

export type RowsEnding = Ending & { readonly notes: readonly string[] };

/** From the bytes of a file to a known commit. Throws for whatever keeps it from that; then nothing of it is there. */
export async function loadRows(write: OpenedWrite, attempt: Attempt, loader: Loader): Promise<RowsEnding> {
  const { object, route } = write;
  const file = await loader.reader.open(object, formatOf(route));
  const { kind } = route;
  const plan = planOf(write, file);
  const work: Work = { file, plan, writtenAtMicros: writtenAt(route, object), attempt, clock: loader.clock };
  try {
    return await loadOnce(write, work, { loader, expectsDistinctKeys: kind === 'load' });
  } catch (error) {
    if (error instanceof LoaderError && error.code === 'KEY_REPEATED') {
      return await loadOnce(write, work, { loader, expectsDistinctKeys: false });
    }
    throw error;
  }
}

function planOf({ object, route }: OpenedWrite, { columns }: OpenedFile): ColumnPlan {
  const { table, kind, key, source } = route;
  const plan = planColumns(table, { columns, kind, object: objectUrl(object) });
  const marker = key.format === 'csv' ? source.csv.noSupplementalLogText : undefined;
  return marker === undefined ? plan : refusingAbsent(plan, marker);
}

async function loadOnce(
  { object, identity, route }: OpenedWrite,
  work: Work,
  { loader, expectsDistinctKeys }: { loader: Loader; expectsDistinctKeys: boolean },
): Promise<RowsEnding> {
  const { file, plan, writtenAtMicros, attempt } = work;
  requireTime(attempt, loader.clock);
  const load = await loader.database.beginLoad({
    object: identity,
    table: route.table,
    columns: plan.targets,
    hasOldKey: plan.beforeImage !== undefined,
    expectsDistinctKeys,
    rowCount: file.rowCount,
    writtenAtMicros,
    attempt,
  });
  if ('kind' in load) {
    return { outcome: load.kind, notes: plan.notes };
  }
  try {
    await stageRows(load, work);
    const committed = await load.commit();
    const counts: RowCounts | undefined = committed.kind === 'loaded' ? committed.counts : undefined;
    return { outcome: committed.kind, counts, notes: plan.notes };
  } finally {
    await load.abandon().catch(error => loader.log.warn('not-abandoned', { object: objectUrl(object), error }));
  }
}

/**
 * Decodes, maps and stages batch after batch. From the first bad row on nothing more is staged, but the file is read to
 * its end, so that one error can say how many bad cells there are.
 */
async function stageRows(load: Load, { file, plan, writtenAtMicros, attempt, clock }: Work): Promise<void> {
  const faults: RowFault[] = [];
  let faultCount = 0;
  for await (const batch of file.read(plan.reads)) {
    requireTime(attempt, clock);
    const mapped = mapBatch(plan, batch, writtenAtMicros);
    faults.push(...mapped.faults.slice(0, NAMED_FAULTS - faults.length));
    faultCount += mapped.faultCount;
    if (faultCount === 0) {
      await load.add(mapped.changes);
    }
  }
  if (faultCount > 0) {
    throw faultsError(faults, faultCount, plan.object);
  }
}

function requireTime(attempt: Attempt, clock: Clock): void {
  if (clock.now() < attempt.deadlineMs) {
    return;
  }
  throw deadlineNear();
}
