/** Calls of the emulator's own SQS operations, in process. */
import type { FastifyInstance } from './fastify.ts';

/** An error that SQS answered: `code` is the name of its exception. */
export class SqsFault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Calls an operation; throws SqsFault with what the emulator answered. */
export async function callSqs<Result>(app: FastifyInstance, operation: string, input: object): Promise<Result> {
  const response = await app.inject({
    method: 'POST',
    url: '/',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
    payload: JSON.stringify(input),
  });
  const answer = response.json<{ __type?: string; message?: string }>();
  if (response.statusCode !== 200) {
    throw new SqsFault((answer.__type ?? 'InternalFailure').replace(/^.*#/u, ''), answer.message ?? response.body);
  }
  return answer as Result;
}

/** The URL of the queue that an ARN names; undefined if there is none. */
export async function queueUrlOf(app: FastifyInstance, arn: string): Promise<string | undefined> {
  try {
    const name = arn.split(':').at(-1);
    // Found by name: the emulator keeps one account.
    return (await callSqs<{ QueueUrl: string }>(app, 'GetQueueUrl', { QueueName: name })).QueueUrl;
  } catch (error) {
    if (error instanceof SqsFault && error.code === 'QueueDoesNotExist') {
      return;
    }
    throw error;
  }
}

/** Sends a text to the queue that an ARN names. As on AWS, what has no queue any more is lost. */
export async function sendToArn(app: FastifyInstance, arn: string, body: string): Promise<void> {
  const url = await queueUrlOf(app, arn);
  if (url !== undefined) {
    await callSqs(app, 'SendMessage', { QueueUrl: url, MessageBody: body });
  }
}
