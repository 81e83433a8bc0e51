import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../../domain/ports/database.ts';
import type { MemoryStore } from '../../doubles/store.ts';
import { lookAtLedger } from '../../stack/ledger-sums.ts';
import type { Products } from './products.ts';
import { makeSavedStates, type SavedStates } from './saved-states.ts';
import { deliver, EXPECTED, EXPECTED_TOMBSTONES, OBJECTS, ROWS, sevenObjects, TOMBSTONES } from './seven-objects.ts';

interface Walk {
  readonly products: Products;
  readonly database: Database;
  readonly store: MemoryStore;
  readonly states: SavedStates;
  orders: number;
  readonly wrong: unknown[];
}

/**
 * Delivers the seven objects in every order that begins with one of `firsts`, and looks at the table after each. What
 * several orders begin with is delivered once: the state that it leaves is put aside and brought back for each
 * continuation. That makes 13,699 loads of 35,280, all of them real.
 *
 * Gives the number of orders, and each that left another table than `EXPECTED_TABLE`, with what it left.
 */
export async function tryOrders(
  products: Products,
  firsts: readonly number[],
): Promise<{ orders: number; wrong: readonly unknown[] }> {
  const states = await makeSavedStates(products.sql, OBJECTS.length);
  const walk = { products, database: products.connect(), store: sevenObjects(), states, orders: 0, wrong: [] };
  for (const first of firsts) {
    await products.empty();
    await deliver(first, walk.database, walk.store);
    await continueFrom([first], walk);
    // Row versions pile up faster than autovacuum wakes.
    await products.sql.query('vacuum');
  }
  return { orders: walk.orders, wrong: walk.wrong };
}

async function continueFrom(delivered: readonly number[], walk: Walk): Promise<void> {
  const left = [...OBJECTS.keys()].filter(index => !delivered.includes(index));
  if (left.length === 0) {
    walk.orders += 1;
    await lookAtLedger(walk.products.sql);
    const table = await tableNow(walk.products);
    if (!isDeepStrictEqual(table, EXPECTED_TABLE)) {
      walk.wrong.push({ order: delivered.join(' '), table });
    }
  }
  if (left.length > 1) {
    await walk.states.save(delivered.length);
  }
  for (const next of left) {
    if (next !== left[0]) {
      await walk.states.restore(delivered.length);
    }
    await deliver(next, walk.database, walk.store);
    await continueFrom([...delivered, next], walk);
  }
}

/** The table that the seven objects leave. */
export const EXPECTED_TABLE = { rows: EXPECTED, tombstones: EXPECTED_TOMBSTONES };

/** The table as it is, in the same form. */
export async function tableNow({ sql }: Products): Promise<{ rows: unknown[]; tombstones: unknown[] }> {
  const { rows } = await sql.query(ROWS);
  const { rows: tombstones } = await sql.query(TOMBSTONES);
  return { rows, tombstones };
}
