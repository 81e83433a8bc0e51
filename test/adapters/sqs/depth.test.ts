import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDepth } from '../../../adapters/sqs/depth.ts';
import type { ReadDepth } from '../../../domain/ports/depth.ts';
import { type Aws, startAws } from '../../stack/aws.ts';
import { clientsFor } from '../../stack/stack.ts';

let aws: Aws;
let sqs: ReturnType<typeof clientsFor>['sqs'];

beforeAll(async () => {
  aws = await startAws();
  ({ sqs } = clientsFor(aws));
});
afterAll(() => aws.stop());

async function queue(name: string, age: number | undefined): Promise<{ url: string; depth: ReadDepth }> {
  const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  return { url, depth: makeDepth(sqs, { queueUrl: url, variable: 'QUEUE_URL' }, () => Promise.resolve(age)) };
}

it('counts messages that wait, are in flight, and are delayed, and has the age of the oldest', async () => {
  const { url, depth } = await queue('busy', 90_000);
  for (const body of ['a', 'b', 'c']) {
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
  }
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'd', DelaySeconds: 900 }));
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 1, VisibilityTimeout: 600 }));
  expect(await depth()).toEqual({ waiting: 2, inFlight: 1, delayed: 1, oldestAgeMs: 90_000 });
});

it('gives an empty queue no age, whatever was in it minutes ago', async () => {
  const { depth } = await queue('empty', 90_000);
  expect(await depth()).toEqual({ waiting: 0, inFlight: 0, delayed: 0, oldestAgeMs: undefined });
});

it('names the variable to look at for a queue that is not there', async () => {
  const queueUrl = `${aws.endpoint}/000000000000/no-such-queue`;
  const depth = makeDepth(sqs, { queueUrl, variable: 'DEAD_LETTER_QUEUE_URL' }, () => Promise.resolve(undefined));
  await expect(depth()).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('check DEAD_LETTER_QUEUE_URL and the region'),
  });
});
