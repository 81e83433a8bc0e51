import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { LoaderError } from '../../domain/errors.ts';
import type { Announcer } from '../../domain/ports/announcer.ts';
import { inBatches, refusedOf } from './batches.ts';
import { translated } from './errors.ts';

/** What SQS does not take is sent again by `refusedOf`; what it still refuses then ends the sending. */
export function makeAnnouncer(client: SQSClient, queueUrl: string): Announcer {
  return {
    async send(bodies) {
      let sent = 0;
      for (const batch of inBatches(bodies.map(body => ({ body })))) {
        const left = await refusedOf(batch, entries => {
          const Entries = entries.map(({ body: MessageBody }, at) => ({ Id: String(at), MessageBody }));
          const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries });
          return translated('send messages to', queueUrl, () => client.send(command));
        });
        sent += batch.length - left.length;
        if (left.length > 0) {
          throw notSent(queueUrl, { sent, all: bodies.length });
        }
      }
    },
  };
}

function notSent(queueUrl: string, { sent, all }: { readonly sent: number; readonly all: number }): LoaderError {
  return new LoaderError('QUEUE_UNAVAILABLE', {
    object: queueUrl,
    reason: `SQS took ${sent} of ${all} messages`,
    remedy: 'nothing is lost; do it again: what was sent already is loaded once only',
  });
}
