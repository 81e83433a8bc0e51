import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { connectDatabase, type PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { migrate } from '../../../adapters/postgres/migrate.ts';
import type { Table } from '../../../domain/table/table.ts';
import { useTestDatabase } from '../../stack/test-database.ts';

/** Tables of a test's own, migrated and empty before each test. */
export interface TableShop {
  /** For what the loader does not do. */
  sql: pg.Client;
  database: PostgresDatabase;
  /** The rows that a statement answers, as arrays. */
  rows(text: string): Promise<unknown[]>;
}

/** `before` is SQL that runs before each migration. */
export function useTables(tables: readonly Table[], before = ''): TableShop {
  const postgres = useTestDatabase();
  const shop = {
    sql: new pg.Client(),
    rows: async (text: string) => (await shop.sql.query({ text, rowMode: 'array' })).rows,
  } as TableShop;
  beforeAll(async () => {
    shop.sql = new pg.Client({ connectionString: postgres.url });
    await shop.sql.connect();
  });
  beforeEach(async () => {
    await shop.sql.query(`drop schema if exists dms_loader cascade; drop schema if exists shop cascade; ${before}`);
    shop.database = connectDatabase({ url: postgres.url });
    await migrate(shop.database.connection, tables);
  });
  afterEach(() => shop.database.close());
  afterAll(() => shop.sql.end());
  return shop;
}

/** Both ways of a load must do the same. */
export const BOTH_WAYS: readonly (readonly [string, { readonly isStaged: boolean; readonly isCoded: boolean }])[] = [
  ['as parameters', { isStaged: false, isCoded: false }],
  ['as parameters, of dictionaries', { isStaged: false, isCoded: true }],
  ['staged', { isStaged: true, isCoded: false }],
  ['staged, of dictionaries', { isStaged: true, isCoded: true }],
];
