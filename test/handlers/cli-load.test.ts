import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { productFile } from '../factories/product-file.ts';
import { timedFile } from '../factories/timed-file.ts';
import { type CliRun, runCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const LOAD = 's3://archive/dmstest/test_product/LOAD00000001.parquet';
const MODIFIED = '2026-01-15T10:20:30.000Z';
const ROWS = `select product_name as name, to_char(_dms_written_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as at
              from dmstest.test_product order by product_id`;

const DOMAIN = new URL('../../domain/', import.meta.url).pathname;
const TIMED = `import { testProduct } from '${DOMAIN}tables/test-product.ts';
import { defineSource } from '${DOMAIN}table/index.ts';
export default [testProduct, defineSource({ name: 'archive', loadTime: 'timestamp-column', timestampColumn: 'DMS_TS' })];
`;

const stack = useStack();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dms-loader-load-'));
});
beforeEach(async () => {
  await stack().query('truncate dmstest.test_product');
});
afterAll(() => rm(folder, { recursive: true }));

/** A file of one product, last modified in January 2026. */
async function productNamed(name: string): Promise<string> {
  const path = join(folder, `${name}.parquet`);
  await writeFile(path, productFile([{ id: 1n, name }]));
  await utimes(path, new Date(MODIFIED), new Date(MODIFIED));
  return path;
}

function load(path: string, ...options: readonly string[]): Promise<CliRun> {
  return runCli(['load', path, ...options], stack().environment);
}

describe('an object that is not there', () => {
  it.each([
    ['a mistyped key', 'dmstest/test_product/20260131-115959000.parquet'],
    ['a key of no table', 'dmstest/tset_product/LOAD00000001.parquet'],
  ])('%s: is told, and leaves nothing in the ledger that would count as failing', async (_, key) => {
    const { stderr, exitCode } = await load(`s3://${stack().bucket}/${key}`);
    expect(stderr).toMatch(/^dms-loader: s3:\S+: is not there \(.*\); check its key.* \(OBJECT_MISSING\)\n$/u);
    expect(exitCode).toBe(1);
    expect(await stack().query(`select from dms_loader.object_load where object_key = '${key}'`)).toEqual([]);
  });
});

describe('a local LOAD file', () => {
  it('has the place of its modification time in the order, which is said', async () => {
    const { stdout, stderr } = await load(await productNamed('mtime'), '--as', LOAD);
    expect(stdout).toBe('1 file: 1 loaded; 1 row read\n');
    expect(stderr).toMatch(/^loaded {9}s3:\S+LOAD00000001\.parquet: 1 row, 1 applied, 0 superseded \(\d+ ms\)\n/u);
    expect(stderr).toContain(
      `its place in the order is the file's modification time, ${MODIFIED}; give --written-at if the file is a copy`,
    );
    expect(await stack().query(ROWS)).toEqual(['{"name":"mtime","at":"2026-01-15 10:20:30"}']);
  });

  it('P3: has the place that --written-at gives, so that a copy overwrites nothing newer', async () => {
    await load(await productNamed('newer'), '--as', 's3://archive/dmstest/test_product/20251231-120000000.parquet');
    const args = ['--as', LOAD, '--written-at', '2025-12-31T20:59:59+09:00'];
    const { stdout, stderr } = await load(await productNamed('copy'), ...args);
    expect(stdout).toBe('1 file: 1 loaded; 1 row read\n');
    expect(stderr).toContain('1 row, 0 applied, 1 superseded');
    expect(stderr).not.toContain('modification time');
    expect(await stack().query(ROWS)).toEqual(['{"name":"newer","at":"2025-12-31 12:00:00"}']);
  });

  it('P5: is the same write whatever time is given: only its place rests on that', async () => {
    const path = await productNamed('told twice');
    const at = (time: string): Promise<CliRun> => load(path, '--as', LOAD, '--written-at', time);
    expect((await at('2025-11-28T12:00Z')).stdout).toBe('1 file: 1 loaded; 1 row read\n');
    const again = await at('2025-11-29T12:00Z');
    expect(again.stdout).toContain('1 already-loaded');
    expect(again.stderr).toContain('it was loaded before, so that --written-at changes nothing');
    const times = `select to_char(last_modified at time zone 'UTC', 'YYYY-MM-DD') as modified, to_char(t.written_at at time
      zone 'UTC', 'YYYY-MM-DD') as written from dms_loader.object_load join dms_loader.table_load t using (object_load_id)
      order by table_load_id desc limit 1`;
    expect(await stack().query(times)).toEqual(['{"modified":"2026-01-15","written":"2025-11-28"}']);
  });

  it('P3: has the places that its rows give, of a source with a timestamp column, and no other is spoken of', async () => {
    const path = join(folder, 'timed.parquet');
    await writeFile(path, timedFile([['2025-10-01 10:00:00', 1n, 'timed']]));
    const tables = join(folder, 'timed.ts');
    await writeFile(tables, TIMED);
    const { stderr } = await runCli(['load', path, '--as', LOAD], { ...stack().environment, LOADER_TABLES: tables });
    expect(stderr).toContain('1 row, 1 applied');
    expect(stderr).not.toContain('modification time');
    expect(await stack().query(ROWS)).toEqual(['{"name":"timed","at":"2025-10-01 10:00:00"}']);
  });

  it('P6: counts rows whose place another file of that time has', async () => {
    const args = ['--as', LOAD, '--written-at', '2025-11-30T12:00Z'];
    await load(await productNamed('one'), ...args);
    const { stderr } = await load(await productNamed('another'), ...args);
    expect(stderr).toContain('1 row, 0 applied, 0 superseded, 1 unchanged');
    expect(stderr).toContain(
      '1 row is unchanged: another file of the same written time had brought its position; a correction in it is not applied',
    );
  });
});

describe('a LOAD file on S3', () => {
  it('P3: has the place that --written-at gives, for the time of a copy is not that of DMS', async () => {
    const key = 'dmstest/test_product/LOAD000000AB.parquet';
    await stack().put(key, productFile([{ id: 1n, name: 'copy' }]));
    const url = `s3://${stack().bucket}/${key}`;
    const { stdout } = await load(url, '--written-at', '2026-01-31T12:00:00Z');
    expect(stdout).toBe('1 file: 1 loaded; 1 row read\n');
    expect(await stack().query(ROWS)).toEqual(['{"name":"copy","at":"2026-01-31 12:00:00"}']);
    const again = await load(url, '--written-at', '2026-01-31T13:00:00Z');
    expect(again.stderr).toContain('it was loaded before, so that --written-at changes nothing');
  });
});

describe('a file that is named, and not as DMS names files,', () => {
  it.each([['s3://archive/products.parquet'], ['s3://archive/shop/item/part-0.parquet']])(
    'is a problem as %s, with the remedy',
    async as => {
      const { exitCode, stdout, stderr } = await load(await productNamed('stray'), '--as', as);
      expect(stderr).toContain(
        `${as}: is not named as DMS names a file, so nothing says what it holds; name it LOAD00000001.parquet or ` +
          'YYYYMMDD-HHMMSSmmm.parquet in --as (KEY_NOT_DMS)\n',
      );
      expect(stderr.match(/ignored/gu)).toHaveLength(1);
      expect(stdout).toBe('1 file: 1 ignored; 0 rows read\n');
      expect(exitCode).toBe(1);
    },
  );

  it('is none when it was found in a folder that has others, and the folder is one if it has none', async () => {
    const { exitCode, stderr } = await load(folder, '--as', 's3://archive/', '--root', folder);
    expect(stderr).toContain('its key is not that of a data file');
    expect(stderr).toContain(
      'nothing was there to load: every file was ignored; is the folder or prefix the right one?',
    );
    expect(exitCode).toBe(1);
    const path = join(folder, 'dmstest/test_product/LOAD0000000F.parquet');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, productFile([{ id: 9n, name: 'found' }]));
    const mixed = await load(folder, '--as', 's3://archive/', '--root', folder);
    expect(mixed.stderr).toContain('its key is not that of a data file');
    expect(mixed.stderr).not.toContain('nothing was there to load');
    expect(mixed.exitCode).toBe(0);
  });

  it('has no table without folders', async () => {
    const { exitCode, stderr } = await load(
      await productNamed('bare'),
      '--as',
      's3://archive/20260131-120000000.parquet',
    );
    expect(stderr).toContain('20260131-120000000.parquet: has no folders of schema and table in its key');
    expect(exitCode).toBe(1);
  });
});

describe('--help', () => {
  it.each([
    ['load', '{ objects: [{ object, outcome, target, counts, error, notes }], files, problems }'],
    [
      'migrate',
      '{ ledger: [migrations], targets: [tables], notes: [sentences], problems: [errors] }, with --print { sql }',
    ],
    ['worker', 'work is logged as JSON lines'],
  ])('of %s tells the exit codes and what --json prints', async (command, json) => {
    const { exitCode, stdout } = await runCli([command, '--help']);
    const text = stdout.replaceAll(/\s+/gu, ' ');
    expect(text).toContain(json);
    expect(text).toContain('prints { error: { code, message } } instead');
    expect(text).toContain('Exit codes: 0 done, nothing wrong; 1 it ran, and found or met a problem; 2 wrong usage');
    expect(exitCode).toBe(0);
  });
});
