import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeDeadLetters } from '../../../adapters/sqs/dead-letters.ts';
import type { DeadLetters } from '../../../domain/ports/dead-letters.ts';
import { type Aws, startAws } from '../../stack/aws.ts';
import { clientsFor } from '../../stack/stack.ts';

let aws: Aws;
let clients: ReturnType<typeof clientsFor>;
let queues: { queueUrl: string; deadLetterQueueUrl: string };
let letters: DeadLetters;
let count = 0;

beforeAll(async () => {
  aws = await startAws();
  clients = clientsFor(aws);
});

beforeEach(async () => {
  count += 1;
  const make = async (QueueName: string) =>
    `${(await clients.sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl}`;
  queues = { queueUrl: await make(`q-${count}`), deadLetterQueueUrl: await make(`dlq-${count}`) };
  letters = makeDeadLetters(clients.sqs, queues);
});

afterAll(() => aws.stop());

async function bury(number: number): Promise<void> {
  for (let at = 0; at < number; at += 10) {
    const Entries = Array.from({ length: Math.min(10, number - at) }, (_, index) => ({
      Id: `${index}`,
      MessageBody: `letter ${at + index}`,
    }));
    await clients.sqs.send(new SendMessageBatchCommand({ QueueUrl: queues.deadLetterQueueUrl, Entries }));
  }
}

async function seen(QueueUrl: string) {
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] });
  return (await clients.sqs.send(command)).Messages ?? [];
}

describe('a look at dead letters', () => {
  it('sees each once, hides them while it goes on, and lets all be seen at once after it', async () => {
    await bury(35);
    const bodies = await letters.look({ most: 1000 }, async found => {
      expect(await seen(queues.deadLetterQueueUrl)).toEqual([]);
      expect(found.isComplete).toBe(true);
      return found.letters.map(({ body }) => body);
    });
    expect(new Set(bodies).size).toBe(35);
    expect(bodies).toHaveLength(35);
    expect(await letters.look({ most: 1000 }, found => Promise.resolve(found.letters.length))).toBe(35);
  });

  it('lets them be seen after an error of the work, too, and after a signal', async () => {
    await bury(12);
    const fault = new Error('the work failed');
    await expect(letters.look({ most: 1000 }, () => Promise.reject(fault))).rejects.toBe(fault);
    const ending = new AbortController();
    const onProgress = () => ending.abort();
    const stopped = await letters.look({ most: 1000, signal: ending.signal, onProgress }, found =>
      Promise.resolve(found),
    );
    expect(stopped.isComplete).toBe(false);
    expect(await letters.look({ most: 1000 }, found => Promise.resolve(found.letters.length))).toBe(12);
  });

  it('ends at the bound that it is given, and says so', async () => {
    await bury(30);
    const { letters: some, isComplete } = await letters.look({ most: 7 }, found => Promise.resolve(found));
    expect([some.length, isComplete]).toEqual([7, false]);
  });

  it('hides them for longer than one visibility timeout, if it takes longer', async () => {
    await bury(3);
    await makeDeadLetters(clients.sqs, { ...queues, hiddenSeconds: 2 }).look({ most: 10 }, async () => {
      await pause(3500);
      expect(await seen(queues.deadLetterQueueUrl)).toEqual([]);
    });
  });

  it('that never ends leaves letters which are seen again after a short while', async () => {
    await bury(3);
    // What a killed process leaves: received, and nothing after it.
    const command = new ReceiveMessageCommand({
      QueueUrl: queues.deadLetterQueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 1,
    });
    await clients.sqs.send(command);
    await pause(1200);
    expect(await letters.look({ most: 10 }, found => Promise.resolve(found.letters.length))).toBe(3);
  });
});

describe('dead letters', () => {
  it('are sent with their attributes, and are gone from where they were', async () => {
    const MessageAttributes = { origin: { DataType: 'String', StringValue: 'replay' } };
    const input = { QueueUrl: queues.deadLetterQueueUrl, MessageBody: 'with attributes', MessageAttributes };
    await clients.sqs.send(new SendMessageCommand(input));
    await bury(14);
    const moved = await letters.look({ most: 100 }, found => found.move(found.letters));
    expect([moved.sent.length, moved.undeleted]).toEqual([15, 0]);
    expect(await letters.held()).toBe(0);
    const sent = [...(await seen(queues.queueUrl)), ...(await seen(queues.queueUrl))];
    expect(sent).toHaveLength(15);
    expect(sent.find(({ Body }) => Body === 'with attributes')?.MessageAttributes).toMatchObject(MessageAttributes);
  });

  it('are dropped, those that are named', async () => {
    await bury(5);
    const { gone } = await letters.look({ most: 100 }, found => found.remove(found.letters.slice(0, 2)));
    expect(gone).toHaveLength(2);
    expect(await letters.look({ most: 100 }, found => Promise.resolve(found.letters.length))).toBe(3);
  });

  it('cannot be looked at in a queue that is not there: its variable is named', async () => {
    const wrong = makeDeadLetters(clients.sqs, { ...queues, deadLetterQueueUrl: `${queues.deadLetterQueueUrl}-x` });
    await expect(wrong.look({ most: 10 }, found => Promise.resolve(found))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('check DEAD_LETTER_QUEUE_URL'),
    });
  });
});
