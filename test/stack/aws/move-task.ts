/** One message move task: receives, sends, deletes, until the source is empty or somebody cancels. */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from './fastify.ts';
import { callSqs } from './sqs-call.ts';

export interface MoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  /** Undefined: as fast as it goes. */
  readonly perSecond: number | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';
  moved: number;
  /** Messages that were there at the start. */
  toMove: number;
  failure: string | undefined;
}

interface Route {
  readonly sourceArn: string;
  readonly sourceUrl: string;
  readonly destinationArn: string | undefined;
  readonly destinationUrl: string;
  readonly perSecond: number | undefined;
}

interface Received {
  readonly Body: string;
  readonly ReceiptHandle: string;
  readonly MessageAttributes?: object;
}

export function beginMove(app: FastifyInstance, route: Route): MoveTask {
  const task: MoveTask = {
    handle: Buffer.from(randomUUID()).toString('base64'),
    sourceArn: route.sourceArn,
    destinationArn: route.destinationArn,
    perSecond: route.perSecond,
    startedAt: Date.now(),
    status: 'RUNNING',
    moved: 0,
    toMove: 0,
    failure: undefined,
  };
  void run(app, route, task).catch((error: unknown) => {
    task.status = 'FAILED';
    task.failure = String(error);
  });
  return task;
}

async function run(app: FastifyInstance, route: Route, task: MoveTask): Promise<void> {
  task.toMove = await countVisible(app, route.sourceUrl);
  while (task.status === 'RUNNING') {
    const message = await receiveOne(app, route.sourceUrl);
    if (message === undefined) {
      task.status = 'COMPLETED';
      return;
    }
    await moveOne(app, route, message);
    task.moved += 1;
    if (task.perSecond !== undefined) {
      await setTimeout(1000 / task.perSecond);
    }
  }
  task.status = 'CANCELLED';
}

async function moveOne(app: FastifyInstance, route: Route, message: Received): Promise<void> {
  await callSqs(app, 'SendMessage', {
    QueueUrl: route.destinationUrl,
    MessageBody: message.Body,
    MessageAttributes: message.MessageAttributes,
  });
  await callSqs(app, 'DeleteMessage', { QueueUrl: route.sourceUrl, ReceiptHandle: message.ReceiptHandle });
}

async function receiveOne(app: FastifyInstance, url: string): Promise<Received | undefined> {
  const input = { QueueUrl: url, MaxNumberOfMessages: 1, MessageAttributeNames: ['All'] };
  const { Messages } = await callSqs<{ Messages?: Received[] }>(app, 'ReceiveMessage', input);
  return Messages?.[0];
}

async function countVisible(app: FastifyInstance, url: string): Promise<number> {
  const input = { QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] };
  const { Attributes } = await callSqs<{ Attributes: Record<string, string> }>(app, 'GetQueueAttributes', input);
  return Number(Attributes['ApproximateNumberOfMessages']);
}
