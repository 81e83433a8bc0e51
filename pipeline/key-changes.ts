/** The changes of one key in one file, read from the bucket once more. */
import { type ChangeBatch, DELETE } from '../domain/change/change.ts';
import { rowNumberAt } from '../domain/change/row-number.ts';
import { type Column, cellOf } from '../domain/columns/column.ts';
import { LoaderError } from '../domain/errors.ts';
import { objectUrl } from '../domain/object/identity.ts';
import { routeRow } from '../domain/object/route-row.ts';
import type { SourceBatch } from '../domain/ports/files.ts';
import type { Attempt } from '../domain/ports/intent.ts';
import type { StoredObject } from '../domain/ports/store.ts';
import type { TracedFile } from '../domain/ports/traces.ts';
import type { ColumnPlan } from '../domain/table/column-plan.ts';
import { keyText } from '../domain/table/key-text.ts';
import { mapBatch } from '../domain/table/map-batch.ts';
import type { Table } from '../domain/table/table.ts';
import type { Position } from '../domain/trace/fates.ts';
import { chosenColumns } from './chosen-columns.ts';
import { fileToPlan } from './load-rows.ts';
import { timeOfFile } from './load-time.ts';
import type { Loader } from './loader.ts';
import { planFile } from './plan-load.ts';
import { formatOf, type Route, routeObject, type TransactionRoute } from './route-object.ts';
import { readRows } from './stage-rows.ts';
import { endOf, timely } from './timely.ts';

export interface KeyChange extends Position {
  /** As the file has it; `I` for a row of a full load without it. */
  readonly op: string;
  /** The key before, of a change that came to this key; the key after, of one that left it. */
  readonly from: readonly string[] | undefined;
  readonly to: readonly string[] | undefined;
}

export interface Search {
  readonly table: Table;
  /** Comparable texts (domain/table/key-text.ts). */
  readonly key: readonly string[];
  readonly loader: Loader;
  readonly attempt: Attempt;
}

interface Rows {
  readonly plan: ColumnPlan;
  readonly batch: SourceBatch;
  readonly writtenAtMicros: bigint;
}

/** @throws LoaderError for a file that is not there any more, that is another write by now, or that cannot be read */
export async function keyChanges(file: TracedFile, search: Search): Promise<readonly KeyChange[]> {
  const { loader, attempt } = search;
  const route = routeObject(file.object, loader);
  if (typeof route === 'string') {
    throw new LoaderError('TABLE_NOT_MAPPED', { reason: route, remedy: 'take it off that list to look into it' });
  }
  const { expectedBucketOwner } = route.source;
  const object = await loader.store.open({
    ...file.object,
    expectedBucketOwner,
    signal: endOf(attempt, loader.clock),
  });
  const found: KeyChange[] = [];
  const parts =
    route.kind === 'transaction' ? transactionRows(object, route, search) : rowsOf(object, { file, route }, search);
  for await (const rows of parts) {
    found.push(...changesIn(rows, search));
  }
  return found;
}

/** Only what tells key, effect and time of a row is read, and only that can be wrong. */
function keyOnly(table: Table): Table {
  const columns = table.columns.filter(({ name }) => table.key.includes(name));
  return { ...table, columns, derived: undefined, contract: undefined, sql: undefined };
}

async function* rowsOf(
  object: StoredObject,
  { file, route }: { readonly file: TracedFile; readonly route: Route },
  { table, loader, attempt }: Search,
): AsyncGenerator<Rows> {
  const narrow = keyOnly(table);
  const opened = await loader.reader.open(object, formatOf(route));
  const plan = planFile(narrow, fileToPlan({ object, route }, opened), []);
  const writtenAtMicros = file.writtenAtMicros ?? (await timeOfFile({ route, object }, opened, plan));
  for await (const batch of readRows({ table: narrow, file: opened, plan, writtenAtMicros, attempt, loader })) {
    yield { plan, batch, writtenAtMicros };
  }
}

async function* transactionRows(
  object: StoredObject,
  { source, writtenAtMicros }: TransactionRoute,
  { table, loader, attempt }: Search,
): AsyncGenerator<Rows> {
  const format = {
    settings: source.csv,
    route: (name: Parameters<typeof routeRow>[0]) => routeRow(name, source, loader.routes),
  };
  for await (const part of timely(loader.transactions.read(object, format), attempt, loader.clock)) {
    if (part.kind === 'rows' && part.table === table) {
      const file = { kind: 'cdc' as const, object: objectUrl(object), timestampColumn: source.timestampColumn };
      const absentText = source.csv.noSupplementalLogText;
      const plan = planFile(keyOnly(table), { ...file, columns: part.columns, absentText }, []);
      yield { plan, batch: chosenColumns(part, plan), writtenAtMicros };
    }
  }
}

function changesIn(rows: Rows, search: Search): readonly KeyChange[] {
  const { plan, batch, writtenAtMicros } = rows;
  const { changes } = mapBatch(plan, batch, writtenAtMicros);
  const own = plan.key.map(at => changes.columns[at] ?? { values: [] });
  const found: KeyChange[] = [];
  for (let row = 0; row < changes.rowCount; row += 1) {
    const keys = keysAt({ changes, own, row }, search);
    if (keys !== undefined) {
      const ownTime = changes.writtenAt === undefined ? null : cellOf(changes.writtenAt, row);
      const position = { writtenAtMicros: ownTime ?? writtenAtMicros, row: rowNumberAt(changes, row) };
      found.push({ ...position, ...keys, op: opOf(plan, batch, row) });
    }
  }
  return found;
}

/** Undefined for a row of other keys. */
function keysAt(keyed: KeyedRow, search: Search): Pick<KeyChange, 'from' | 'to'> | undefined {
  const { changes, own, row } = keyed;
  if (isKey(own, row, search)) {
    return { from: movedKey(keyed, search.table)?.from, to: undefined };
  }
  if (changes.oldKey === undefined || !isKey(changes.oldKey, row, search)) {
    return;
  }
  const moved = movedKey(keyed, search.table);
  return moved && { from: undefined, to: moved.to };
}

function isKey(columns: readonly Column[], row: number, { table, key }: Pick<Search, 'table' | 'key'>): boolean {
  return columns.every((column, part) => textAt(table, part, cellOf(column, row)) === key[part]);
}

function textAt(table: Table, part: number, value: unknown): string | undefined {
  const type = table.columns.find(({ name }) => name === table.key[part])?.type;
  return type === undefined || value === null ? undefined : keyText(type.sql, value);
}

interface KeyedRow {
  readonly changes: ChangeBatch;
  readonly own: readonly Column[];
  readonly row: number;
}

/** Both keys of a row that changed it. A before image that is NULL says that it did not. */
function movedKey({ changes, own, row }: KeyedRow, table: Table) {
  if (changes.oldKey === undefined || changes.effects?.[row] === DELETE) {
    return;
  }
  const to = own.map((column, part) => textAt(table, part, cellOf(column, row)) ?? '');
  const from = changes.oldKey.map((column, part) => textAt(table, part, cellOf(column, row)) ?? to[part] ?? '');
  return from.every((text, part) => text === to[part]) ? undefined : { from, to };
}

function opOf({ op }: ColumnPlan, batch: SourceBatch, row: number): string {
  const column = op === undefined ? undefined : batch.columns[op];
  return column === undefined ? 'I' : String(cellOf(column, row) ?? 'I');
}
