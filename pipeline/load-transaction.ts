import type { RowCounts } from '../domain/change/change.ts';
import { deadlineNear } from '../domain/deadline.ts';
import { type ObjectIdentity, objectUrl } from '../domain/object/identity.ts';
import { routeRow } from '../domain/object/route-row.ts';
import type {
  Attempt,
  SourceBatch,
  StoredObject,
  TableCounts,
  TableLoad,
  TransactionLoad,
  TransactionPart,
} from '../domain/ports.ts';
import { refusingAbsent } from '../domain/table/absent-text.ts';
import type { ColumnPlan } from '../domain/table/column-plan.ts';
import { faultsError } from '../domain/table/faults.ts';
import { mapBatch } from '../domain/table/map-batch.ts';
import { planColumns } from '../domain/table/plan.ts';
import type { Table } from '../domain/table/table.ts';
import type { RowsEnding } from './load-rows.ts';
import type { Loader } from './loader.ts';
import type { TransactionRoute } from './route-object.ts';

/** A write of a file of transactions that is to be loaded, opened. */
export interface OpenedTransactions {
  readonly object: StoredObject;
  readonly identity: ObjectIdentity;
  readonly route: TransactionRoute;
}

/** What of a file goes to one table. */
interface TableWork {
  readonly plan: ColumnPlan;
  readonly load: TableLoad;
}

interface Work {
  readonly write: OpenedTransactions;
  readonly load: TransactionLoad;
  readonly attempt: Attempt;
  readonly loader: Loader;
  readonly tables: Map<Table, TableWork>;
  readonly notes: string[];
  ignoredRows: number;
}

/**
 * From the bytes of a file of transactions to a known commit over all its tables. Throws for whatever keeps it from that;
 * then nothing of it is there. A file that has rows of ignored tables only is ignored, as files of such tables are.
 */
export async function loadTransaction(
  write: OpenedTransactions,
  attempt: Attempt,
  loader: Loader,
): Promise<RowsEnding> {
  const { identity, route } = write;
  const load = await loader.database.beginTransactionLoad({
    object: identity,
    writtenAtMicros: route.writtenAtMicros,
    attempt,
  });
  if ('kind' in load) {
    return { outcome: load.kind, notes: [] };
  }
  const work: Work = { write, load, attempt, loader, tables: new Map(), notes: [], ignoredRows: 0 };
  try {
    await stageParts(work);
    return await commit(work);
  } finally {
    await load.abandon().catch(error => loader.log.warn('not-abandoned', { object: objectUrl(identity), error }));
  }
}

async function stageParts(work: Work): Promise<void> {
  const { write, attempt, loader, notes } = work;
  const { source } = write.route;
  const parts = loader.transactions.read(write.object, {
    settings: source.csv,
    route: name => routeRow(name, source, loader.routes),
  });
  for await (const part of parts) {
    if (loader.clock.now() >= attempt.deadlineMs) {
      throw deadlineNear();
    }
    if (part.kind === 'rows') {
      await stage(part, work);
    } else {
      work.ignoredRows += part.rowCount;
      notes.push(`${part.rowCount} rows are of tables on the ignore list of source ${source.name}, by ${part.pattern}`);
    }
  }
}

async function stage(part: TransactionPart & { readonly kind: 'rows' }, work: Work): Promise<void> {
  const { plan, load } = work.tables.get(part.table) ?? (await begin(part, work));
  const mapped = mapBatch(plan, chosen(part, plan), work.write.route.writtenAtMicros);
  if (mapped.faultCount > 0) {
    throw faultsError(mapped.faults, { count: mapped.faultCount, isAll: true }, plan.object);
  }
  await load.add(mapped.changes);
}

/** With the columns that the plan asks for. */
function chosen({ columns, batch }: TransactionPart & { readonly kind: 'rows' }, { reads }: ColumnPlan): SourceBatch {
  const places = reads.map(name => columns.findIndex(column => column.name === name));
  return { ...batch, columns: places.map(place => batch.columns[place] ?? { values: [] }) };
}

async function begin({ table, columns }: TransactionPart & { readonly kind: 'rows' }, work: Work): Promise<TableWork> {
  const { source } = work.write.route;
  const marker = source.csv.noSupplementalLogText;
  const planned = planColumns(table, { columns, kind: 'cdc', object: objectUrl(work.write.object) });
  const plan = marker === undefined ? planned : refusingAbsent(planned, marker);
  const load = await work.load.begin({
    table,
    columns: plan.targets,
    hasOldKey: plan.beforeImage !== undefined,
    expectsDistinctKeys: false,
    rowCount: undefined,
  });
  const begun = { plan, load };
  work.tables.set(table, begun);
  work.notes.push(...plan.notes);
  return begun;
}

async function commit({ load, tables, notes, ignoredRows }: Work): Promise<RowsEnding> {
  if (tables.size === 0) {
    return { outcome: 'ignored', ignoredRows, notes };
  }
  const committed = await load.commit();
  if (committed.kind !== 'loaded') {
    return { outcome: committed.kind, notes };
  }
  const { tables: perTable } = committed;
  const allNotes = [...notes, ...(committed.notes ?? [])];
  return { outcome: 'loaded', counts: sumOf(perTable), tables: perTable, ignoredRows, notes: allNotes };
}

function sumOf(tables: readonly TableCounts[]): RowCounts {
  const sum = (count: keyof RowCounts) => tables.reduce((total, { counts }) => total + counts[count], 0);
  return {
    read: sum('read'),
    applied: sum('applied'),
    unchanged: sum('unchanged'),
    superseded: sum('superseded'),
    quarantined: sum('quarantined'),
  };
}
