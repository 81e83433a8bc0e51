import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { useProducts } from './support/products.ts';
import { EVERY, FILL } from './support/reconcile-and-measure.ts';

const products = useProducts();
const MEASURING = join(import.meta.dirname, 'support/reconcile-and-measure.ts');
/** A million take as much memory, and with filling the ledger more than a minute. */
const KEYS = 200_000;

test('P10: the memory of reconcile does not grow with the bucket: 200,000 keys in less than 300 MB', async () => {
  const client = new Client({ connectionString: products.url });
  await client.connect();
  await client.query(FILL, [KEYS]);
  await client.end();
  const env = { ...process.env, DATABASE_URL: products.url };
  const { stdout } = await promisify(execFile)(process.execPath, [MEASURING, String(KEYS)], { env });
  const only = KEYS / EVERY;
  expect(JSON.parse(stdout)).toMatchObject({
    objects: KEYS - only,
    writes: KEYS - only,
    counts: { loaded: KEYS - 2 * only, missing: only, gone: only },
    named: Math.min(only, 100),
  });
  const { mebibytes } = JSON.parse(stdout) as { readonly mebibytes: number };
  expect(mebibytes).toBeLessThan(286);
}, 300_000);
