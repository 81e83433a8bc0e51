/** Whoever locks several lines of the ledger does it in the order of their keys, so that none waits for another in a circle. */
import { expect, test } from 'vitest';
import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { type ItemFile, itemBatch, itemIntent, loadItems } from '../../factories/changes.ts';
import { useItemShop } from './item-shop.ts';

const shop = useItemShop();

const A: ItemFile = { key: 'a', writtenAtMicros: 2000n, rows: [['I', 1n, 'a', 1]] };
const B: ItemFile = { key: 'b', writtenAtMicros: 1000n, rows: [['I', 2n, 'b', 1]] };
const BOTH = [B, A].map(file => itemIntent(file).object);
const lock = (key: string) => `select from dms_loader.object_load where object_key = '${key}' for update nowait`;

async function isWaiting(): Promise<boolean> {
  const text = "select from pg_locks where not granted and locktype in ('transactionid', 'tuple')";
  return (await shop.sql.query(text)).rows.length > 0;
}

test.each<[string, string, (database: PostgresDatabase) => Promise<unknown>]>([
  ['reopening', 'loaded', database => database.reopening.reopen(BOTH)],
  ['forgetting refusals', 'rejected', database => database.refusals.clear(BOTH)],
  [
    'loading files together',
    'failed',
    database => database.loadTogether([B, A].map(file => ({ intent: itemIntent(file), batches: [itemBatch(file)] }))),
  ],
])('P2: %s', async (_, state, act) => {
  const database = shop.database();
  for (const file of [B, A]) {
    await loadItems(database, file);
  }
  await shop.sql.query(`delete from dms_loader.table_load where '${state}' <> 'loaded';
    update dms_loader.object_load set state = '${state}', refusal_fingerprint = 'f' where '${state}' <> 'loaded'`);
  await shop.sql.query(`begin; ${lock('a')}`);
  const acting = act(database);
  try {
    await expect.poll(isWaiting, { timeout: 5000 }).toBe(true);
    await shop.sql.query(lock('b'));
  } finally {
    await shop.sql.query('rollback');
    await acting;
  }
});
