import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  type Message as SqsMessage,
} from '@aws-sdk/client-sqs';
import type { Context, SQSEvent } from 'aws-lambda';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { listObjects } from '../../adapters/s3/list-keys.ts';
import type { ListedObject } from '../../domain/ports/store.ts';
import { runReconcile } from '../../handlers/cli/reconcile/reconcile.ts';
import { makeLambdaHandler } from '../../handlers/lambda.ts';
import { keptOutput } from '../doubles/output.ts';
import { productFile } from '../factories/dms-files.ts';
import { useStack } from './stack.ts';

const stack = useStack();
const OBJECTS = 10_000;
const MISSING = 100;
/** Every hundredth or so, not in step with the pages of 1,000 and 5,000. */
const isMissing = (number: number) => number % 97 === 7 && number / 97 < MISSING;
const keyOf = (number: number) => `dmstest/test_product/20260131-${String(100_000_000 + number)}.parquet`;
const LOADED = `with o as (
  insert into dms_loader.object_load (bucket, object_key, etag, size_bytes, state)
  select 'landing', k, e, s, 'loaded' from unnest($1::text[], $2::text[], $3::bigint[]) as v (k, e, s) returning object_load_id)
insert into dms_loader.table_load (object_load_id, target_schema, target_table, written_at, rows_read, rows_applied,
  rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at)
select object_load_id, 'dmstest', 'test_product', '2026-01-31', 1, 1, 0, 0, 0, 'f', now() from o`;

it('P12: of 10,000 objects in the bucket, reconcile finds the 100 that were never announced, rehearses, and has them loaded, once', async () => {
  await loseNotifications();
  const bytes = productFile([{ op: 'I', id: 1n }]);
  const numbers = Array.from({ length: OBJECTS }, (_, number) => number);
  for (let first = 0; first < OBJECTS; first += 50) {
    await Promise.all(numbers.slice(first, first + 50).map(number => stack().put(keyOf(number), bytes)));
  }
  const missing = numbers.filter(isMissing).map(keyOf);
  expect(missing).toHaveLength(MISSING);
  const listed = await Array.fromAsync(listObjects(stack().s3, stack().bucket, ''));
  expect(listed).toHaveLength(OBJECTS);
  await recordLoaded(listed.filter(({ key }) => !missing.includes(key)));

  const found = await reconcile({});
  expect(found.exitCode).toBe(1);
  expect(found.counts).toEqual({ loaded: OBJECTS - MISSING, missing: MISSING });
  expect(found.missing).toEqual(missing.map(key => `s3://landing/${key}`));

  const rehearsed = await reconcile({ enqueue: true, dryRun: true });
  expect(rehearsed.text).toContain('nothing was sent; --enqueue would send 100 messages');
  expect(await waiting()).toBe(0);
  expect(await stack().query('select from dms_loader.operator_action')).toEqual([]);

  const sent = await reconcile({ enqueue: true });
  expect(sent.text).toContain('sent 100 messages');
  expect(await waiting()).toBe(MISSING);
  expect((await consumeAll()).toSorted()).toEqual(missing);
  expect(await stack().query(ACTION)).toEqual([
    '{"action":"reconcile-enqueue","place":"s3://landing/","messages":100,"has_actor":true}',
  ]);
  const after = await reconcile({ enqueue: true });
  expect(after.counts).toEqual({ loaded: OBJECTS });
  expect(after.exitCode).toBe(0);
  expect(await waiting()).toBe(0);
  expect(await stack().query(ACTION)).toHaveLength(1);
}, 300_000);

const ACTION = `select action, detail->>'place' as place, (detail->'result'->>'messages')::int as messages,
  actor <> '' as has_actor from dms_loader.operator_action`;

/** The bucket notifies nobody any more, and what it said so far is forgotten. */
async function loseNotifications(): Promise<void> {
  const { s3, sqs, bucket, queueUrl } = stack();
  const silent = { Bucket: bucket, NotificationConfiguration: {} };
  await s3.send(new PutBucketNotificationConfigurationCommand(silent));
  await sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl }));
}

async function waiting(): Promise<number> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: stack().queueUrl,
    AttributeNames: ['ApproximateNumberOfMessages'],
  });
  return Number((await stack().sqs.send(command)).Attributes?.['ApproximateNumberOfMessages']);
}

async function recordLoaded(objects: readonly ListedObject[]): Promise<void> {
  const client = new Client({ connectionString: stack().databaseUrl });
  await client.connect();
  await client.query(LOADED, [
    objects.map(({ key }) => key),
    objects.map(({ eTag }) => eTag),
    objects.map(({ sizeBytes }) => sizeBytes),
  ]);
  await client.end();
}

async function reconcile(options: Readonly<Record<string, unknown>>) {
  const { output, said } = keptOutput();
  const { environment } = stack();
  const call = { args: ['s3://landing'], options: { grace: '0s', ...options }, environment, output };
  const exitCode = await runReconcile(call);
  const { counts: all, findings } = said.document as {
    readonly counts: Readonly<Record<string, number>>;
    readonly findings: { readonly missing: readonly { readonly object: string }[] };
  };
  const counts = Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
  return { exitCode, counts, missing: findings.missing.map(({ object }) => object), text: said.text };
}

/** The keys that the messages name, in whatever order they come; the function loads them all. */
async function consumeAll(): Promise<string[]> {
  const handler = makeLambdaHandler({ ...stack().environment, LOADER_LOG_LEVEL: 'error' });
  const keys: string[] = [];
  for (;;) {
    const messages = await stack().receive(stack().queueUrl, 0);
    if (messages.length === 0) {
      return keys;
    }
    keys.push(...messages.flatMap(keysOf));
    const Records = messages.map(message => ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes,
    }));
    const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
    const { batchItemFailures } = await handler({ Records } as unknown as SQSEvent, context);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
    const Entries = done.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }));
    await stack().sqs.send(new DeleteMessageBatchCommand({ QueueUrl: stack().queueUrl, Entries }));
  }
}

function keysOf({ Body: body = '' }: SqsMessage): string[] {
  const { Records: records } = JSON.parse(body) as { readonly Records: readonly { s3: { object: { key: string } } }[] };
  return records.map(({ s3 }) => decodeURIComponent(s3.object.key));
}
