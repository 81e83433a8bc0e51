import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { CUSTOMER, ORDERS, txnFile, txnKey } from '../factories/shop.ts';
import { type Stack, startStack } from '../stack/stack.ts';
import { useTestDatabase } from '../stack/test-database.ts';
import { runCli, startCli } from './run-cli.ts';

const ROWS = [
  ['I', 'CUSTOMER', 'SHOP', '1', 'Ann'],
  ['I', 'ORDERS', 'SHOP', '10', '1', '5'],
  ['I', 'TMP_7', 'SHOP', 'x'],
  ['U', 'ORDERS', 'SHOP', '10', '1', '6'],
];

const database = useTestDatabase();
let stack: Stack;
let client: Client;
let environment: Readonly<Record<string, string>>;
let folder: string;

beforeAll(async () => {
  client = new Client({ connectionString: database.url });
  await client.connect();
  stack = await startStack({ databaseUrl: database.url });
  environment = { ...stack.environment, LOADER_TABLES: new URL('tables/shop.ts', import.meta.url).pathname };
  folder = await mkdtemp(join(tmpdir(), 'dms-loader-transactions-'));
  const migrating = connectDatabase({ url: database.url });
  await migrate(migrating.connection, [CUSTOMER, ORDERS]);
  await migrating.close();
});
afterAll(async () => {
  await client.end();
  await stack.stop();
  await rm(folder, { recursive: true });
});

async function pieces(): Promise<unknown[]> {
  const text = 'select c.name, o.pieces from shop.customer c join shop.orders o on o.customer = c.id';
  return (await client.query({ text, rowMode: 'array' })).rows;
}

async function waiting(): Promise<number> {
  const { Messages = [] } = await stack.sqs.send(new ReceiveMessageCommand({ QueueUrl: stack.queueUrl }));
  return Messages.length;
}

it('fact 26: a file of transactions goes from the bucket over the queue into its tables', async () => {
  const worker = startCli(['worker'], environment);
  await stack.s3.send(
    new PutObjectCommand({ Bucket: stack.bucket, Key: `erp/${txnKey('20260301120000000')}`, Body: txnFile(ROWS) }),
  );
  await expect.poll(pieces, { timeout: 30_000 }).toEqual([['Ann', 6]]);
  worker.process.kill('SIGTERM');
  const { stdout, stderr } = await worker.ended;
  const line = `${stdout}${stderr}`.split('\n').find(text => text.includes('"loaded"'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({
    outcome: 'loaded',
    read: 3,
    applied: 2,
    superseded: 1,
    tables: [
      { target: 'shop.customer', read: 1, applied: 1 },
      { target: 'shop.orders', read: 2, applied: 1, superseded: 1 },
    ],
    ignoredRows: 1,
    notes: ['1 row is of tables on the ignore list of source shop, by SHOP.TMP_*'],
  });
  expect(await waiting()).toBe(0);
});

it('the command line tells of such a file what went to each table, in words and as JSON', async () => {
  const path = join(folder, 'transactions.csv');
  await writeFile(path, txnFile(ROWS));
  const load = (time: string, ...options: readonly string[]) =>
    runCli(['load', path, '--as', `s3://archive/${txnKey(time)}`, ...options], environment);
  const { stdout, stderr } = await load('20260301130000000');
  expect(stdout).toBe('1 file: 1 loaded; 3 rows read\n');
  expect(stderr).toContain('CDC_TXN-20260301130000000.csv: 3 rows, 2 applied, 1 superseded');
  expect(stderr).toContain('shop.customer: 1 row, 1 applied, 0 superseded');
  expect(stderr).toContain('shop.orders: 2 rows, 1 applied, 1 superseded');
  const document = await load('20260301110000000', '--json');
  expect(JSON.parse(document.stdout)).toMatchObject({
    objects: [
      {
        outcome: 'loaded',
        target: null,
        counts: { read: 3, applied: 0, superseded: 3 },
        tables: [
          { target: 'shop.customer', read: 1, superseded: 1 },
          { target: 'shop.orders', read: 2, superseded: 2 },
        ],
        ignoredRows: 1,
      },
    ],
  });
});
