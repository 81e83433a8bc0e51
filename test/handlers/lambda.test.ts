import { type Message, PurgeQueueCommand } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent } from 'aws-lambda';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LambdaHandler, makeLambdaHandler } from '../../handlers/lambda.ts';
import { productFile } from '../factories/product-file.ts';
import { useStack } from './stack.ts';

const PRODUCTS = 'select product_id::text id from dmstest.test_product order by product_id';

const stack = useStack();
let handler: LambdaHandler;

beforeAll(() => {
  handler = makeLambdaHandler(stack().environment);
});

beforeEach(async () => {
  await stack().query('truncate dmstest.test_product');
  await stack().sqs.send(new PurgeQueueCommand({ QueueUrl: stack().queueUrl }));
});

function contextWith(remainingMs: number): Context {
  return { getRemainingTimeInMillis: () => remainingMs } as Context;
}

/** As the event source mapping hands messages to the function. */
function eventOf(messages: readonly Message[]): SQSEvent {
  const records = messages.map(({ MessageId: messageId, ReceiptHandle: receiptHandle, Body: body, Attributes }) => ({
    messageId,
    receiptHandle,
    body,
    attributes: Attributes,
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:dms-files',
  }));
  return { Records: records } as unknown as SQSEvent;
}

function fakeEvent(...ids: readonly string[]): SQSEvent {
  return eventOf(
    ids.map(id => ({ MessageId: id, ReceiptHandle: id, Body: '{}', Attributes: { ApproximateReceiveCount: '1' } })),
  );
}

async function putAndReceive(files: ReadonlyMap<string, Uint8Array>): Promise<Message[]> {
  const messages: Message[] = [];
  for (const [key, bytes] of files) {
    await stack().put(key, bytes);
  }
  while (messages.length < files.size) {
    messages.push(...(await stack().receive(stack().queueUrl)));
  }
  return messages;
}

function failedOf({ batchItemFailures }: Awaited<ReturnType<LambdaHandler>>): string[] {
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

describe('the function', () => {
  it('P8: fact 30: of a batch of ten with three bad messages commits seven, and answers exactly three batchItemFailures', async () => {
    const bad = new Set([2, 5, 9]);
    const files = new Map(
      Array.from({ length: 10 }, (_, id) => [
        `dmstest/test_product/20260301-01020${id}000.parquet`,
        bad.has(id) ? new Uint8Array(40) : productFile([{ id: BigInt(id) }]),
      ]),
    );
    const messages = await putAndReceive(files);
    const answer = await handler(eventOf(messages), contextWith(60_000));
    const badIds = messages.filter(({ Body }) => /01020[259]000/u.test(`${Body}`)).map(({ MessageId }) => MessageId);
    expect(Object.keys(answer)).toEqual(['batchItemFailures']);
    expect(failedOf(answer).toSorted()).toEqual(badIds.toSorted());
    expect(await stack().query(PRODUCTS)).toEqual([0, 1, 3, 4, 6, 7, 8].map(id => `{"id":"${id}"}`));
  });

  it('answers an empty list when all are done', async () => {
    const key = 'dmstest/test_product/20260302-010203000.parquet';
    const messages = await putAndReceive(new Map([[key, productFile([{ id: 1n }])]]));
    expect(await handler(eventOf(messages), contextWith(60_000))).toEqual({ batchItemFailures: [] });
    expect(await handler(eventOf(messages), contextWith(60_000))).toEqual({ batchItemFailures: [] });
    expect(await stack().query(PRODUCTS)).toEqual(['{"id":"1"}']);
  });

  it('uses its connection again, and gets another when that one died', async () => {
    const loaders = "from pg_stat_activity where datname = current_database() and application_name like 'dms-loader%'";
    const load = async (id: number): Promise<string[]> => {
      const key = `dmstest/test_product/2026030${id}-020203000.parquet`;
      const messages = await putAndReceive(new Map([[key, productFile([{ id: BigInt(id) }])]]));
      expect(await handler(eventOf(messages), contextWith(60_000))).toEqual({ batchItemFailures: [] });
      return stack().query(`select pid ${loaders}`);
    };
    const first = await load(3);
    expect(first).toHaveLength(1);
    expect(await load(4)).toEqual(first);
    // Waits until the backend is gone: while it only goes, a statement may still meet its death, and is rightly tried again.
    await stack().query(`select pg_terminate_backend(pid, 10000) ${loaders}`);
    const third = await load(5);
    expect(third).toHaveLength(1);
    expect(third).not.toEqual(first);
  });

  it('starts nothing that it has no time to finish: all messages go back', async () => {
    expect(failedOf(await handler(fakeEvent('a', 'b'), contextWith(5000)))).toEqual(['a', 'b']);
  });

  it('P8: fact 30: fails every message, never none, when its configuration is wrong', async () => {
    const unconfigured = makeLambdaHandler({ QUEUE_URL: stack().queueUrl });
    expect(failedOf(await unconfigured(fakeEvent('a', 'b', 'c'), contextWith(60_000)))).toEqual(['a', 'b', 'c']);
  });

  it('P8: fails every message when its time ends while it waits', async () => {
    const hanging = makeLambdaHandler(stack().environment);
    const key = 'dmstest/test_product/20260309-010203000.parquet';
    const messages = await putAndReceive(new Map([[key, productFile([{ id: 1n }])]]));
    await stack().query('begin');
    await stack().query('lock dms_loader.object_load in access exclusive mode');
    // Asked first by the handler, which has time to begin, then by the watch over it, for which none is left.
    const remaining = [60_000, 0];
    const context = { getRemainingTimeInMillis: () => remaining.shift() ?? 0 } as unknown as Context;
    const answer = await hanging(eventOf(messages), context);
    await stack().query('rollback');
    expect(failedOf(answer)).toEqual(messages.map(({ MessageId }) => MessageId));
  });

  it('fails as a whole when it is not called by a queue: there is no message to name', async () => {
    await expect(handler({} as SQSEvent, contextWith(60_000))).rejects.toThrow('list Records');
  });
});
