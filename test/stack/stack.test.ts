import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Stack, startStack } from './stack.ts';

const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:dms-files';
const DEAD_LETTERS_ARN = `${QUEUE_ARN}-dlq`;

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ databaseUrl: inject('postgresUrl'), receiveLimit: 2, visibilityTimeoutSeconds: 60 });
});

afterAll(() => stack.stop());

beforeEach(async () => {
  await stack.sqs.send(new PurgeQueueCommand({ QueueUrl: stack.queueUrl }));
  await stack.sqs.send(new PurgeQueueCommand({ QueueUrl: stack.deadLetterQueueUrl }));
});

async function receive(queueUrl: string, waitSeconds = 0) {
  const { Messages = [] } = await stack.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}

const send = (queueUrl: string, body: string) =>
  stack.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));

describe('the stack', () => {
  it('announces an object that was put, with the defaults of the loader for the rest', async () => {
    await stack.s3.send(new PutObjectCommand({ Bucket: stack.bucket, Key: 'dms/x.parquet', Body: 'x' }));
    const [message] = await receive(stack.queueUrl, 5);
    expect(JSON.parse(`${message?.Body}`)).toMatchObject({
      Records: [{ s3: { bucket: { name: 'landing' }, object: { key: 'dms/x.parquet', size: 1 } } }],
    });
  });

  it('names everything that a handler needs in its environment', async () => {
    expect(Object.keys(stack.environment).toSorted()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_ENDPOINT_URL',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
      'DATABASE_URL',
      'DEAD_LETTER_QUEUE_URL',
      'QUEUE_URL',
    ]);
    expect(new URL(stack.queueUrl).origin).toBe(stack.endpoint);
  });

  it('has a queue with the receive limit and visibility timeout that were asked for', async () => {
    const { Attributes } = await stack.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: stack.queueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes?.['VisibilityTimeout']).toBe('60');
    expect(JSON.parse(`${Attributes?.['RedrivePolicy']}`)).toEqual({
      deadLetterTargetArn: DEAD_LETTERS_ARN,
      maxReceiveCount: 2,
    });
  });
});

describe('the time that a message is kept', () => {
  it('fact 33: is 14 days in the dead-letter queue and less in the queue, whose days are counted there, too', async () => {
    const days = async (queueUrl: string): Promise<number> => {
      const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['MessageRetentionPeriod'] });
      return Number((await stack.sqs.send(command)).Attributes?.['MessageRetentionPeriod']) / 86_400;
    };
    expect([await days(stack.queueUrl), await days(stack.deadLetterQueueUrl)]).toEqual([4, 14]);
  });
});

describe('receiving', () => {
  it('waits for a message that is not there yet', async () => {
    const waiting = receive(stack.queueUrl, 20);
    await send(stack.queueUrl, 'late');
    expect((await waiting).map(message => message.Body)).toEqual(['late']);
  });

  it('moves a message to the dead-letter queue after the receive limit, and not before', async () => {
    await send(stack.queueUrl, 'poison');
    for (const count of ['1', '2']) {
      const [message] = await receive(stack.queueUrl);
      expect(message?.Attributes?.ApproximateReceiveCount).toBe(count);
      const handle = { QueueUrl: stack.queueUrl, ReceiptHandle: message?.ReceiptHandle };
      await stack.sqs.send(new ChangeMessageVisibilityCommand({ ...handle, VisibilityTimeout: 0 }));
    }
    expect(await receive(stack.deadLetterQueueUrl)).toEqual([]);
    expect(await receive(stack.queueUrl)).toEqual([]);
    expect((await receive(stack.deadLetterQueueUrl)).map(message => message.Body)).toEqual(['poison']);
  });
});

describe('dead letters', () => {
  const list = async (count = 10) =>
    (await stack.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: DEAD_LETTERS_ARN, MaxResults: count }))).Results;

  it('tell the queues they come from', async () => {
    const input = { QueueUrl: stack.deadLetterQueueUrl };
    const { queueUrls } = await stack.sqs.send(new ListDeadLetterSourceQueuesCommand(input));
    expect(queueUrls).toEqual([stack.queueUrl]);
  });

  it('go back to their queue as new messages, attributes kept', async () => {
    const attribute = { reason: { DataType: 'String', StringValue: 'COLUMN_MISSING' } };
    const sent = { QueueUrl: stack.deadLetterQueueUrl, MessageBody: 'one', MessageAttributes: attribute };
    const { MessageId } = await stack.sqs.send(new SendMessageCommand(sent));
    await send(stack.deadLetterQueueUrl, 'two');
    await stack.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: DEAD_LETTERS_ARN }));
    await expect.poll(async () => (await list(1))?.[0]?.Status).toBe('COMPLETED');
    expect((await list(1))?.[0]).toMatchObject({
      SourceArn: DEAD_LETTERS_ARN,
      ApproximateNumberOfMessagesMoved: 2,
      ApproximateNumberOfMessagesToMove: 2,
    });
    const messages = await receive(stack.queueUrl);
    expect(messages.map(message => message.Body)).toEqual(['one', 'two']);
    expect(messages[0]?.MessageAttributes).toMatchObject(attribute);
    expect(messages[0]?.Attributes?.ApproximateReceiveCount).toBe('1');
    expect(messages[0]?.MessageId).not.toBe(MessageId);
    expect(await receive(stack.deadLetterQueueUrl)).toEqual([]);
  });

  it('stay where they are when their move is cancelled; one move at a time', async () => {
    for (let count = 0; count < 20; count++) {
      await send(stack.deadLetterQueueUrl, `${count}`);
    }
    const start = { SourceArn: DEAD_LETTERS_ARN, MaxNumberOfMessagesPerSecond: 1 };
    const { TaskHandle } = await stack.sqs.send(new StartMessageMoveTaskCommand(start));
    const second = stack.sqs.send(new StartMessageMoveTaskCommand(start));
    await expect(second).rejects.toMatchObject({ name: 'UnsupportedOperation' });
    await expect.poll(async () => (await list(1))?.[0]?.ApproximateNumberOfMessagesMoved).toBe(1);
    await stack.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    await expect.poll(async () => (await list(1))?.[0]?.Status, { timeout: 5000 }).toBe('CANCELLED');
    const remaining = [...(await receive(stack.deadLetterQueueUrl)), ...(await receive(stack.deadLetterQueueUrl))];
    const moved = await receive(stack.queueUrl);
    expect(moved).not.toEqual([]);
    expect(remaining.length + moved.length).toBe(20);
  });

  it('are moved from a dead-letter queue only', async () => {
    const from = (arn: string) => stack.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
    await expect(from(QUEUE_ARN)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(from(`${QUEUE_ARN}-nowhere`)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const cancel = stack.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle: 'unknown' }));
    await expect(cancel).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('a client that knows the environment only', () => {
  it('reaches a queue at its URL', async () => {
    const { AWS_ENDPOINT_URL, AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = stack.environment;
    process.env['AWS_ENDPOINT_URL'] = AWS_ENDPOINT_URL;
    const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
    const client = new SQSClient({ region: AWS_REGION, credentials });
    await client.send(new SendMessageCommand({ QueueUrl: `${stack.environment['QUEUE_URL']}`, MessageBody: 'hello' }));
    client.destroy();
    delete process.env['AWS_ENDPOINT_URL'];
    expect((await receive(stack.queueUrl)).map(message => message.Body)).toEqual(['hello']);
  });
});
