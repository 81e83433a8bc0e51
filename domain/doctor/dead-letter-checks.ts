/** What becomes of a message that fails again and again: the redrive policy, and the queue that it names. */
import { DEAD_LETTER_RETENTION_SECONDS, RECEIVE_LIMIT } from '../limits.ts';
import { type Area, known, type Read } from './area.ts';
import type { QueueFacts } from './facts.ts';
import { type Told, tell } from './finding.ts';
import { setQueue } from './queue-checks.ts';

export interface DeadLetterCase {
  readonly queue: QueueFacts;
  /** Of DEAD_LETTER_QUEUE_URL. */
  readonly deadLetters: Read<QueueFacts>;
  /** LOADER_RECEIVE_LIMIT */
  readonly receiveLimit: number;
}

export const DEAD_LETTERS: Area<DeadLetterCase> = {
  name: 'dlq',
  needs: ['sqs:GetQueueAttributes'],
  checks: [
    {
      name: 'redrive-policy',
      asks: 'a redrive policy of the queue that names DEAD_LETTER_QUEUE_URL',
      judge: redrivePolicy,
    },
    {
      name: 'receive-limit',
      asks: 'maxReceiveCount that is LOADER_RECEIVE_LIMIT, and 5 at least',
      judge: receiveLimit,
    },
    { name: 'retention', asks: 'a longer retention than the queue’s', judge: retention },
    { name: 'end', asks: 'no redrive policy of its own', judge: end },
  ],
};

function redrivePolicy({ queue, deadLetters, receiveLimit: limit }: DeadLetterCase): readonly Told[] {
  const named = 'facts' in deadLetters ? deadLetters.facts.arn : '<ARN of the dead-letter queue>';
  const remedy = setQueue(queue.url, redriveAttribute(named, limit));
  if (queue.redrive === undefined) {
    return [tell.problem('the queue has no dead-letter queue: a bad message comes back until it expires', remedy)];
  }
  const { deadLetterArn } = queue.redrive;
  return known(deadLetters, ({ arn, url }) => [
    arn === deadLetterArn
      ? tell.fine(`messages that fail end in ${url}`)
      : tell.problem(`messages that fail end in ${deadLetterArn}, and DEAD_LETTER_QUEUE_URL is ${url}`, remedy),
  ]);
}

/** As `aws sqs set-queue-attributes` takes it. */
function redriveAttribute(deadLetterTargetArn: string, maxReceiveCount: number): string {
  return JSON.stringify({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }) });
}

function receiveLimit({ queue, receiveLimit: limit }: DeadLetterCase): readonly Told[] {
  if (queue.redrive === undefined) {
    return [];
  }
  const { maxReceiveCount, deadLetterArn } = queue.redrive;
  if (maxReceiveCount !== limit) {
    return [
      tell.problem(
        `maxReceiveCount of the queue is ${maxReceiveCount}, and the loader reckons with ${limit}: messages that only wait for others may end as dead letters`,
        `set LOADER_RECEIVE_LIMIT=${maxReceiveCount}, or ${setQueue(queue.url, redriveAttribute(deadLetterArn, limit))}`,
      ),
    ];
  }
  return maxReceiveCount < RECEIVE_LIMIT
    ? [
        tell.warning(
          `maxReceiveCount is ${maxReceiveCount}; the Lambda guide asks for ${RECEIVE_LIMIT} at least, as throttled attempts count too`,
          `${setQueue(queue.url, redriveAttribute(deadLetterArn, RECEIVE_LIMIT))}, and LOADER_RECEIVE_LIMIT=${RECEIVE_LIMIT}`,
        ),
      ]
    : [tell.fine(`maxReceiveCount is ${maxReceiveCount}, as the loader reckons`)];
}

/** A dead letter's days are counted from its first send (docs/dms-facts.md, fact 33). */
function retention({ queue, deadLetters }: DeadLetterCase): readonly Told[] {
  if ('unread' in deadLetters) {
    return [];
  }
  const { retentionSeconds, url } = deadLetters.facts;
  const days = (seconds: number): string => `${Math.round(seconds / 8640) / 10} days`;
  return retentionSeconds > queue.retentionSeconds
    ? [tell.fine(`dead letters are kept for ${days(retentionSeconds)}, messages for ${days(queue.retentionSeconds)}`)]
    : [
        tell.problem(
          `dead letters are kept for ${days(retentionSeconds)} from their first send, no longer than messages (${days(queue.retentionSeconds)}): some vanish at once`,
          setQueue(url, `MessageRetentionPeriod=${DEAD_LETTER_RETENTION_SECONDS}`),
        ),
      ];
}

function end({ deadLetters }: DeadLetterCase): readonly Told[] {
  if ('unread' in deadLetters) {
    return [];
  }
  const { redrive, url } = deadLetters.facts;
  return redrive === undefined
    ? [tell.fine('dead letters go no further')]
    : [
        tell.problem(
          `it has a redrive policy of its own: dead letters that are looked at ${redrive.maxReceiveCount} times move on to ${redrive.deadLetterArn}`,
          setQueue(url, JSON.stringify({ RedrivePolicy: '' })),
        ),
      ];
}
