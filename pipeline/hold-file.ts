import { batchBytes } from '../domain/change/batch-bytes.ts';
import type { ChangeBatch } from '../domain/change/change.ts';
import { SMALL_LOAD_BYTES, TOGETHER_FETCH_SECONDS, TOGETHER_FILE_ROWS } from '../domain/limits.ts';
import type { HeldLoad } from '../domain/ports/load.ts';
import type { StoredObject } from '../domain/ports/store.ts';
import type { ColumnPlan } from '../domain/table/column-plan.ts';
import { mapBatch } from '../domain/table/map-batch.ts';
import type { ExistingColumn } from '../domain/table/target-column.ts';
import { fileToPlan } from './load-rows.ts';
import type { Loader } from './loader.ts';
import { intentOf, planFile } from './plan-load.ts';
import { formatOf, writtenAt } from './route-object.ts';
import type { SmallFile } from './small-files.ts';
import { readRows, type Work } from './stage-rows.ts';
import { endOf } from './timely.ts';

/** A small file with all of its changes in memory. */
export interface HeldFile extends HeldLoad, SmallFile {
  readonly plan: ColumnPlan;
  readonly rowCount: number;
  /** What its cells take. */
  readonly bytes: number;
}

/**
 * All bytes of a file; undefined if another write is there than was announced. Throws what the store does, and DEADLINE_NEAR
 * if they take longer than the other files should wait for them.
 */
export async function fetchFile(file: SmallFile, { store, clock }: Loader): Promise<StoredObject | undefined> {
  const { route, identity, attempt } = file;
  const { expectedBucketOwner } = route.source;
  const deadlineMs = Math.min(attempt.deadlineMs, clock.now() + TOGETHER_FETCH_SECONDS * 1000);
  const signal = endOf({ ...attempt, deadlineMs }, clock);
  const object = await store.open({ ...identity, expectedBucketOwner, signal });
  if (object.eTag !== identity.eTag || object.sizeBytes !== identity.sizeBytes) {
    return;
  }
  const bytes = await object.read(0, object.sizeBytes);
  return { ...object, read: (start, end) => Promise.resolve(bytes.subarray(start, end)) };
}

/**
 * Decodes and maps a file that was fetched. Undefined for one that cannot be loaded with others: because of its size, bad
 * cells, or columns that the target lacks or that changes keep. Throws what else is wrong with it.
 */
export async function holdFile(
  file: SmallFile,
  object: StoredObject,
  { loader, targetColumns }: { readonly loader: Loader; readonly targetColumns: readonly ExistingColumn[] },
): Promise<HeldFile | undefined> {
  const { route, identity, attempt } = file;
  const { table } = route;
  const opened = await loader.reader.open(object, formatOf(route));
  const plan = planFile(table, fileToPlan({ object, route }, opened), targetColumns);
  if ((opened.rowCount ?? 0) > TOGETHER_FILE_ROWS || plan.mayKeep === true || (plan.adds ?? []).length > 0) {
    return;
  }
  const writtenAtMicros = writtenAt(route, object);
  const rows = await holdRows({ table, file: opened, plan, writtenAtMicros, attempt, loader });
  if (rows === undefined) {
    return;
  }
  const { rowCount } = rows;
  const intent = { object: identity, ...intentOf(table, plan), expectsDistinctKeys: false, rowCount };
  return { ...file, ...rows, plan, intent: { ...intent, writtenAtMicros, attempt } };
}

async function holdRows(work: Work): Promise<Pick<HeldFile, 'batches' | 'rowCount' | 'bytes'> | undefined> {
  const batches: ChangeBatch[] = [];
  let rowCount = 0;
  let bytes = 0;
  for await (const batch of readRows(work)) {
    const { changes, faultCount } = mapBatch(work.plan, batch, work.writtenAtMicros);
    rowCount += changes.rowCount;
    bytes += batchBytes(changes);
    if (faultCount > 0 || rowCount > TOGETHER_FILE_ROWS || bytes > SMALL_LOAD_BYTES) {
      return;
    }
    batches.push(changes);
  }
  return { batches, rowCount, bytes };
}
