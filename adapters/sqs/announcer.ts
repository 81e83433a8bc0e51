import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { LoaderError } from '../../domain/errors.ts';
import type { Announcer } from '../../domain/ports/announcer.ts';
import { translated } from './errors.ts';

/** SendMessageBatch takes ten messages (SQS API reference). */
const BATCH = 10;
const TRIES = 3;

export function makeAnnouncer(client: SQSClient, queueUrl: string): Announcer {
  return {
    async send(bodies) {
      for (let at = 0; at < bodies.length; at += BATCH) {
        const left = await sendBatch(client, queueUrl, bodies.slice(at, at + BATCH));
        if (left.length > 0) {
          throw notSent(queueUrl, { sent: Math.min(at + BATCH, bodies.length) - left.length, all: bodies.length });
        }
      }
    },
  };
}

/** What SQS did not take of them, however often it was asked. */
async function sendBatch(client: SQSClient, queueUrl: string, bodies: readonly string[]): Promise<readonly string[]> {
  let left = bodies;
  for (let tries = 0; tries < TRIES && left.length > 0; tries++) {
    const sent = left;
    const Entries = sent.map((MessageBody, at) => ({ Id: String(at), MessageBody }));
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries });
    const { Failed = [] } = await translated('send messages to', queueUrl, () => client.send(command));
    left = Failed.flatMap(({ Id }) => sent[Number(Id)] ?? []);
  }
  return left;
}

function notSent(queueUrl: string, { sent, all }: { readonly sent: number; readonly all: number }): LoaderError {
  return new LoaderError('QUEUE_UNAVAILABLE', {
    object: queueUrl,
    reason: `SQS took ${sent} of ${all} messages`,
    remedy: 'nothing is lost; do it again: what was sent already is loaded once only',
  });
}
