import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changesKey, loadKey, writeProductFile } from '../factories/dms-files.ts';
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

/** Loads a file of so many rows in a process of its own. */
async function measure(key: string, rowCount: number): Promise<Measured> {
  const path = join(folder, `${rowCount}.parquet`);
  const op = key.includes('LOAD') ? undefined : 'U';
  writeProductFile(path, rowCount, first => ({
    ...(op && { op }),
    id: first,
    name: `product ${first}`,
    tags: 'a,b',
    description: textOf(first),
  }));
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [LOADING, path, key], {
    env: { ...process.env, DATABASE_URL: products.url },
  });
  return JSON.parse(stdout) as Measured;
}

/** Eighty characters that no dictionary shortens: 300,000 of them are 24 MB, as text of JavaScript more. */
function textOf(number: bigint): string {
  return `${number} `.repeat(80).slice(0, 80);
}

test.each([
  ['a full load into an empty table', loadKey(1), loadKey(2)],
  ['changes', changesKey('20260131100000000'), changesKey('20260131100001000')],
])(
  'P10: fact 28: %s of 300,000 rows take hardly more memory than one of 30,000',
  { timeout: 180_000 },
  async (_, few, many) => {
    await products.empty();
    const small = await measure(few, 30_000);
    expect(small).toMatchObject({ outcome: 'loaded', read: 30_000 });
    await products.empty();
    const large = await measure(many, 300_000);
    expect(large).toMatchObject({ outcome: 'loaded', read: 300_000 });
    expect(large.mebibytes - small.mebibytes).toBeLessThan(64);
    expect(large.mebibytes).toBeLessThan(400);
  },
);
