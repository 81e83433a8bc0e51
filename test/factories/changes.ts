import { type ChangeBatch, DELETE, UPSERT } from '../../domain/change/change.ts';
import { bigint, integer, text } from '../../domain/columns/index.ts';
import type { ObjectIdentity } from '../../domain/object/identity.ts';
import type { Database } from '../../domain/ports/database.ts';
import type { Attempt, LoadIntent } from '../../domain/ports/intent.ts';
import type { Committed } from '../../domain/ports/load.ts';
import type { Table } from '../../domain/table/table.ts';

/** A table of two key-less columns, small enough to write whole expected tables by hand. */
export const ITEM: Table = {
  source: { schema: 'SHOP', table: 'ITEM' },
  target: { schema: 'shop', table: 'item' },
  key: ['id'],
  columns: [
    { name: 'id', source: 'ID', type: bigint().required() },
    { name: 'name', source: 'NAME', type: text() },
    { name: 'amount', source: 'AMOUNT', type: integer() },
  ],
  fingerprint: 'item-1',
};

/** One row of a file: op, id, name, amount, and the id before the change. */
export type ItemRow = readonly ['I' | 'U' | 'D', bigint, (string | null)?, (number | null)?, (bigint | null)?];

export interface ItemFile {
  readonly key?: string;
  readonly eTag?: string;
  readonly writtenAtMicros: bigint;
  readonly rows: readonly ItemRow[];
  readonly rowCount?: number;
  /** A full-load file. */
  readonly isFull?: boolean;
  readonly attempt?: Partial<Attempt>;
}

export function itemBatch({ rows, writtenAtMicros }: ItemFile, firstRow = 1): ChangeBatch {
  return {
    firstRow,
    rowCount: rows.length,
    writtenAtMicros,
    effects: Uint8Array.from(rows, ([op]) => (op === 'D' ? DELETE : UPSERT)),
    columns: [
      { values: rows.map(row => row[1]) },
      { values: rows.map(row => row[2] ?? null) },
      { values: rows.map(row => row[3] ?? null) },
    ],
    oldKey: hasOldKey(rows) ? [{ values: rows.map(row => row[4] ?? null) }] : undefined,
  };
}

export function itemIntent(file: ItemFile): LoadIntent {
  const key = file.key ?? `shop/item/${file.writtenAtMicros}.parquet`;
  const object: ObjectIdentity = {
    bucket: 'landing',
    key,
    eTag: file.eTag ?? key,
    sizeBytes: 1000,
    lastModifiedMs: undefined,
  };
  const startedAtMs = Date.now();
  return {
    object,
    table: ITEM,
    columns: ITEM.columns,
    hasOldKey: hasOldKey(file.rows),
    expectsDistinctKeys: file.isFull ?? false,
    rowCount: file.rowCount ?? file.rows.length,
    writtenAtMicros: file.writtenAtMicros,
    attempt: { messageId: 'm', receiveCount: 1, startedAtMs, deadlineMs: startedAtMs + 60_000, ...file.attempt },
  };
}

/** Loads a file as the pipeline does; `rowCount` over 500 makes it a staged load. */
export async function loadItems(database: Database, file: ItemFile): Promise<Committed> {
  const load = await database.beginLoad(itemIntent(file));
  if ('kind' in load) {
    return load;
  }
  try {
    await load.add(itemBatch(file));
    return await load.commit();
  } finally {
    await load.abandon();
  }
}

function hasOldKey(rows: readonly ItemRow[]): boolean {
  return rows.some(row => row[4] !== undefined && row[4] !== null);
}
