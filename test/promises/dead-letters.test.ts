/** What reaches the dead-letter queue, and what never does. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  type Message as SqsMessage,
} from '@aws-sdk/client-sqs';
import type { Context, SQSEvent } from 'aws-lambda';
import { Client } from 'pg';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectDatabase, type PostgresDatabase } from '../../adapters/postgres/database.ts';
import { LoaderError } from '../../domain/errors.ts';
import { type LambdaHandler, makeLambdaHandler } from '../../handlers/lambda.ts';
import { consumeBatch } from '../../pipeline/consume-batch.ts';
import { memoryStore } from '../doubles/store.ts';
import { changesKey, productFile } from '../factories/dms-files.ts';
import { useStack } from '../handlers/stack.ts';
import { announcement } from './support/messages.ts';
import { productLoader } from './support/products.ts';
import { queueInProcess } from './support/queue-in-process.ts';

const RECEIVE_LIMIT = 5;

const stack = useStack();
let handler: LambdaHandler;
const opened: (() => Promise<void>)[] = [];

beforeAll(() => {
  handler = makeLambdaHandler(stack().environment);
});
beforeEach(async () => {
  await stack().query('truncate dmstest.test_product');
  await stack().sqs.send(new PurgeQueueCommand({ QueueUrl: stack().queueUrl }));
  await stack().sqs.send(new PurgeQueueCommand({ QueueUrl: stack().deadLetterQueueUrl }));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map(close => close()));
});

/** One turn of the event source mapping: receive, call the function, delete what it does not name as failed. */
async function turn(waitSeconds: number): Promise<readonly SqsMessage[]> {
  const messages = await stack().receive(stack().queueUrl, waitSeconds);
  const records = messages.map(message => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
  }));
  const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
  const { batchItemFailures } = await handler({ Records: records } as unknown as SQSEvent, context);
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  for (const { MessageId, ReceiptHandle } of messages) {
    if (!failed.has(`${MessageId}`)) {
      await stack().sqs.send(new DeleteMessageCommand({ QueueUrl: stack().queueUrl, ReceiptHandle }));
    }
  }
  return messages;
}

async function counted(queueUrl: string): Promise<Record<string, string>> {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] });
  const { Attributes = {} } = await stack().sqs.send(command);
  const { ApproximateNumberOfMessages: seen = '', ApproximateNumberOfMessagesDelayed: delayed = '' } = Attributes;
  return { seen, delayed };
}

const POISON = changesKey('20260301100000000');
const UNMAPPED = changesKey('20260301100001000', 'dmstest/unknown');
const GOOD = changesKey('20260301100002000');

test('P8: poison is in the dead-letter queue after the receive limit, without a pause, its reason in the ledger', async () => {
  await stack().put(POISON, new Uint8Array(40));
  await stack().put(UNMAPPED, productFile([{ op: 'I', id: 1n }]));
  await stack().put(GOOD, productFile([{ op: 'I', id: 2n, name: 'good' }]));
  await stack().sqs.send(new SendMessageCommand({ QueueUrl: stack().queueUrl, MessageBody: 'no notification' }));
  let handed = 0;
  for (let count = 0; count <= RECEIVE_LIMIT; count += 1) {
    // A queue whose visibility timeout is half an hour: nothing but the handler's answer brings a message back by now.
    handed += (await turn(count === 0 ? 5 : 0)).length;
  }
  expect(handed).toBe(1 + 3 * RECEIVE_LIMIT);
  expect(await counted(stack().queueUrl)).toEqual({ seen: '0', delayed: '0' });
  const dead = await stack().receive(stack().deadLetterQueueUrl);
  const bodies = dead.map(({ Body }) => `${Body}`);
  expect(bodies).toHaveLength(3);
  for (const part of [POISON, UNMAPPED, 'no notification']) {
    expect(bodies.filter(body => body.includes(part))).toHaveLength(1);
  }
  expect(await stack().query('select product_name as name from dmstest.test_product')).toEqual(['{"name":"good"}']);
  const ledger =
    'select object_key as key, state, first_error_code as code from dms_loader.object_load order by object_key';
  expect(await stack().query(ledger)).toEqual([
    JSON.stringify({ key: POISON, state: 'rejected', code: 'PARQUET_NOT_PARQUET' }),
    JSON.stringify({ key: GOOD, state: 'loaded', code: null }),
    JSON.stringify({ key: UNMAPPED, state: 'rejected', code: 'TABLE_NOT_MAPPED' }),
  ]);
});

/** Holds an object's claim, as a consumer at work does, until it is let go. */
async function hold(object: {
  bucket: string;
  key: string;
  eTag: string;
  sizeBytes: number;
}): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: stack().databaseUrl });
  await client.connect();
  opened.push(() => client.end());
  const text = ['object', object.bucket, object.key, object.eTag, object.sizeBytes, ''].join('\n');
  await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [text]);
  return async () => void (await client.query('select pg_advisory_unlock_all()'));
}

function connect(): PostgresDatabase {
  const database = connectDatabase({ url: stack().databaseUrl });
  opened.push(() => database.close());
  return database;
}

test('P8: ten thousand busy answers put nothing into the dead-letter queue, and then each message loads', {
  timeout: 240_000,
}, async () => {
  const store = memoryStore();
  const queue = queueInProcess({ receiveLimit: RECEIVE_LIMIT });
  const releases: (() => Promise<void>)[] = [];
  for (let number = 0; number < 10; number += 1) {
    const key = changesKey(`2026030211000${number}000`);
    store.put(key, productFile([{ op: 'I', id: BigInt(100 + number) }]));
    queue.send(announcement(store, key));
    releases.push(await hold(store.place(key)));
  }
  const consumer = { loader: productLoader(connect(), store), queue, receiveLimit: RECEIVE_LIMIT, random: () => 0 };
  const outcomes = new Map<string, number>();
  async function consumeSome(): Promise<number> {
    const results = await consumeBatch(queue.receive(), Date.now() + 60_000, consumer);
    for (const { message, answer, outcome } of results) {
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (answer === 'acknowledge') {
        queue.acknowledge(message);
      }
    }
    return results.length;
  }
  while ((outcomes.get('busy') ?? 0) < 10_000) {
    expect(await consumeSome()).toBe(10);
  }
  expect(Object.fromEntries(outcomes)).toEqual({ busy: 10_000 });
  expect(queue.deadLetters).toEqual([]);
  expect(queue.copies).toBe(10_000 / (RECEIVE_LIMIT - 1));
  await Promise.all(releases.map(release => release()));
  while ((outcomes.get('loaded') ?? 0) < 10) {
    await consumeSome();
  }
  expect(queue.receive()).toEqual([]);
  expect(queue.deadLetters).toEqual([]);
});

test('P8: on its next-to-last receive a busy message is replaced by a delayed copy that the queue counts anew', async () => {
  const key = changesKey('20260303100000000');
  const bytes = productFile([{ op: 'I', id: 7n }]);
  const store = memoryStore();
  store.put(key, bytes);
  await hold({ ...store.place(key), bucket: stack().bucket });
  await stack().put(key, bytes);
  for (let receive = 1; receive < RECEIVE_LIMIT; receive += 1) {
    const [message, ...others] = await turn(5);
    expect(others).toEqual([]);
    expect(message?.Attributes?.ApproximateReceiveCount).toBe(`${receive}`);
    if (receive < RECEIVE_LIMIT - 1) {
      // The 30 seconds of a busy message, skipped.
      const { ReceiptHandle } = message ?? {};
      const input = { QueueUrl: stack().queueUrl, ReceiptHandle, VisibilityTimeout: 0 };
      await stack().sqs.send(new ChangeMessageVisibilityCommand(input));
    }
  }
  expect(await counted(stack().queueUrl)).toEqual({ seen: '0', delayed: '1' });
  expect(await stack().receive(stack().deadLetterQueueUrl, 0)).toEqual([]);
});

test('P8: what could not be read, or is not there yet, is recorded, tried again, and loads', async () => {
  const store = memoryStore();
  const loader = productLoader(connect(), store);
  const queue = queueInProcess({ receiveLimit: RECEIVE_LIMIT });
  const consumer = { loader, queue, receiveLimit: RECEIVE_LIMIT, random: () => 0 };
  const consume = () => consumeBatch(queue.receive(), Date.now() + 60_000, consumer);
  const key = changesKey('20260304100000000');
  const bytes = productFile([{ op: 'I', id: 8n }]);
  store.put(key, bytes);
  queue.send(announcement(store, key));
  const away = new LoaderError('STORE_UNAVAILABLE', { reason: 'S3 is away', remedy: 'wait' });
  store.beforeRead = () => Promise.reject(away);
  expect(await consume()).toMatchObject([{ outcome: 'failed', answer: 'retry' }]);
  store.remove(key);
  expect(await consume()).toMatchObject([{ outcome: 'missing', answer: 'retry' }]);
  store.put(key, bytes);
  store.beforeRead = undefined;
  expect(await consume()).toMatchObject([{ outcome: 'loaded', answer: 'acknowledge' }]);
  const attempts = `select outcome from dms_loader.load_attempt where object_key = '${key}' order by load_attempt_id`;
  expect(await stack().query(attempts)).toEqual(
    ['failed', 'missing', 'loaded'].map(outcome => JSON.stringify({ outcome })),
  );
  expect(await stack().query('select product_id::text as id from dmstest.test_product')).toEqual(['{"id":"8"}']);
});
