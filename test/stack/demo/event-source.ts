/**
 * The event source mapping between queue and function: receives up to ten messages, calls the function with them, deletes
 * all but those that it names in batchItemFailures (Lambda Developer Guide, "Using Lambda with Amazon SQS"). Those stay
 * until they are visible again; after its receive limit the queue moves them to its dead-letter queue by itself.
 */
import { setTimeout as pause } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { BATCH_SIZE } from '../../../domain/limits.ts';
import { asEvent } from '../lambda-event.ts';
import type { LoaderFunction } from './function.ts';

export interface EventSource {
  /** Bodies of the messages that the function was called with, in their order. */
  readonly delivered: readonly string[];
  /** Waits, like a batch window, until so many messages wait in the queue. */
  waitFor(count: number): Promise<void>;
  /** Lets the function consume until the queue is empty; gives the bodies that went back to the queue, each time one did. */
  drain(target: LoaderFunction): Promise<readonly string[]>;
  /** One batch, if one comes within so many seconds. */
  consume(target: LoaderFunction, waitSeconds: number): Promise<readonly string[]>;
}

const LONGEST_MS = 30_000;
const POLL_MS = 20;

export function mapEvents(sqs: SQSClient, queueUrl: string): EventSource {
  const delivered: string[] = [];

  async function waiting(names: readonly CountName[]): Promise<number> {
    const input = { QueueUrl: queueUrl, AttributeNames: [...names] };
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand(input));
    return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  }

  async function consume(target: LoaderFunction, waitSeconds: number): Promise<readonly string[]> {
    const received = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: BATCH_SIZE,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    const messages = received.Messages ?? [];
    if (messages.length === 0) {
      return [];
    }
    delivered.push(...messages.map(({ Body = '' }) => Body));
    const { batchItemFailures } = await target.invoke(asEvent(messages));
    const failed = new Set(batchItemFailures.map(failure => failure.itemIdentifier));
    const done = messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
    if (done.length > 0) {
      const Entries = done.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    }
    return messages.filter(({ MessageId = '' }) => failed.has(MessageId)).map(({ Body = '' }) => Body);
  }

  return {
    delivered,
    consume,
    waitFor: count =>
      until(`${count} messages in the queue`, async () => (await waiting(['ApproximateNumberOfMessages'])) >= count),
    drain: async target => {
      const returned: string[] = [];
      await until('an empty queue', async () => {
        returned.push(...(await consume(target, 0)));
        return (await waiting(ALL)) === 0;
      });
      return returned;
    },
  };
}

type CountName = (typeof ALL)[number];

const ALL = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** @throws Error when what is waited for does not come */
export async function until(what: string, isThere: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + LONGEST_MS;
  while (!(await isThere())) {
    if (Date.now() > endMs) {
      throw new Error(`waited ${LONGEST_MS / 1000} s in vain for ${what}`);
    }
    await pause(POLL_MS);
  }
}
