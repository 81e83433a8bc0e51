import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changesKey, paddingRows, productFile } from '../factories/dms-files.ts';
import { type Stack, startStack } from '../stack/stack.ts';
import { announced } from './support/messages.ts';
import { seededRandom } from './support/orders.ts';
import { useProducts } from './support/products.ts';

const KILLS = 25;
/** Of the files that each round adds to the stream; over 500 rows are staged. */
const ROWS = [3, 2000, 3, 3, 700];

const products = useProducts();
const keys: string[] = [];
let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ databaseUrl: products.url });
});
afterAll(() => stack.stop());

/** The shipped worker as a process of its own. */
function startWorker(): ChildProcess {
  const cli = join(import.meta.dirname, '../../handlers/cli.ts');
  return spawn(process.execPath, [cli, 'worker'], {
    env: { ...process.env, ...stack.environment },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
}

/** Each file has rows of its own, and changes row 1. */
async function putFiles(): Promise<void> {
  for (const rowCount of ROWS) {
    const number = keys.length;
    const key = changesKey(`20260131${String(100_000_000 + number)}`);
    const own = paddingRows(rowCount - 1, BigInt(1_000_000 + number * 10_000), 'I');
    const body = productFile([{ op: 'U', id: 1n, name: `file ${number}` }, ...own], 500);
    await stack.s3.send(new PutObjectCommand({ Bucket: stack.bucket, Key: key, Body: body }));
    keys.push(key);
  }
}

async function ask<Value>(sql: string): Promise<Value[]> {
  const { rows } = await products.sql.query({ text: sql, rowMode: 'array' });
  return rows.map(([value]) => value as Value);
}

/** What a killed worker had received stays hidden for minutes; here, S3 announces it once more instead. */
async function announceUnloaded(): Promise<void> {
  const loaded = new Set(await ask<string>(`select object_key from dms_loader.object_load where state = 'loaded'`));
  for (const key of keys.filter(one => !loaded.has(one))) {
    // Neither ETag nor size: the object itself says what it is.
    const MessageBody = announced(key, { eTag: undefined, size: undefined });
    await stack.sqs.send(new SendMessageCommand({ QueueUrl: stack.queueUrl, MessageBody }));
  }
}

const BUSY = `select count(*)::int from pg_stat_activity
  where datname = current_database() and application_name like 'dms-loader until %'`;
const LOCKS = `select count(*)::int from pg_locks
  where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
const LOADED = `select count(*)::int from dms_loader.object_load where state = 'loaded'`;
const first = async (sql: string): Promise<number> => (await ask<number>(sql))[0] ?? -1;

test(`P1: a worker killed at ${KILLS} random moments loses nothing and loads nothing twice, and P2 frees its claims`, {
  timeout: 400_000,
}, async () => {
  const random = seededRandom(KILLS);
  let killedAtWork = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await announceUnloaded();
    await putFiles();
    const worker = startWorker();
    await expect.poll(() => first(BUSY), { timeout: 60_000, interval: 2 }).toBeGreaterThan(0);
    await pause(random() * 60);
    killedAtWork += Math.sign(await first(BUSY));
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    await expect.poll(() => first(LOCKS), { timeout: 10_000 }).toBe(0);
  }
  expect(killedAtWork).toBeGreaterThan(0);

  await announceUnloaded();
  const worker = startWorker();
  await expect.poll(() => first(LOADED), { timeout: 120_000, interval: 100 }).toBe(keys.length);
  worker.kill('SIGTERM');
  expect(await once(worker, 'exit')).toEqual([0, null]);

  const last = keys.length - 1;
  expect(await ask('select product_name from dmstest.test_product where product_id = 1')).toEqual([`file ${last}`]);
  const written = keys.flatMap((_, number) =>
    paddingRows((ROWS[number % ROWS.length] ?? 0) - 1, BigInt(1_000_000 + number * 10_000)).map(({ id }) => String(id)),
  );
  const ids = 'select t.product_id::text from dmstest.test_product t where product_id > 1 order by t.product_id';
  expect(await ask(ids)).toEqual(written);
  const perObject = `select o.object_key || ' ' || count(l.*) || ' ' || sum(l.rows_read) || ' ' ||
      sum(l.rows_applied + l.rows_superseded) || ' ' || (select count(*) from dms_loader.load_attempt a
        where a.object_load_id = o.object_load_id and a.outcome = 'loaded')
    from dms_loader.object_load o left join dms_loader.table_load l using (object_load_id)
    group by o.object_load_id order by o.object_key`;
  expect(await ask(perObject)).toEqual(
    keys.map((key, number) => `${key} 1 ${ROWS[number % ROWS.length]} ${ROWS[number % ROWS.length]} 1`),
  );
  expect(await first(LOCKS)).toBe(0);
});
