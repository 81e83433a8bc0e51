import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { makeLambdaHandler } from '../../handlers/lambda.ts';
import { productFile } from '../factories/product-file.ts';
import { useStack } from './stack.ts';

const KEY = 'dmstest/test_product/20260310-010203000.parquet';

const stack = useStack();

/** The connections of the function; there is no other loader in this database. */
async function connections(): Promise<number> {
  // Within a transaction the view stands still.
  await stack().query('select pg_stat_clear_snapshot()');
  const pids = await stack().query(`select pid from pg_stat_activity
                                    where datname = current_database() and application_name like 'dms-loader%'`);
  return pids.length;
}

async function announced(): Promise<SQSEvent> {
  // The message with which S3 tested its notifications.
  await stack().sqs.send(new PurgeQueueCommand({ QueueUrl: stack().queueUrl }));
  await stack().put(KEY, productFile([{ id: 1n }]));
  const [message] = await stack().receive(stack().queueUrl);
  const { MessageId: messageId, ReceiptHandle: receiptHandle, Body: body } = message ?? {};
  const attributes = { ApproximateReceiveCount: '1' };
  return { Records: [{ messageId, receiptHandle, body, attributes }] } as unknown as SQSEvent;
}

/** First as the handler sees it, which has time to begin; then as the watch over it does, for which none is left. */
function contextOf(...remaining: number[]): Context {
  return { getRemainingTimeInMillis: () => remaining.shift() ?? 0 } as unknown as Context;
}

it('the function keeps one connection, however many of its invocations hung', async () => {
  const handler = makeLambdaHandler(stack().environment);
  const event = await announced();
  await stack().query('begin');
  await stack().query('lock dms_loader.object_load in access exclusive mode');
  for (let invocation = 0; invocation < 3; invocation += 1) {
    expect((await handler(event, contextOf(60_000, 0))).batchItemFailures).toHaveLength(1);
    await expect.poll(connections).toBeGreaterThan(0);
  }
  await stack().query('rollback');
  // The last of the hung ones may have got the claim meanwhile: until its backend is gone the object is busy.
  const answered = async () => await handler(event, contextOf(60_000, 60_000));
  await expect.poll(answered, { timeout: 20_000 }).toEqual({ batchItemFailures: [] });
  await expect.poll(connections).toBe(1);
});
