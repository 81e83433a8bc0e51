import { type Message as ReceivedMessage, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { BATCH_SIZE } from '../../domain/limits.ts';
import type { Message } from '../../domain/ports/queue.ts';
import { translated } from './errors.ts';

/** The longest that SQS waits for a message (SQS API reference, ReceiveMessage). */
const LONG_POLL_SECONDS = 20;

export interface PollOptions {
  readonly queueUrl: string;
  /** How long received messages are hidden from other consumers. */
  readonly visibilitySeconds: number;
}

/**
 * Waits up to 20 seconds for messages, and returns up to ten, or none when the signal was raised meanwhile.
 * @throws LoaderError QUEUE_UNAVAILABLE
 */
export type Receive = (signal: AbortSignal) => Promise<readonly Message[]>;

export function makePoller(client: SQSClient, options: PollOptions): Receive {
  return async signal => {
    const command = new ReceiveMessageCommand({
      QueueUrl: options.queueUrl,
      MaxNumberOfMessages: BATCH_SIZE,
      WaitTimeSeconds: LONG_POLL_SECONDS,
      VisibilityTimeout: options.visibilitySeconds,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    try {
      const answer = await translated('receive from', options.queueUrl, () =>
        client.send(command, { abortSignal: signal }),
      );
      return (answer.Messages ?? []).flatMap(asMessage);
    } catch (error) {
      if (signal.aborted) {
        return [];
      }
      throw error;
    }
  };
}

/** A message without an id or a receipt handle cannot be answered; SQS sends none such. */
function asMessage(received: ReceivedMessage): Message[] {
  const { MessageId: id, ReceiptHandle: receiptHandle, Body: body = '' } = received;
  if (id === undefined || receiptHandle === undefined) {
    return [];
  }
  return [{ id, body, receiptHandle, receiveCount: Number(received.Attributes?.ApproximateReceiveCount ?? 1) }];
}
