/**
 * Seven objects of one table over seven minutes, in which the same keys are inserted, updated, deleted, moved to other keys
 * and inserted again, and the table that they leave, worked out by hand. The second LOAD file is one that DMS wrote when the
 * table was reloaded, between two files of changes.
 */

import type { Database } from '../../../domain/ports/database.ts';
import { loadObject } from '../../../pipeline/load-object.ts';
import { type MemoryStore, memoryStore } from '../../doubles/store.ts';
import { changesKey, loadKey, type ProductRow, paddingRows, productFile } from '../../factories/dms-files.ts';
import { delivery, productLoader } from './products.ts';

interface DmsObject {
  readonly key: string;
  readonly rows: readonly ProductRow[];
  /** Of LOAD files; the others carry their time in their names. */
  readonly lastModifiedMs?: number;
}

const at = (minute: number): string => `202601311${String(minute).padStart(3, '0')}00000`;
const U = 'U';
const I = 'I';
const D = 'D';

/** In the order in which DMS wrote them: at 10:00, 10:01 and so on. */
export const OBJECTS: readonly DmsObject[] = [
  {
    key: loadKey(1),
    lastModifiedMs: Date.UTC(2026, 0, 31, 10, 0),
    rows: [1n, 2n, 3n, 4n, 5n].map(id => ({ id, name: `first load ${id}`, price: '1,000.00', tags: 'load' })),
  },
  {
    key: changesKey(at(1)),
    rows: [
      { op: U, id: 1n, name: 'one, changed', price: '1,111.10' },
      { op: D, id: 2n },
      { op: I, id: 6n, name: 'six' },
      { op: D, id: 8n },
      { op: I, id: 7n, name: 'seven' },
      { op: U, id: 7n, name: 'seven, changed in the same file' },
    ],
  },
  {
    key: changesKey(at(2)),
    rows: [
      { op: I, id: 2n, name: 'two, again' },
      { op: D, id: 3n },
      { op: U, id: 6n, name: 'six, changed' },
      { op: U, id: 10n, oldId: 4n, name: 'four, now ten' },
      { op: D, id: 7n },
    ],
  },
  {
    key: changesKey(at(3)),
    rows: [
      { op: D, id: 1n },
      { op: I, id: 3n, name: 'three, again' },
      { op: D, id: 3n },
      { op: I, id: 3n, name: 'three, for the third time', active: 'N', tags: 'x, y', updatedAt: 1_500_000n },
      { op: U, id: 11n, oldId: 10n, name: 'four, ten, now eleven' },
      { op: I, id: 8n, name: 'eight', date: '20260131', amount: 1250n },
    ],
  },
  {
    key: loadKey(2),
    lastModifiedMs: Date.UTC(2026, 0, 31, 10, 4),
    rows: [
      { id: 1n, name: 'one, reloaded', active: 'Y', amountExact: -1n, description: 'after its delete' },
      { id: 2n, name: 'two, reloaded' },
      { id: 9n, name: 'nine' },
      { id: 5n, name: 'five, reloaded' },
    ],
  },
  {
    key: changesKey(at(5)),
    rows: [
      { op: D, id: 2n },
      { op: U, id: 9n, name: 'nine, changed' },
      { op: I, id: 4n, name: 'a new four', price: '-.5' },
      { op: U, id: 6n, name: 'six, changed twice' },
      { op: D, id: 11n },
    ],
  },
  {
    key: changesKey(at(6)),
    rows: [
      { op: I, id: 2n, name: 'two, for good' },
      { op: D, id: 9n },
      { op: U, id: 5n, name: 'five, changed', active: 'N' },
      { op: U, id: 12n, oldId: 6n, name: 'six, now twelve' },
    ],
  },
];

/** The rows that stay, by hand: id, name, the columns that are not NULL, when and in which row they were written. */
export const EXPECTED: readonly (readonly unknown[])[] = [
  row([
    '1',
    'one, reloaded',
    { is_active: true, amount_exact: '-0.0000000001', description: 'after its delete' },
    4,
    1,
  ]),
  row(['2', 'two, for good', {}, 6, 1]),
  row([
    '3',
    'three, for the third time',
    { is_active: false, tags: ['x', 'y'], updated_at: '1970-01-01 00:00:01.5' },
    3,
    4,
  ]),
  row(['4', 'a new four', { price: '-0.50' }, 5, 3]),
  row(['5', 'five, changed', { is_active: false }, 6, 3]),
  row(['8', 'eight', { registered_on: '2026-01-31', amount: '12.50' }, 3, 6]),
  row(['12', 'six, now twelve', {}, 6, 4]),
];

/** Keys that are gone, and the change that took each. */
export const EXPECTED_TOMBSTONES: readonly (readonly unknown[])[] = [
  ['6', '2026-01-31 10:06:00+00', '4'],
  ['7', '2026-01-31 10:02:00+00', '5'],
  ['9', '2026-01-31 10:06:00+00', '2'],
  ['10', '2026-01-31 10:03:00+00', '5'],
  ['11', '2026-01-31 10:05:00+00', '5'],
];

type Line = readonly [id: string, name: string, others: Readonly<Record<string, unknown>>, minute: number, row: number];

function row([id, name, others, minute, number]: Line): unknown[] {
  const names = ['is_active', 'registered_on', 'price', 'amount', 'amount_exact', 'tags', 'updated_at', 'description'];
  const key = OBJECTS[minute]?.key;
  return [id, name, ...names.map(column => others[column] ?? null), `2026-01-31 10:0${minute}:00+00`, `${number}`, key];
}

/** First key of the rows that make a load a staged one; they are in no expectation. */
const PADDING = 1_000_000n;

/** @param padding rows added to each object; over 500 make it a staged load */
export function sevenObjects(padding = 0): MemoryStore {
  const store = memoryStore();
  OBJECTS.forEach(({ key, rows, lastModifiedMs }, index) => {
    const added = paddingRows(padding, PADDING + BigInt(index * 10_000), rows[0]?.op === undefined ? undefined : I);
    store.put(key, productFile([...rows, ...added]), lastModifiedMs);
  });
  return store;
}

/** Delivers one of them as often as it takes: a delivery may be told to come back. */
export async function deliver(index: number, database: Database, store: MemoryStore): Promise<string> {
  const key = OBJECTS[index]?.key ?? '';
  for (;;) {
    const { outcome, error } = await loadObject(store.place(key), delivery(), productLoader(database, store));
    if (error !== undefined) {
      throw error;
    }
    if (outcome !== 'busy') {
      return outcome;
    }
  }
}

/** The target as `EXPECTED` writes it; `_dms_load` as the key of the object that it names. */
export const ROWS = {
  text: `select t.product_id::text, t.product_name, t.is_active, t.registered_on::text, t.price::text, t.amount::text,
  t.amount_exact::text, t.tags, t.updated_at::text, t.description, t._dms_written_at::text, t._dms_row::text, o.object_key
from dmstest.test_product t
left join dms_loader.table_load l on l.table_load_id = t._dms_load left join dms_loader.object_load o using (object_load_id)
where t.product_id < ${PADDING} order by t.product_id`,
  rowMode: 'array',
} as const;

/** Tombstones of the keys that are gone; those of keys that came back may be there or not. */
export const TOMBSTONES = {
  text: `select d.product_id::text, d._dms_written_at::text, d._dms_row::text
from dms_loader.dmstest__test_product__tombstone d
where not exists (select from dmstest.test_product t where t.product_id = d.product_id) order by d.product_id`,
  rowMode: 'array',
} as const;
