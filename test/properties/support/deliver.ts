/** Hands a delivery of a stream to the loader, step by step as pipeline/load-rows.ts does. */
import { setImmediate } from 'node:timers/promises';
import { type ChangeBatch, DELETE, UPSERT } from '../../../domain/change/change.ts';
import type { Column } from '../../../domain/columns/column.ts';
import { LoaderError } from '../../../domain/errors.ts';
import type { ObjectIdentity } from '../../../domain/object/identity.ts';
import type { Database } from '../../../domain/ports/database.ts';
import type { LoadIntent } from '../../../domain/ports/intent.ts';
import type { Committed, HeldLoad } from '../../../domain/ports/load.ts';
import type { Table } from '../../../domain/table/table.ts';
import type { Delivery, Row, StreamFile } from './streams.ts';
import { type Cell, VALUE_NAMES } from './tables.ts';

export interface Place {
  readonly database: Database;
  readonly table: Table;
  /** A stream has a bucket to itself, so that the ledger need not be emptied. */
  readonly bucket: string;
}

export async function deliver(place: Place, delivery: Delivery): Promise<Committed | { readonly kind: 'abandoned' }> {
  const isFull = delivery.file.kind === 'load';
  try {
    return await deliverOnce(place, delivery, isFull);
  } catch (error) {
    if (isFull && error instanceof LoaderError && error.code === 'KEY_REPEATED') {
      return await deliverOnce(place, delivery, false);
    }
    throw error;
  }
}

/** A delivery as one of those that are loaded together. */
export function heldLoad(place: Place, delivery: Delivery): HeldLoad {
  const intent = { ...intentOf(place, delivery), expectsDistinctKeys: false, rowCount: delivery.file.rows.length };
  return { intent, batches: batchesOf(place.table, delivery) };
}

async function deliverOnce(place: Place, delivery: Delivery, expectsDistinctKeys: boolean) {
  const [first, second, third] = delivery.pauses;
  await turns(first);
  const load = await place.database.beginLoad({ ...intentOf(place, delivery), expectsDistinctKeys });
  if ('kind' in load) {
    return load;
  }
  try {
    for (const batch of batchesOf(place.table, delivery)) {
      await turns(second);
      await load.add(batch);
    }
    await turns(third);
    return delivery.isAbandoned ? { kind: 'abandoned' as const } : await load.commit();
  } finally {
    await load.abandon();
  }
}

async function turns(count = 0): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await setImmediate();
  }
}

function intentOf({ table, bucket }: Place, { file, isStaged }: Delivery): Omit<LoadIntent, 'expectsDistinctKeys'> {
  const startedAtMs = Date.now();
  return {
    object: objectOf(bucket, file),
    table,
    columns: columnsOf(table, file),
    hasOldKey: file.hasBefore,
    mayKeep: mayKeep(file),
    // 501 rows are staged, or copied straight into an empty target; 500 are sent as parameters.
    rowCount: isStaged ? Math.max(501, file.rows.length) : file.rows.length,
    writtenAtMicros: file.writtenAt,
    attempt: { messageId: 'm', receiveCount: 1, startedAtMs, deadlineMs: startedAtMs + 60_000 },
  };
}

export function objectOf(bucket: string, file: StreamFile): ObjectIdentity {
  return { bucket, eTag: file.eTag, sizeBytes: 1000, ...identityOf(file) };
}

/** Every reload of a table writes the same LOAD file again: only its LastModified tells the two apart. */
function identityOf({ kind, writtenAt }: StreamFile) {
  return kind === 'load'
    ? { key: 'LOAD00000001.parquet', lastModifiedMs: Number(writtenAt / 1000n) }
    : { key: `${writtenAt}.parquet`, lastModifiedMs: undefined };
}

function batchesOf(table: Table, { file, batchSize, isDictionary }: Delivery): readonly ChangeBatch[] {
  const column = isDictionary ? dictionary : plain;
  const keeps = mayKeep(file);
  return Array.from({ length: Math.ceil(file.rows.length / batchSize) }, (_, index) => {
    const rows = file.rows.slice(index * batchSize, (index + 1) * batchSize);
    return {
      firstRow: index * batchSize + 1,
      rowCount: rows.length,
      writtenAtMicros: file.writtenAt,
      effects: file.kind === 'load' ? undefined : Uint8Array.from(rows, ({ op }) => (op === 'D' ? DELETE : UPSERT)),
      columns: columnsOf(table, file).map(({ name }) => column(rows.map(row => cellOf(table, row, name)))),
      kept: keeps ? (column(rows.map(row => maskOf(table, file, row))) as Column<Uint8Array>) : undefined,
      oldKey: file.hasBefore
        ? table.key.map((_name, part) => column(rows.map(row => row.before[part]?.value ?? null)))
        : undefined,
    };
  });
}

function columnsOf(table: Table, { lacks }: StreamFile): Table['columns'] {
  return table.columns.filter(({ name }) => lacks[VALUE_NAMES.indexOf(name)] !== true);
}

function mayKeep({ rows }: StreamFile): boolean {
  return rows.some(row => row.kept.includes(true));
}

/** Masks of one content are one object, as a dictionary has them. */
const MASKS = new Map<string, Uint8Array>();

/** Bit n is set for column n of the file. */
function maskOf(table: Table, file: StreamFile, { kept }: Row): Uint8Array | null {
  const bits = columnsOf(table, file).map(column => kept[VALUE_NAMES.indexOf(column.name)] === true);
  if (!bits.includes(true)) {
    return null;
  }
  const bytes = Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, byte) =>
    bits.slice(byte * 8, byte * 8 + 8).reduce((sum, isSet, bit) => sum + (isSet ? 2 ** bit : 0), 0),
  );
  const mask = MASKS.get(String(bytes)) ?? bytes;
  MASKS.set(String(bytes), mask);
  return mask;
}

function cellOf(table: Table, row: Row, name: string): unknown {
  const part = table.key.indexOf(name);
  const cell: Cell | undefined = part < 0 ? row.values[VALUE_NAMES.indexOf(name)] : row.key[part];
  return cell?.value ?? null;
}

function plain(values: readonly unknown[]): Column {
  return { values };
}

function dictionary(cells: readonly unknown[]): Column {
  const values: readonly unknown[] = [...new Set(cells)].filter(value => value !== null);
  return { values, indexes: Int32Array.from(cells, cell => values.indexOf(cell)) };
}
