import type { OpenedFile, ReadingWay, SourceBatch } from '../domain/ports/files.ts';
import type { Attempt } from '../domain/ports/intent.ts';
import type { Load } from '../domain/ports/load.ts';
import type { ColumnPlan } from '../domain/table/column-plan.ts';
import { type MappedBatch, mapBatch } from '../domain/table/map-batch.ts';
import type { Table } from '../domain/table/table.ts';
import { allFaults } from './all-faults.ts';
import type { Loader } from './loader.ts';
import { type Aside, type Before, makeAside } from './set-rows-aside.ts';
import { timely } from './timely.ts';

/** What the loads of a file need from its first row to its last. */
export interface Work {
  readonly table: Table;
  readonly file: OpenedFile;
  readonly plan: ColumnPlan;
  readonly writtenAtMicros: bigint;
  readonly attempt: Attempt;
  readonly loader: Loader;
}

/** Which rows of a file, from the first to the last if nothing else is said. */
export type Range = Pick<ReadingWay, 'fromRow' | 'beforeRow'>;

/** One bad text is one bad row for a table whose bad rows are set aside, and ends the reading for others. */
export function readRows({ table, file, plan, attempt, loader }: Work, range: Range = {}): AsyncGenerator<SourceBatch> {
  const way = { ...range, marksBadText: table.quarantine !== undefined };
  return timely(file.read(plan.reads, way), attempt, loader.clock);
}

/** The account of the bad rows of one transaction, over those rows. Undefined for a table whose bad rows fail their file. */
export function asideOf(work: Work, range?: Range, before?: Before): Aside | undefined {
  const { table, file, plan, writtenAtMicros } = work;
  if (table.quarantine === undefined) {
    return;
  }
  return makeAside({
    object: plan.object,
    budget: table.quarantine,
    before,
    columns: plan.reads.flatMap(name => file.columns.find(column => column.name === name) ?? []),
    map: batch => mapBatch(plan, batch, writtenAtMicros),
    read: () => readRows(work, range),
  });
}

/** Where the rows of a batch go. */
export interface Stage {
  readonly load: Load;
  readonly aside: Aside | undefined;
  /** What follows the batch: of a file that fails for a bad row the others are looked for. */
  readonly rest: AsyncIterable<SourceBatch>;
}

/** Maps a batch and gives it to its load: up to the first bad row, unless bad rows are set aside. */
export async function stageBatch(batch: SourceBatch, { load, aside, rest }: Stage, work: Work): Promise<void> {
  const mapped = mapBatch(work.plan, batch, work.writtenAtMicros);
  if (aside !== undefined) {
    await aside.stage(batch, mapped, load);
    return;
  }
  if (mapped.faultCount > 0) {
    // The load will not be: what it has locked is free while the rest of the file is read.
    await abandon(load, work);
    throw await allFaults(mapped, mappedOf(rest, work), work.plan.object);
  }
  await load.add(mapped.changes);
}

async function* mappedOf(
  batches: AsyncIterable<SourceBatch>,
  { plan, writtenAtMicros }: Work,
): AsyncGenerator<MappedBatch> {
  for await (const batch of batches) {
    yield mapBatch(plan, batch, writtenAtMicros);
  }
}

/** Harmless after a commit, and a second time. */
export async function abandon(load: Load, { plan, loader }: Work): Promise<void> {
  await load.abandon().catch(error => loader.log.warn('not-abandoned', { object: plan.object, error }));
}
