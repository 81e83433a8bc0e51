import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Message, Queue } from '../../domain/ports/queue.ts';
import { translated } from './errors.ts';

/** What a poller does besides: Lambda deletes acknowledged messages by itself, a worker has to. */
export interface AcknowledgingQueue extends Queue {
  acknowledge(message: Message): Promise<void>;
}

/** ChangeMessageVisibility takes 0 to 43,200 seconds, SendMessage a delay of 0 to 900 (SQS API reference). */
const LONGEST_VISIBILITY_SECONDS = 43_200;
const LONGEST_DELAY_SECONDS = 900;

/** A call of the queue is never worth the time that the next message needs; retries of the client are in it. */
const LONGEST_CALL_MS = 5000;

export function makeQueue(
  client: SQSClient,
  queueUrl: string,
  { longestCallMs = LONGEST_CALL_MS } = {},
): AcknowledgingQueue {
  const options = () => ({ abortSignal: AbortSignal.timeout(longestCallMs) });
  return {
    async showAgainIn(message, seconds): Promise<void> {
      const command = new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: wholeSeconds(seconds, LONGEST_VISIBILITY_SECONDS),
      });
      await translated('change the visibility of a message of', queueUrl, () => client.send(command, options()));
    },
    async sendCopy(message, delaySeconds): Promise<void> {
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: message.body,
        DelaySeconds: wholeSeconds(delaySeconds, LONGEST_DELAY_SECONDS),
      });
      await translated('send a message to', queueUrl, () => client.send(command, options()));
    },
    async sendFollowUp(body): Promise<void> {
      const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body });
      await translated('send a message to', queueUrl, () => client.send(command, options()));
    },
    async acknowledge(message): Promise<void> {
      const command = new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.receiptHandle });
      await translated('delete a message of', queueUrl, () => client.send(command, options()));
    },
  };
}

function wholeSeconds(seconds: number, longest: number): number {
  return Math.min(Math.max(Math.round(seconds), 0), longest);
}
