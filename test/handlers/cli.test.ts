import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { productFile } from '../factories/product-file.ts';
import { runCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const LOAD = 'dmstest/test_product/LOAD00000001.parquet';
const CDC = 'dmstest/test_product/2026/03/01/20260301-010203456.parquet';
const NOWHERE = { DATABASE_URL: 'postgres://user:s3cret@127.0.0.1:1/nowhere' };

const stack = useStack();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dms-loader-cli-'));
  await mkdir(join(folder, 'good', 'dmstest/test_product/2026/03/01'), { recursive: true });
  await writeFile(join(folder, 'good', LOAD), productFile([{ id: 1n, name: 'one' }]));
  await writeFile(join(folder, 'good', CDC), productFile([{ op: 'U', id: 2n, name: 'two' }]));
  await writeFile(join(folder, 'cut.parquet'), productFile([{ id: 3n }]).subarray(0, 100));
});

afterAll(() => rm(folder, { recursive: true }));

describe('wrong usage ends with 2 and says what to do:', () => {
  it.each([
    ['no command', [], 'Usage: dms-loader'],
    ['a mistyped command', ['migrat'], 'Did you mean migrate?'],
    ['a mistyped option', ['migrate', '--pint'], 'Did you mean --print?'],
    ['an option that is near none', ['load', '--foo'], "unknown option '--foo'\n(--help tells"],
    ['nothing to load', ['load'], "missing required argument 'files'"],
    ['a file that is not there', ['load', 'absent.parquet'], '"absent.parquet" cannot be read: ENOENT'],
    [
      'a local file without its identity',
      ['load', 'package.json'],
      'add --as s3://bucket/schema/table/LOAD00000001.parquet',
    ],
  ])('%s', async (_case, args, words) => {
    const { exitCode, stdout, stderr } = await runCli(args, NOWHERE);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});

describe('a wrong environment', () => {
  it('without DATABASE_URL is told how to set it, and ends with 2', async () => {
    const { exitCode, stderr } = await runCli(['migrate']);
    expect(stderr).toContain('DATABASE_URL: not set; set it to postgres://user:password@host:5432/database');
    expect(exitCode).toBe(2);
  });

  it('is told whole, with near names, and as JSON where that is asked for', async () => {
    const { exitCode, stdout } = await runCli(['worker', '--json'], { LOADER_TABELS: 'x', LOADER_LOG_LEVEL: 'wran' });
    const { error } = JSON.parse(stdout);
    expect(error.code).toBe('CONFIG_INVALID');
    for (const words of ['DATABASE_URL', 'QUEUE_URL', 'did you mean LOADER_TABLES?', 'did you mean warn?']) {
      expect(error.message).toContain(words);
    }
    expect(exitCode).toBe(2);
  });

  it.each([
    ['a name that is nowhere', 'reference.ts', '\nexport default [tabel];', 'tabel is not defined, at FILE:2; correct'],
    ['a slip in TypeScript', 'slip.ts', 'export default [\n\n  one two\n];', "Expected ',', got 'ident', at FILE:3;"],
    ['a name that is not exported', 'import.ts', "import { no } from 'node:fs';", "an export named 'no', at FILE:1; "],
    ['a slip in JavaScript', 'slip.mjs', 'export default [\n  one two\n];', '`node --check FILE` names the line'],
  ])('with tables that have %s is told the file and the line, and ends with 2', async (_case, name, text, words) => {
    const path = join(folder, name);
    await writeFile(path, text);
    const { exitCode, stderr } = await runCli(['migrate', '--print'], { LOADER_TABLES: path });
    expect(stderr).toContain(words.replace('FILE', path));
    expect(exitCode).toBe(2);
  });

  it('with a database that does not answer ends with 1, and shows no password', async () => {
    const { exitCode, stderr } = await runCli(['load', 's3://b/dmstest/test_product/LOAD1.parquet'], NOWHERE);
    expect(stderr).toContain('check that PostgreSQL runs and that DATABASE_URL names its host and port');
    expect(stderr).not.toContain('s3cret');
    expect(exitCode).toBe(1);
  });

  it('with a wrong password ends with 2, and shows none', async () => {
    const url = Object.assign(new URL(stack().databaseUrl), { password: 'wr0ng' }).href;
    const { exitCode, stderr } = await runCli(['migrate'], { DATABASE_URL: url });
    expect(stderr).toContain('check the user and the password in DATABASE_URL');
    expect(stderr).not.toContain('wr0ng');
    expect(exitCode).toBe(2);
  });
});

describe('migrate', () => {
  it('prints its SQL without a database', async () => {
    const { exitCode, stdout } = await runCli(['migrate', '--print']);
    expect(stdout).toContain('create table dms_loader.object_load');
    expect(exitCode).toBe(0);
  });

  it('can be repeated', async () => {
    const { exitCode, stdout } = await runCli(['migrate', '--json'], stack().environment);
    expect(JSON.parse(stdout)).toEqual({ ledger: [], targets: ['dmstest.test_product'], notes: [], problems: [] });
    expect(exitCode).toBe(0);
  });
});

describe('load', () => {
  it('takes a folder, with keys below a prefix, and loads each file once', async () => {
    const root = join(folder, 'good');
    const args = ['load', root, '--as', 's3://archive/dms/', '--root', root, '--json'];
    const first = await runCli(args, stack().environment);
    expect(first.exitCode).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      objects: [
        {
          object: `s3://archive/dms/${CDC}`,
          outcome: 'loaded',
          target: 'dmstest.test_product',
          counts: { applied: 1 },
        },
        { object: `s3://archive/dms/${LOAD}`, outcome: 'loaded' },
      ],
      problems: 0,
    });
    const second = JSON.parse((await runCli(args, stack().environment)).stdout);
    expect(second.objects.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'already-loaded',
      'already-loaded',
    ]);
    expect(await stack().query('select product_name from dmstest.test_product order by product_id')).toEqual([
      '{"product_name":"one"}',
      '{"product_name":"two"}',
    ]);
  });

  it('takes a prefix of S3', async () => {
    await stack().put(`daily/${LOAD}`, productFile([{ id: 10n }]));
    const { exitCode, stdout, stderr } = await runCli(['load', `s3://${stack().bucket}/daily/`], stack().environment);
    expect(stderr).toContain(`s3://landing/daily/${LOAD}`);
    expect(stdout).toBe('1 file: 1 loaded; 1 row read\n');
    expect(exitCode).toBe(0);
  });

  it('ends with 1 for a file that is cut in half, and says what to do', async () => {
    const key = 's3://archive/dmstest/test_product/20260302-010203456.parquet';
    const args = ['load', join(folder, 'cut.parquet'), '--as', key];
    const { exitCode, stdout, stderr } = await runCli(args, stack().environment);
    expect(stderr).toContain(`${key}: begins as a Parquet file and has no end`);
    expect(stderr).toContain('have the file written again');
    expect(stdout).toBe('1 file: 1 rejected; 0 rows read\n');
    expect(exitCode).toBe(1);
  });

  it('ends with 2 for a prefix below which nothing is', async () => {
    const { exitCode, stderr } = await runCli(['load', `s3://${stack().bucket}/absent/`], stack().environment);
    expect(stderr).toContain('holds no file');
    expect(exitCode).toBe(2);
  });
});
