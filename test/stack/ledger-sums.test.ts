import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { ITEM, loadItems } from '../factories/changes.ts';
import { countLooks, lookAndTell, lookAtLedger } from './ledger-sums.ts';
import { createDatabase, dropDatabase } from './postgres.ts';
import { endDatabase } from './test-database.ts';

const server = (): string => inject('postgresUrl');

let url: string;
let sql: Client;

/** A ledger with one load of two rows. */
beforeEach(async () => {
  url = await createDatabase(server());
  const database = connectDatabase({ url });
  await migrate(database.connection, [ITEM]);
  const rows = [['I', 1n, 'one'] as const, ['I', 2n, 'two'] as const];
  await loadItems(database, { writtenAtMicros: 1000n, rows });
  await database.close();
  sql = new Client({ connectionString: url });
  sql.on('error', () => undefined);
  await sql.connect();
});
afterEach(async () => {
  await sql.end();
  await dropDatabase(url);
});

describe('the look at the ledger of a test', () => {
  test('P6: passes a ledger in which every row counts once, and counts each load once', async () => {
    expect(await lookAtLedger(sql)).toBe(1);
    expect(await lookAtLedger(sql)).toBe(0);
    const before = await countLooks(server());
    await lookAndTell(url, server());
    expect(await countLooks(server())).toBeGreaterThan(before);
  });

  test('P6: names a load whose rows do not add up, and the constraint that should have refused it', async () => {
    await sql.query(`alter table dms_loader.table_load drop constraint every_row_counts_once;
      update dms_loader.table_load set rows_applied = 1`);
    await expect(lookAndTell(url, server())).rejects.toThrow(
      /load \d+ read 2 rows and accounts for 1; table_load has no validated constraint every_row_counts_once$/u,
    );
  });

  test('P6: names a constraint that old rows were let pass by', async () => {
    await sql.query(`alter table dms_loader.table_load drop constraint every_row_counts_once;
      alter table dms_loader.table_load add constraint every_row_counts_once check (rows_read > 0) not valid`);
    await expect(lookAndTell(url, server())).rejects.toThrow('no validated constraint');
  });

  test('P6: names an object that is loaded without an account of its rows', async () => {
    await sql.query('delete from dms_loader.table_load');
    await expect(lookAndTell(url, server())).rejects.toThrow('object shop/item/1000.parquet is loaded and has no load');
  });

  test('P6: names a load that counts quarantined rows which nobody keeps', async () => {
    await sql.query('update dms_loader.table_load set rows_applied = 1, rows_quarantined = 1');
    await expect(lookAndTell(url, server())).rejects.toThrow(/load \d+ counts 1 quarantined rows and keeps 0$/u);
  });

  test('fails the file of a test whose ledger is broken, and drops its database all the same', async () => {
    await sql.query('delete from dms_loader.table_load');
    await expect(endDatabase(url, server())).rejects.toThrow('breaks the sum rule');
    await expect(lookAndTell(url, server())).rejects.toThrow('does not exist');
  });

  test('has nothing to say of a database without a ledger', async () => {
    await sql.query('drop schema dms_loader cascade');
    await expect(lookAndTell(url, server())).resolves.toBeUndefined();
  });
});
