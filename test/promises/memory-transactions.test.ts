import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { txnFile, txnKey } from '../factories/shop.ts';
import { useProducts } from './support/products.ts';

const products = useProducts();
const LOADING = join(import.meta.dirname, 'support/load-and-measure.ts');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dms-loader-memory-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Measured {
  readonly outcome: string;
  readonly read: number;
  readonly mebibytes: number;
}

/** Loads a file of transactions of so many rows in a process of its own. */
async function measure(key: string, rowCount: number): Promise<Measured> {
  const path = join(folder, `${rowCount}.csv`);
  const file = await open(path, 'w');
  const nothing = Array.from({ length: 7 }, () => null);
  for (let first = 0; first < rowCount; first += 1000) {
    const rows = Array.from({ length: 1000 }, (_, at) => [
      ...['I', 'TEST_PRODUCT', 'DMSTEST', `${first + at}`, `product ${first + at}`],
      ...nothing,
      `${first + at} `.repeat(80).slice(0, 80),
    ]);
    await file.write(txnFile(rows));
  }
  await file.close();
  const { stdout } = await promisify(execFile)(process.execPath, [LOADING, path, key], {
    env: { ...process.env, DATABASE_URL: products.url },
  });
  return JSON.parse(stdout) as Measured;
}

// Below some 200,000 rows the process has not yet taken what it takes of any longer file: 4 MiB of text, and garbage.
test('P10: fact 26: a file of transactions of 750,000 rows takes hardly more memory than one of 250,000', {
  timeout: 240_000,
}, async () => {
  const small = await measure(txnKey('20260131100000000'), 250_000);
  expect(small).toMatchObject({ outcome: 'loaded', read: 250_000 });
  await products.empty();
  const large = await measure(txnKey('20260131100001000'), 750_000);
  expect(large).toMatchObject({ outcome: 'loaded', read: 750_000 });
  expect(large.mebibytes - small.mebibytes).toBeLessThan(96);
  expect(large.mebibytes).toBeLessThan(500);
});
