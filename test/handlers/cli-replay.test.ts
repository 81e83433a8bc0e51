import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { readNotification } from '../../domain/notification/read-notification.ts';
import { runLoad } from '../../handlers/cli/files/load.ts';
import { runReplay } from '../../handlers/cli/replay/replay.ts';
import type { Environment } from '../../handlers/config.ts';
import { readConfig } from '../../handlers/config.ts';
import { loadRoutes } from '../../handlers/tables.ts';
import { makeConsumer } from '../../handlers/wire.ts';
import { consumeBatch } from '../../pipeline/consume-batch.ts';
import { keptOutput } from '../doubles/output.ts';
import { CUSTOMER, ORDERS, txnFile, txnKey } from '../factories/shop.ts';
import { useStack } from './stack.ts';

const stack = useStack();
const DIRECT = { sample: '20', rate: '50', via: 'direct' };
const SHOP = new URL('tables/shop.ts', import.meta.url).pathname;
const ROWS = 'select xmin::text, id, name from shop.customer order by id';
const NAMES = 'select name from shop.customer order by id';

beforeAll(async () => {
  const database = connectDatabase({ url: stack().environment['DATABASE_URL'] ?? '' });
  await migrate(database.connection, [CUSTOMER, ORDERS]);
  await database.close();
});
beforeEach(async () => {
  await stack().query(`truncate shop.customer, shop.orders, dms_loader.shop__customer__tombstone, dms_loader.object_slice, dms_loader.operator_action,
    dms_loader.object_load, dms_loader.table_load, dms_loader.load_attempt, dms_loader.quarantined_row`);
  const { s3, bucket } = stack();
  const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  await Promise.all(objects.map(({ Key: key }) => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))));
  for (let left = 1; left > 0; ) {
    left = (await stack().receive(stack().queueUrl, 0)).length;
  }
});

const environment = (): Environment => ({ ...stack().environment, LOADER_TABLES: SHOP });
const url = (key = ''): string => `s3://${stack().bucket}/${key}`;

async function run(command: typeof runReplay, target: string, options: object = DIRECT, env = environment()) {
  const { output, said } = keptOutput();
  const exitCode = await command({ args: [target], options: { ...options }, environment: env, output });
  return { exitCode, ...said, document: said.document as Record<string, unknown> };
}
const replay = (options: object, target = url('erp/')) => run(runReplay, target, { ...DIRECT, ...options });

/** A file of changes of customers, at a second of one day. */
async function customers(second: number, ...lines: readonly string[]): Promise<string> {
  const key = `erp/shop/customer/20260301-1200${String(second).padStart(2, '0')}000.csv`;
  await stack().put(key, Buffer.from(lines.map(line => `${line}\n`).join('')));
  return key;
}

/** Consumes what is in the queue, as a worker does; gives the outcomes. */
async function consumed(): Promise<readonly string[]> {
  const config = readConfig(environment(), ['database', 'queue']);
  const consumer = makeConsumer(config, await loadRoutes(SHOP));
  const outcomes: string[] = [];
  for (let got = await stack().receive(stack().queueUrl, 1); got.length > 0; ) {
    const messages = got.map(({ MessageId, Body, ReceiptHandle }) => ({
      id: MessageId ?? '',
      body: Body ?? '',
      receiptHandle: ReceiptHandle ?? '',
      receiveCount: 1,
    }));
    const results = await consumeBatch(messages as never, Date.now() + 60_000, consumer);
    outcomes.push(...results.map(({ outcome }) => outcome));
    got = await stack().receive(stack().queueUrl, 0);
  }
  await consumer.loader.close();
  return outcomes;
}

describe('replay', () => {
  it('P12: says what it would do, and does it with --yes alone, once', async () => {
    await customers(1, 'I,1,Ann', 'I,2,Bob');
    await customers(2, 'U,2,Ben', 'D,1,Ann');
    await stack().put('erp/shop/other/20260301-120001000.csv', Buffer.from('I,1\n'));
    await stack().put('erp/shop/customer/notes.txt', Buffer.from('x'));
    const preview = await replay({ dryRun: true, yes: true });
    expect(preview.exitCode).toBe(0);
    expect(preview.text).toContain(
      '2 files: 2 unknown in the ledger; left out: 2 objects that are no data of a mapped table',
    );
    expect(preview.text).toContain('rehearsed: 2 files: 2 would load; 3 rows inserted, 0 updated, 0 deleted; ');
    expect(preview.text).toContain(
      `nothing was changed; to do it: dms-loader replay ${url('erp/')} --via direct --yes`,
    );
    expect(await stack().query(NAMES)).toEqual([]);
    const done = await replay({ yes: true });
    expect(done.text).toContain('loaded here: 2 loaded; 4 rows, ');
    expect(await stack().query(NAMES)).toEqual(['{"name":"Ben"}']);
    const again = await replay({ yes: true });
    expect(again.text).toContain('nothing is to be done: all of them are loaded');
    const actions = await stack().query(`select action, detail->>'via' as via, detail->'result'->'outcomes' as outcomes
      from dms_loader.operator_action`);
    expect(actions).toEqual(['{"action":"replay","via":"direct","outcomes":{"loaded":2}}']);
  });

  it('P1: P3: with --force corrects what still stands from each file, and writes no row that is as it should be', async () => {
    await customers(1, 'I,1,Ann', 'I,2,Bob', 'I,3,Cid');
    await customers(2, 'U,2,Ben');
    await replay({ yes: true });
    const [, ...right] = await stack().query(ROWS);
    await stack().query(`update shop.customer set name = 'wrong' where id = 1`);
    const preview = await replay({ force: true, all: true });
    expect(preview.document['rehearsal']).toEqual({
      files: 2,
      outcomes: { 'would load': 2 },
      rows: { inserted: 0, updated: 1, deleted: 0, unchanged: 2, superseded: 1, quarantined: 0 },
    });
    const done = await replay({ force: true, yes: true });
    expect(done.document['done']).toMatchObject({ reopened: 2, rows: { applied: 1, unchanged: 2, superseded: 1 } });
    expect(await stack().query(NAMES)).toEqual(['{"name":"Ann"}', '{"name":"Ben"}', '{"name":"Cid"}']);
    expect((await stack().query(ROWS)).slice(1)).toEqual(right);
    expect(done.exitCode).toBe(0);
  });

  it('P1: over the queue announces each file once, and what comes again is already loaded', async () => {
    await customers(1, 'I,1,Ann');
    const key = await customers(2, 'I,2,Bob');
    await consumed();
    await stack().query(`update shop.customer set name = 'wrong'`);
    const done = await replay({ force: true, yes: true, via: 'queue' }, url(key));
    expect(done.text).toContain('announced: 1 message');
    const [message] = await stack().receive(stack().queueUrl, 2);
    expect(readNotification(message?.Body ?? '')).toMatchObject({ events: [{ key, kind: 'created' }] });
    await replay({ force: true, yes: true, via: 'queue' });
    await replay({ force: true, yes: true, via: 'queue' });
    expect((await consumed()).toSorted()).toEqual(['already-loaded', 'already-loaded', 'loaded', 'loaded']);
    expect(await stack().query(NAMES)).toEqual(['{"name":"Ann"}', '{"name":"Bob"}']);
  });

  it('P1: fact 26: with --force loads a file of transactions once more, table by table', async () => {
    const rows = [
      ['I', 'CUSTOMER', 'SHOP', '1', 'Ann'],
      ['I', 'ORDERS', 'SHOP', '10', '1', '5'],
    ];
    await stack().put(`erp/${txnKey('20260301120000000')}`, txnFile(rows));
    await replay({ yes: true });
    await stack().query('update shop.orders set pieces = 0');
    const done = await replay({ force: true, yes: true });
    expect(done.document['done']).toMatchObject({ outcomes: { loaded: 1 }, rows: { applied: 1, unchanged: 1 } });
    expect(await stack().query('select pieces from shop.orders')).toEqual(['{"pieces":5}']);
  });

  it('keeps to the span of time, and says which files are outside of it', async () => {
    await customers(1, 'I,1,Ann');
    await customers(2, 'I,2,Bob');
    const span = { since: '2026-03-01T12:00:02Z', until: '2026-03-01T12:00:03Z' };
    const { text } = await replay({ ...span, yes: true });
    expect(text).toContain('1 file: 1 unknown in the ledger; left out: 1 file written at other times');
    expect(await stack().query(NAMES)).toEqual(['{"name":"Bob"}']);
    await expect(replay({ since: '2026-03-02T00:00:00Z' })).rejects.toThrow('has 2 files, all written outside');
  });

  it('P8: forgets what a file was refused for, and ends with 1 where it is refused again; so does load', async () => {
    const key = await customers(1, 'I,x,Ann');
    expect((await replay({ yes: true })).exitCode).toBe(1);
    const [first] = await stack().query('select refusal_fingerprint from dms_loader.object_load');
    expect(first).not.toContain('null');
    const done = await replay({ yes: true });
    expect(done.text).toContain('forgotten: 1 refusal');
    expect(done.progress.join('\n')).not.toContain('without being read');
    const { output, said } = keptOutput();
    await runLoad({ args: [url(key)], options: {}, environment: environment(), output });
    expect(said.progress.join('\n')).not.toContain('without being read');
    expect(await stack().query('select count(*)::int from dms_loader.load_attempt')).toEqual(['{"count":3}']);
  });
});

describe('replay that cannot be done says what would help', () => {
  it.each([
    ['/tmp/files', {}, 'is no URL of S3; write it as s3://bucket/key'],
    ['s3://landing/erp/', { via: 'bus' }, 'is no way for --via; write queue, to announce the files, or direct'],
    ['s3://landing/erp/', { rate: '0' }, 'is no number for --rate; write a whole number from 1 to 3000'],
    ['s3://landing/erp/', { sample: 'few' }, 'is no number for --sample'],
    ['s3://landing/erp/', { since: '1h', until: '2h' }, 'is not behind --since'],
    ['s3://landing/erp/', { since: 'yesterday' }, 'is no time for --since'],
  ])('%s with %o', async (target, options, message) => {
    await expect(replay(options, target)).rejects.toThrow(message);
  });

  it('of nothing below a prefix, of a bucket that is not there, and without a queue', async () => {
    await expect(replay({}, url('erp/nothing/'))).rejects.toThrow('has nothing below it');
    await expect(replay({}, 's3://no-such-bucket/erp/')).rejects.toMatchObject({ code: 'OBJECT_MISSING' });
    const { QUEUE_URL: _, ...alone } = environment();
    const asked = run(runReplay, url('erp/'), { ...DIRECT, via: 'queue' }, alone);
    await expect(asked).rejects.toThrow('QUEUE_URL: not set');
  });
});
