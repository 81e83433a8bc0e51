import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { s3Notification, s3Record } from '../../factories/notification.ts';
import type { TestStack } from '../stack.ts';

/** Puts a letter into the dead-letter queue; gives its message id. */
export async function sendLetter({ sqs, deadLetterQueueUrl }: TestStack, body: string): Promise<string> {
  const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl: deadLetterQueueUrl, MessageBody: body }));
  return `${MessageId}`;
}

/** What S3 says of an object that is in the bucket. */
export function announced(stack: TestStack, key: string, size: number): string {
  const bucket = { name: stack.bucket, arn: `arn:aws:s3:::${stack.bucket}` };
  const record = s3Record({}, { key, size });
  return s3Notification({ ...record, s3: { ...(record['s3'] as object), bucket } });
}
