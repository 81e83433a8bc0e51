/** The common server, with the settings of a production server as far as they matter for a comparison, and its databases. */
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { connectDatabase } from '../adapters/postgres/database.ts';
import { migrate } from '../adapters/postgres/migrate.ts';
import type { Table } from '../domain/table/table.ts';
import { createDatabase, type Postgres, startPostgres } from '../test/stack/postgres.ts';
import { benchProduct } from './table.ts';

/** Commits are durable, as the ledger promises. No vacuum may fall into one measurement and not into the other. */
const SETTINGS = {
  fsync: 'on',
  full_page_writes: 'on',
  shared_buffers: '1GB',
  max_wal_size: '4GB',
  autovacuum: 'off',
};

/** The columns of the comparison, without those of the loader. */
const COLUMNS =
  'product_id, product_code, product_name, is_active, created_date, price, stock_qty, weight_kg, metadata_json, tags, created_at, updated_at';

const PLAIN_TABLE = `
CREATE SCHEMA dmstest;
CREATE TABLE dmstest.test_product (
  product_id bigint PRIMARY KEY, product_code text, product_name text, is_active boolean, created_date date,
  price numeric(15,2), stock_qty integer, weight_kg double precision, metadata_json jsonb, tags text[],
  created_at timestamp, updated_at timestamp)`;

export const ALL_ROWS = `SELECT ${COLUMNS} FROM dmstest.test_product`;

export function startServer(): Promise<Postgres> {
  return startPostgres(SETTINGS);
}

/** A database with the bare table, as the limit and the rival need it. */
export async function createPlainDatabase(serverUrl: string): Promise<string> {
  const url = await createDatabase(serverUrl);
  await withClient(url, client => client.query(PLAIN_TABLE));
  return url;
}

/** A database with the ledger, and the table with the columns of the loader. */
export async function createLoaderDatabase(serverUrl: string, table: Table = benchProduct): Promise<string> {
  const url = await createDatabase(serverUrl);
  const database = connectDatabase({ url });
  try {
    await migrate(database.connection, [table]);
  } finally {
    await database.close();
  }
  return url;
}

/** Before a measurement: an empty table for a full load, and a checkpoint, so that everyone pays for full-page images. */
export async function prepare(databaseUrl: string, isFull: boolean): Promise<void> {
  await withClient(databaseUrl, async client => {
    if (isFull) {
      await client.query('TRUNCATE dmstest.test_product');
    }
    await client.query('CHECKPOINT');
  });
}

/** Replaces the rows of one table by those of another, in a database of the same server or not. */
export async function copyTable(fromUrl: string, toUrl: string): Promise<void> {
  await prepare(toUrl, true);
  await withClient(fromUrl, source =>
    withClient(toUrl, target =>
      pipeline(
        source.query(copyTo(`COPY (${ALL_ROWS}) TO STDOUT (FORMAT binary)`)),
        target.query(copyFrom(`COPY dmstest.test_product (${COLUMNS}) FROM STDIN (FORMAT binary)`)),
      ),
    ),
  );
}

/** The same for two tables with the same rows, whatever their order. */
export async function contentOf(databaseUrl: string): Promise<string> {
  const sum = `SELECT count(*) || ' rows, ' || coalesce(sum(hashtextextended(given::text, 0)::numeric), 0) AS content FROM (${ALL_ROWS}) given`;
  return await withClient(databaseUrl, async client => {
    const { rows } = await client.query<{ content: string }>(sum);
    return rows[0]?.content ?? '';
  });
}

export async function withClient<Result>(url: string, use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
