import { type ObjectIdentity, objectUrl } from '../domain/object/identity.ts';
import { routeRow } from '../domain/object/route-row.ts';
import { sourceName } from '../domain/object/table-name.ts';
import type { SourceBatch, SourceColumn } from '../domain/ports/files.ts';
import type { Attempt } from '../domain/ports/intent.ts';
import type { TableLoad, TransactionLoad } from '../domain/ports/load.ts';
import type { StoredObject } from '../domain/ports/store.ts';
import type { TransactionFormat, TransactionPart } from '../domain/ports/transactions.ts';
import type { ColumnPlan } from '../domain/table/column-plan.ts';
import { faultsOf } from '../domain/table/faults.ts';
import { type MappedBatch, mapBatch } from '../domain/table/map-batch.ts';
import type { Table } from '../domain/table/table.ts';
import { allFaults } from './all-faults.ts';
import { chosenColumns } from './chosen-columns.ts';
import type { Loader } from './loader.ts';
import { evolvingColumns, type FileToPlan, intentOf, planFile } from './plan-load.ts';
import type { TransactionRoute } from './route-object.ts';
import { type Aside, makeAside } from './set-rows-aside.ts';
import { timely } from './timely.ts';

/** A write of a file of transactions that is to be loaded, opened. */
export interface OpenedTransactions {
  readonly object: StoredObject;
  readonly identity: ObjectIdentity;
  readonly route: TransactionRoute;
}

/** One try at a file. */
export interface Work {
  readonly write: OpenedTransactions;
  readonly load: TransactionLoad;
  readonly attempt: Attempt;
  readonly loader: Loader;
  /** In the order in which the file names them. */
  readonly tables: Map<Table, TableWork>;
  readonly notes: string[];
  ignoredRows: number;
}

/** What of a file goes to one table. */
interface TableWork {
  readonly plan: ColumnPlan;
  readonly load: TableLoad;
  readonly aside: Aside | undefined;
}

type Rows = TransactionPart & { readonly kind: 'rows' };

/** A table that has to be given columns first, which must not be done in the transaction of a load. */
export interface ToEvolve {
  readonly table: Table;
  readonly file: FileToPlan;
}

/**
 * Maps and stages the rows of all tables, up to the first bad row of a table that does not set bad rows aside. Ends early
 * with a table that is to evolve: the load is then to be abandoned, and begun again.
 */
export async function stageTables(work: Work): Promise<ToEvolve | undefined> {
  const parts = partsOf(work);
  for await (const part of parts) {
    const lacking = part.kind === 'rows' ? await stage(part, work, parts) : countIgnored(part, work);
    if (lacking !== undefined) {
      return lacking;
    }
  }
  for (const { aside } of work.tables.values()) {
    aside?.close();
  }
  return undefined;
}

function partsOf({ write, attempt, loader }: Work): AsyncGenerator<TransactionPart> {
  const { source } = write.route;
  const format: TransactionFormat = { settings: source.csv, route: name => routeRow(name, source, loader.routes) };
  return timely(loader.transactions.read(write.object, format), attempt, loader.clock);
}

function countIgnored({ pattern, rowCount }: TransactionPart & { readonly kind: 'ignored' }, work: Work): undefined {
  work.ignoredRows += rowCount;
  const rows = rowCount === 1 ? '1 row is' : `${rowCount} rows are`;
  work.notes.push(`${rows} of tables on the ignore list of source ${work.write.route.source.name}, by ${pattern}`);
}

async function stage(part: Rows, work: Work, rest: AsyncGenerator<TransactionPart>): Promise<ToEvolve | undefined> {
  const known = work.tables.get(part.table) ?? (await begin(part, work));
  if ('file' in known) {
    return known;
  }
  const { plan, load, aside } = known;
  const batch = chosenColumns(part, plan);
  const mapped = mapBatch(plan, batch, work.write.route.writtenAtMicros);
  if (aside !== undefined) {
    await aside.stage(batch, mapped, load);
  } else if (mapped.faultCount === 0) {
    await load.add(mapped.changes);
  } else {
    // The load will not be: what it has locked is free while the rest of the file is read.
    await abandon(work);
    throw await allFaults(named(mapped, part.table), restOf(rest, work), plan.object);
  }
  return undefined;
}

async function begin(part: Rows, work: Work): Promise<TableWork | ToEvolve> {
  const { table } = part;
  const file = fileToPlan(part, work);
  const plan = await planPart(table, file, work);
  if (plan.adds !== undefined && plan.adds.length > 0) {
    return { table, file };
  }
  const aside = asideOf(part, plan, work);
  const intent = { ...intentOf(table, plan), expectsDistinctKeys: false, rowCount: undefined };
  const load = await work.load.begin({ ...intent, setAside: aside?.setAside });
  const begun = { plan, load, aside };
  work.tables.set(table, begun);
  work.notes.push(...plan.notes);
  return begun;
}

function fileToPlan({ columns }: { readonly columns: readonly SourceColumn[] }, { write }: Work): FileToPlan {
  const { source } = write.route;
  return {
    columns,
    kind: 'cdc',
    object: objectUrl(write.object),
    timestampColumn: source.timestampColumn,
    absentText: source.csv.noSupplementalLogText,
  };
}

async function planPart(table: Table, file: FileToPlan, { loader }: Work): Promise<ColumnPlan> {
  return planFile(table, file, await evolvingColumns(table, loader));
}

/** Undefined for a table whose bad rows fail their file. */
function asideOf({ table, columns }: Rows, plan: ColumnPlan, work: Work): Aside | undefined {
  if (table.quarantine === undefined) {
    return;
  }
  return makeAside({
    object: plan.object,
    among: sourceName(table.source),
    budget: table.quarantine,
    columns: plan.reads.flatMap(name => columns.find(column => column.name === name) ?? []),
    map: batch => mapBatch(plan, batch, work.write.route.writtenAtMicros),
    read: () => rowsOf(table, plan, work),
  });
}

/** The rows of one table once more, from the first on. */
async function* rowsOf(table: Table, plan: ColumnPlan, work: Work): AsyncGenerator<SourceBatch> {
  for await (const part of partsOf(work)) {
    if (part.kind === 'rows' && part.table === table) {
      yield chosenColumns(part, plan);
    }
  }
}

/** What is wrong with the rest of the file, but for rows that would be set aside. */
async function* restOf(parts: AsyncGenerator<TransactionPart>, work: Work) {
  const plans = new Map([...work.tables].map(([table, { plan }]) => [table, plan]));
  for await (const part of parts) {
    if (part.kind === 'rows' && part.table.quarantine === undefined) {
      const plan = plans.get(part.table) ?? (await planPart(part.table, fileToPlan(part, work), work));
      plans.set(part.table, plan);
      yield named(mapBatch(plan, chosenColumns(part, plan), work.write.route.writtenAtMicros), part.table);
    }
  }
}

/** Row and column alone do not say which table it is. */
function named({ faults, faultCount }: MappedBatch, { source }: Table): Pick<MappedBatch, 'faults' | 'faultCount'> {
  return { faults: faultsOf(sourceName(source), faults), faultCount };
}

/** Harmless after a commit, and a second time. */
export async function abandon({ load, write, loader }: Work): Promise<void> {
  await load.abandon().catch(error => loader.log.warn('not-abandoned', { object: objectUrl(write.object), error }));
}
