import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { makeLog } from '../adapters/telemetry/log.ts';
import { LoaderError } from '../domain/errors.ts';
import type { Message } from '../domain/ports/queue.ts';
import { type Consumer, consumeBatch, type MessageResult } from '../pipeline/consume-batch.ts';
import { type Environment, readConfig } from './config.ts';
import { loadRoutes } from './tables.ts';
import { makeConsumer } from './wire.ts';

/** Time kept for the answer that every message failed, should an invocation hang until its end. */
const ANSWER_EARLY_MS = 500;

export type LambdaHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/**
 * The function behind the queue. Its answer names the messages that go back to the queue; an empty list means that all
 * are done, so whatever is thrown on the way becomes a failure of all of them (Lambda Developer Guide, partial batch
 * responses). Configuration and connections wait for the first message, and are kept for later invocations.
 */
export function makeLambdaHandler(environment: Environment): LambdaHandler {
  const log = makeLog({ level: 'info' });
  const borrow = keepConsumer(environment);
  const consume = async (event: SQSEvent, context: Context): Promise<PromiseSettledResult<MessageResult>[]> => {
    const deadlineMs = Date.now() + context.getRemainingTimeInMillis();
    const results = await borrow(consumer => consumeBatch(event.Records.map(asMessage), deadlineMs, consumer));
    return results.map(asSettled);
  };
  const wrapped = middy<SQSEvent, unknown>({ timeoutEarlyInMillis: ANSWER_EARLY_MS })
    // The pipeline has told of each message already.
    .use(sqsPartialBatchFailure({ logger: () => undefined }))
    .onError(({ error }) => log.error('invocation-failed', { error }))
    .handler(consume);
  return async (event, context) => {
    requireMessages(event);
    return (await wrapped(event, context)) as SQSBatchResponse;
  };
}

export const handler = makeLambdaHandler(process.env);

type OwnConsumer = ReturnType<typeof makeConsumer>;

type Borrow = <Result>(use: (consumer: Consumer) => Promise<Result>) => Promise<Result>;

/**
 * One consumer, kept between invocations. One that could not be made is not kept; nor is one that an earlier invocation,
 * ended by its timeout and then thawed, is still at work with: a connection serves one task at a time. Its messages were
 * answered as failed, so it is closed, whatever it still does.
 */
function keepConsumer(environment: Environment): Borrow {
  let idle: OwnConsumer | undefined;
  let lent: OwnConsumer | undefined;
  return async use => {
    await closeQuietly(lent);
    const consumer = idle ?? (await wire(environment));
    idle = undefined;
    lent = consumer;
    try {
      return await use(consumer);
    } finally {
      if (lent === consumer) {
        idle = consumer;
        lent = undefined;
      } else {
        await closeQuietly(consumer);
      }
    }
  };
}

async function closeQuietly(consumer: OwnConsumer | undefined): Promise<void> {
  await consumer?.loader.close().catch(error => consumer.loader.log.warn('not-closed', { error }));
}

async function wire(environment: Environment): Promise<OwnConsumer> {
  const config = readConfig(environment, ['database', 'queue']);
  return makeConsumer(config, await loadRoutes(config.tablesPath));
}

/** Without messages there is nothing that could be named as failed: such a call has to fail itself. */
function requireMessages(event: unknown): void {
  const records: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, 'Records') : undefined;
  if (!Array.isArray(records)) {
    throw new LoaderError('NOTIFICATION_UNREADABLE', {
      reason: 'the function was called with an event that has no list Records',
      remedy: 'let an SQS event source mapping call it',
    });
  }
}

function asMessage(record: SQSRecord): Message {
  return {
    id: record.messageId,
    body: record.body,
    receiptHandle: record.receiptHandle,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
  };
}

/** As the middleware wants it: fulfilled is acknowledged, rejected goes back to the queue. */
function asSettled(result: MessageResult): PromiseSettledResult<MessageResult> {
  return result.answer === 'acknowledge'
    ? { status: 'fulfilled', value: result }
    : { status: 'rejected', reason: result.outcome };
}
