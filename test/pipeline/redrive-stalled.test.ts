/** Two operators at one dead-letter queue, of whom one stands still for longer than letters are hidden. */
import { setTimeout as pause } from 'node:timers/promises';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDeadLetters } from '../../adapters/sqs/dead-letters.ts';
import { type Aws, startAws } from '../stack/aws.ts';
import { clientsFor } from '../stack/stack.ts';

let aws: Aws;
let clients: ReturnType<typeof clientsFor>;
beforeAll(async () => {
  aws = await startAws();
  clients = clientsFor(aws);
});
afterAll(() => aws.stop());

async function queue(QueueName: string): Promise<string> {
  return `${(await clients.sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl}`;
}

async function bodiesIn(QueueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
    const { Messages = [] } = await clients.sqs.send(command);
    if (Messages.length === 0) {
      return bodies.toSorted();
    }
    bodies.push(...Messages.map(({ Body }) => `${Body}`));
  }
}

it('what one of two operators sends while the other stands still is sent twice at worst, and none is lost', async () => {
  const queues = { queueUrl: await queue('q'), deadLetterQueueUrl: await queue('dlq') };
  const bodies = Array.from({ length: 10 }, (_, at) => `letter ${at}`);
  const Entries = bodies.map((MessageBody, at) => ({ Id: `${at}`, MessageBody }));
  await clients.sqs.send(new SendMessageBatchCommand({ QueueUrl: queues.deadLetterQueueUrl, Entries }));
  const stalled = clientsFor(aws).sqs;
  let isStill = false;
  // A laptop that sleeps: its visibility is extended no more.
  stalled.middlewareStack.add(
    (next, context) => async args => {
      if (isStill && context.commandName === 'ChangeMessageVisibilityBatchCommand') {
        throw new Error('asleep');
      }
      return await next(args);
    },
    { step: 'initialize' },
  );
  const moved = await makeDeadLetters(stalled, { ...queues, hiddenSeconds: 1 }).look({ most: 100 }, async seen => {
    isStill = true;
    await pause(1500);
    const other = await makeDeadLetters(clients.sqs, queues).look({ most: 100 }, found => found.move(found.letters));
    expect(other.sent).toHaveLength(10);
    const own = await seen.move(seen.letters);
    isStill = false;
    return own;
  });
  expect(moved.sent).toHaveLength(10);
  expect(await bodiesIn(queues.queueUrl)).toEqual([...bodies, ...bodies].toSorted());
  expect(await bodiesIn(queues.deadLetterQueueUrl)).toEqual([]);
});
