/**
 * The limit: what the server can take at all. Ready-made COPY data goes to a temporary table and is merged from there;
 * the client reads a file and sends it, it converts nothing.
 */
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { CACHE } from '../files/product-file.ts';
import { ALL_ROWS, createPlainDatabase, withClient } from '../server.ts';
import type { Contender, Measurement, Work } from './contender.ts';

/** COPY's own words. */
export type CopyFormat = 'text' | 'binary';

/** What the others are measured by, in every comparison. */
export const LIMIT = 'COPY + merge';

const MERGE = `
INSERT INTO dmstest.test_product SELECT * FROM stage
ON CONFLICT (product_id) DO UPDATE SET
  product_code = excluded.product_code, product_name = excluded.product_name, is_active = excluded.is_active,
  created_date = excluded.created_date, price = excluded.price, stock_qty = excluded.stock_qty,
  weight_kg = excluded.weight_kg, metadata_json = excluded.metadata_json, tags = excluded.tags,
  created_at = excluded.created_at, updated_at = excluded.updated_at`;

export async function makeLimit(serverUrl: string, format: CopyFormat = 'text'): Promise<Contender> {
  const databaseUrl = await createPlainDatabase(serverUrl);
  const made = new Set<string>();
  // Of this process: what another run has made may be of other rows.
  const pathOf = ({ rows, task }: Work) => join(CACHE, `${process.pid}-${rows}-${task}.${format}`);
  return {
    name: format === 'text' ? LIMIT : 'binary COPY + merge',
    databaseUrl,
    measure: work => measure(databaseUrl, pathOf(work), format),
    async prepareFrom(work, loadedUrl) {
      const path = pathOf(work);
      made.add(path);
      if (!existsSync(path)) {
        const copy = copyTo(`COPY (${ALL_ROWS} ORDER BY product_id) TO STDOUT (FORMAT ${format})`);
        await withClient(loadedUrl, client => pipeline(client.query(copy), createWriteStream(path)));
      }
    },
    async stop() {
      await Promise.all([...made].map(path => rm(path, { force: true })));
    },
  };
}

async function measure(databaseUrl: string, path: string, format: CopyFormat): Promise<Measurement> {
  const start = performance.now();
  await withClient(databaseUrl, async client => {
    await client.query('BEGIN; CREATE TEMP TABLE stage (LIKE dmstest.test_product) ON COMMIT DROP');
    await pipeline(
      createReadStream(path, { highWaterMark: 256 * 1024 }),
      client.query(copyFrom(`COPY stage FROM STDIN (FORMAT ${format})`)),
    );
    await client.query(MERGE);
    await client.query('COMMIT');
  });
  return { seconds: (performance.now() - start) / 1000 };
}
