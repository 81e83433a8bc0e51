import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makePoller, type Receive } from '../../../adapters/sqs/poller.ts';
import { type AcknowledgingQueue, makeQueue } from '../../../adapters/sqs/queue.ts';
import type { Message } from '../../../domain/ports/queue.ts';
import { startStallingServer } from '../../doubles/stalling-server.ts';
import { type Aws, startAws } from '../../stack/aws.ts';
import { clientsFor } from '../../stack/stack.ts';

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

let aws: Aws;
let clients: ReturnType<typeof clientsFor>;
let queue: AcknowledgingQueue;
let receive: Receive;
let queueUrl: string;
let count = 0;

beforeAll(async () => {
  aws = await startAws();
  clients = clientsFor(aws);
});

beforeEach(async () => {
  count += 1;
  const made = await clients.sqs.send(new CreateQueueCommand({ QueueName: `files-${count}` }));
  queueUrl = `${made.QueueUrl}`;
  queue = makeQueue(clients.sqs, queueUrl);
  receive = makePoller(clients.sqs, { queueUrl, visibilitySeconds: 600 });
});

afterAll(() => aws.stop());

const never = new AbortController().signal;

async function sendAndReceive(body: string): Promise<Message> {
  await clients.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  const [message] = await receive(never);
  if (message === undefined) {
    throw new Error('nothing was received');
  }
  return message;
}

describe('the queue', () => {
  it('gives a message with its body and the number of its receives', async () => {
    expect(await sendAndReceive('hello')).toMatchObject({ body: 'hello', receiveCount: 1 });
  });

  it('shows a message again when it is told to', async () => {
    const first = await sendAndReceive('hello');
    await queue.showAgainIn(first, 0);
    expect(await receive(never)).toMatchObject([{ id: first.id, receiveCount: 2 }]);
  });

  it('takes a copy as a new message', async () => {
    const first = await sendAndReceive('hello');
    await queue.sendCopy(first, 0);
    await queue.acknowledge(first);
    const [copy] = await receive(never);
    expect(copy).toMatchObject({ body: 'hello', receiveCount: 1 });
    expect(copy?.id).not.toBe(first.id);
  });

  it('forgets an acknowledged message, be it shown again before', async () => {
    const first = await sendAndReceive('one');
    await queue.acknowledge(first);
    expect(await sendAndReceive('two')).toMatchObject({ body: 'two' });
  });

  it('keeps delays within what SQS takes', async () => {
    const first = await sendAndReceive('hello');
    await expect(queue.showAgainIn(first, 100_000)).resolves.toBeUndefined();
    await expect(queue.sendCopy(first, 100_000)).resolves.toBeUndefined();
  });

  it('stops waiting when it is told to, without an error', async () => {
    const stop = new AbortController();
    const waiting = receive(stop.signal);
    stop.abort();
    expect(await waiting).toEqual([]);
  });

  it('that is not there is a named error with the queue and a remedy', async () => {
    const absent = makeQueue(clients.sqs, `${queueUrl}-absent`);
    const message = { id: 'm', body: '', receiptHandle: 'r', receiveCount: 1 };
    await expect(absent.acknowledge(message)).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    await expect(absent.acknowledge(message)).rejects.toThrow('check QUEUE_URL and the region');
  });
});

describe('a queue that never answers', () => {
  it('is given up, as QUEUE_UNAVAILABLE', async () => {
    const server = await startStallingServer('silent');
    const client = new SQSClient({ endpoint: server.endpoint, region: 'us-east-1', credentials: CREDENTIALS });
    const silent = makeQueue(client, `${server.endpoint}/1/q`, { longestCallMs: 50 });
    const message = { id: 'm', body: '', receiptHandle: 'r', receiveCount: 1 };
    const calls = [silent.showAgainIn(message, 1), silent.sendCopy(message, 1), silent.acknowledge(message)];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: 'rejected', reason: { code: 'QUEUE_UNAVAILABLE' } });
    }
    client.destroy();
    await server.stop();
  });
});
