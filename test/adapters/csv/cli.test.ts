import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../../handlers/run-cli.ts';
import { useStack } from '../../handlers/stack.ts';

const stack = useStack();
const TABLES = new URL('tables/products.ts', import.meta.url).pathname;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dms-loader-csv-'));
});
afterAll(() => rm(folder, { recursive: true }));

function load(path: string, key: string, environment: Readonly<Record<string, string>> = {}) {
  return runCli(['load', path, '--as', `s3://archive/${key}`, '--json'], {
    ...stack().environment,
    LOADER_TABLES: TABLES,
    ...environment,
  });
}

it('loads a CSV file and a gzip one from the command line', async () => {
  const plain = join(folder, 'x.csv');
  const gzip = join(folder, 'y.csv.gz');
  await writeFile(plain, '1,"say ""hi""",Y,20240229,"1,234.50",1.5,0.1,"a,b",2024-02-29 13:05:00.5,NULL\n');
  await writeFile(gzip, gzipSync('U,1,again,N,NULL,2,NULL,NULL,NULL,NULL,"NULL"\n'));
  const first = await load(plain, 'dmstest/test_product/LOAD00000001.csv');
  expect(JSON.parse(first.stdout)).toMatchObject({ objects: [{ outcome: 'loaded', counts: { applied: 1 } }] });
  const row = 'select product_name, is_active, price::text, tags, description from dmstest.test_product';
  expect(await stack().query(row)).toEqual([
    '{"product_name":"say \\"hi\\"","is_active":true,"price":"1234.50","tags":["a","b"],"description":null}',
  ]);
  const second = await load(gzip, 'dmstest/test_product/99991231-235959999.csv.gz');
  expect(JSON.parse(second.stdout)).toMatchObject({ objects: [{ outcome: 'loaded', counts: { applied: 1 } }] });
  expect(await stack().query(row)).toEqual([
    '{"product_name":"again","is_active":false,"price":"2.00","tags":null,"description":"NULL"}',
  ]);
});

/** 200,000 rows, each with a text of some 300 characters, a third of them quotes: 60 MB of text, more than the heap has left. */
function* manyRows(): Generator<string> {
  for (let thousand = 0; thousand < 200; thousand++) {
    yield Array.from({ length: 1000 }, (_, at) => `${thousand * 1000 + at},"${`""${at}"" `.repeat(55)}"\n`).join('');
  }
}

it('P10: loads 200,000 rows in a heap that does not hold them', { timeout: 120_000 }, async () => {
  await stack().query('truncate dmstest.test_product');
  const path = join(folder, 'large.csv');
  await writeFile(path, 'PRODUCT_ID,DESCRIPTION\n');
  await pipeline(Readable.from(manyRows()), createWriteStream(path, { flags: 'a' }));
  const { stdout, stderr } = await load(path, 'headed/dmstest/test_product/LOAD00000002.csv', {
    NODE_OPTIONS: '--max-old-space-size=80',
  });
  expect(stderr).not.toContain('heap out of memory');
  expect(JSON.parse(stdout)).toMatchObject({
    objects: [{ outcome: 'loaded', counts: { read: 200_000, applied: 200_000 } }],
  });
  expect(await stack().query('select count(*)::int, sum(length(description))::int from dmstest.test_product')).toEqual([
    `{"count":200000,"sum":${200 * 55 * (10 * 4 + 90 * 5 + 900 * 6)}}`,
  ]);
});
