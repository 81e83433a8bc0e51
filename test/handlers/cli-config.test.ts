import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { settingLines } from '../../handlers/explain-config.ts';
import { runCli } from './run-cli.ts';

const GOOD = { DATABASE_URL: 'postgres://me:s3cret@db:5432/app?password=s3cret2', AWS_REGION: 'eu-west-1' };
const ROW = /^\| `(?<name>[A-Z_]+)` \| (?<meaning>.+) \| (?<otherwise>[^|]+) \|$/gmu;
const CODE = /`/gu;

describe('config', () => {
  it('shows each setting with its value and where it is from, and no password', async () => {
    const { stdout, exitCode } = await runCli(['config'], {
      ...GOOD,
      QUEUE_URL: 'http://127.0.0.1:4566/0/q',
      AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:4566',
      AWS_SECRET_ACCESS_KEY: 's3cret',
      LOADER_CONSOLE_TOKEN: 's3cret-of-the-console',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '2048',
      LOADER_RECEIVE_LIMIT: '7',
    });
    expect(stdout).toMatch(/^DATABASE_URL +postgres:\/\/me:\*\*\*@db:5432\/app\?password=\*\*\* +environment/mu);
    expect(stdout).toMatch(/^QUEUE_URL +http:\/\/127\.0\.0\.1:4566\/0\/q +environment +URL of the queue/mu);
    expect(stdout).toMatch(/^LOADER_RECEIVE_LIMIT +7 +environment/mu);
    expect(stdout).toMatch(/^LOADER_RUN_ROWS +250000 +default/mu);
    expect(stdout).toMatch(/^LOADER_MEMORY_MB +2048 +lambda/mu);
    expect(stdout).toMatch(/^region +eu-west-1 +AWS SDK/mu);
    expect(stdout).toMatch(/^S3 +https:\/\/s3\.eu-west-1\.amazonaws\.com +AWS SDK/mu);
    expect(stdout).toMatch(/^SQS +http:\/\/127\.0\.0\.1:4566 +AWS SDK/mu);
    expect(stdout).toMatch(/^DMSTEST\.TEST_PRODUCT +dmstest\.test_product +product_id +10$/mu);
    expect(stdout).not.toContain('s3cret');
    expect(exitCode).toBe(0);
  });

  it('tells the same to programs', async () => {
    const { stdout } = await runCli(['config', '--json'], GOOD);
    expect(JSON.parse(stdout)).toMatchObject({
      settings: expect.arrayContaining([
        { name: 'LOADER_LOG_LEVEL', value: 'info', from: 'default', meaning: expect.any(String), otherwise: 'info' },
        { name: 'DEAD_LETTER_QUEUE_URL', from: 'not set', meaning: expect.any(String), otherwise: 'none' },
      ]),
      aws: { region: 'eu-west-1', variables: { AWS_REGION: 'eu-west-1' } },
      module: 'domain/tables/index.ts',
      tables: [{ source: 'DMSTEST.TEST_PRODUCT', target: 'dmstest.test_product', key: ['product_id'], columns: 10 }],
      sources: [{ name: 'default', prefix: '', loadTime: 'last-modified', ignore: [] }],
      faults: [],
    });
  });

  it('shows what is wrong, all of it, and what there is besides', async () => {
    const { stdout, exitCode } = await runCli(['config'], {
      DATABASE_URL: 'postgres://me:s3c#ret@db/app',
      LOADER_MEMRY_MB: '1024',
      LOADER_TABLES: 'not-there.ts',
      LOADER_RUN_ROWS: '1',
      // Nor may the machine's own settings tell a region.
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
    expect(stdout).toContain('5 faults:');
    expect(stdout).toContain('DATABASE_URL: expected postgres://user:password@host:5432/database; percent-encode');
    expect(stdout).toContain('LOADER_MEMRY_MB: no such setting; did you mean LOADER_MEMORY_MB?');
    expect(stdout).toContain('LOADER_RUN_ROWS: expected a whole number from 1000 to 100000000, got "1"');
    expect(stdout).toContain('AWS SDK, region: Region is missing; set AWS_REGION');
    expect(stdout).toMatch(/the module of tables \S*not-there\.ts is not there/u);
    expect(stdout).toMatch(/^LOADER_SLICE_ROWS +2000000 +default/mu);
    expect(stdout).not.toContain('s3c');
    expect(exitCode).toBe(2);
  });
});

it('README.md lists every setting, with the meaning and the default that it has', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(ROW)].map(({ groups = {} }) => ({
    name: groups['name'],
    meaning: groups['meaning']?.replace(CODE, '') ?? '',
    otherwise: groups['otherwise']?.replace(CODE, ''),
  }));
  const settings = settingLines({});
  expect(rows.map(({ name }) => name).toSorted()).toEqual(settings.map(({ name }) => name).toSorted());
  for (const { name, meaning, otherwise } of settings) {
    const row = rows.find(other => other.name === name);
    expect(row?.otherwise, name).toBe(otherwise);
    for (const part of meaning.split(', ')) {
      expect(row?.meaning, name).toContain(part);
    }
  }
});
