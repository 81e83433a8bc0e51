import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetter } from '../../domain/dead-letters/judged.ts';
import type { DeadLetters, LookBounds, Moved, Removed } from '../../domain/ports/dead-letters.ts';
import { inBatches, refusedOf } from './batches.ts';
import { asked, type OperatorCall } from './errors.ts';
import { HIDDEN_SECONDS, type HiddenLetters, hideLetters } from './hidden-letters.ts';
import { moveTasksOf } from './move-tasks.ts';

export interface DeadLetterQueues {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly hiddenSeconds?: number;
}

/** Receives at the same time. A long poll asks all servers of SQS, a short one only some (SQS Developer Guide). */
const RECEIVERS = 8;
const WAIT_SECONDS = 1;
const RECEIVED_AT_ONCE = 10;

interface Means {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

export function makeDeadLetters(client: SQSClient, queues: DeadLetterQueues): DeadLetters {
  const { queueUrl, deadLetterQueueUrl, hiddenSeconds = HIDDEN_SECONDS } = queues;
  const means: Means = { client, queueUrl, deadLetterQueueUrl };
  const held = async () => (await depthOf(means)).held;
  return {
    held,
    moves: moveTasksOf(client, deadLetterQueueUrl),
    async look(bounds, work) {
      const hidden = hideLetters(client, deadLetterQueueUrl, hiddenSeconds);
      let isDone = false;
      try {
        const isComplete = await receiveAll(means, hidden, { ...bounds, hiddenSeconds });
        const letters = hidden.all().toSorted((a, b) => a.sentAtMs - b.sentAtMs);
        const move = (chosen: readonly DeadLetter[]) => moveLetters(means, hidden, chosen);
        const remove = (chosen: readonly DeadLetter[]) => removeLetters(means, hidden, chosen);
        const result = await work({ letters, isComplete, move, remove });
        isDone = true;
        return result;
      } finally {
        // The first error is the one that matters: without the release they are seen again a little later.
        await hidden.release().catch(error => (isDone ? Promise.reject(error) : undefined));
      }
    },
  };
}

async function depthOf(means: Means): Promise<{ readonly visible: number; readonly held: number }> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: means.deadLetterQueueUrl,
    AttributeNames: [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ],
  });
  const { Attributes = {} } = await asked(callOf(means, 'sqs:GetQueueAttributes'), () => means.client.send(command));
  const visible = Number(Attributes.ApproximateNumberOfMessages ?? 0);
  const hidden = Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0);
  return { visible, held: visible + hidden + Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0) };
}

function callOf({ deadLetterQueueUrl: queueUrl }: Means, action: string): OperatorCall {
  return { queueUrl, variable: 'DEAD_LETTER_QUEUE_URL', action };
}

/** Empty answers end it, unless the queue says that it has more and the last round brought some. True: none was left out. */
async function receiveAll(
  means: Means,
  hidden: HiddenLetters,
  { most, signal, onProgress, hiddenSeconds }: LookBounds & { readonly hiddenSeconds: number },
): Promise<boolean> {
  const { visible } = await depthOf(means);
  let room = most;
  const receive = async (): Promise<void> => {
    let news = 1;
    while (news > 0 && room > 0 && signal?.aborted !== true) {
      const number = Math.min(room, RECEIVED_AT_ONCE);
      room -= number;
      news = hidden.add(await receiveSome(means, number, hiddenSeconds));
      room += number - news;
      onProgress?.(most - room);
    }
  };
  let before = -1;
  while (hidden.all().length > before && (before < 0 || hidden.all().length < visible)) {
    before = hidden.all().length;
    await Promise.all(Array.from({ length: RECEIVERS }, receive));
  }
  return room > 0 && signal?.aborted !== true;
}

async function receiveSome(means: Means, number: number, hiddenSeconds: number) {
  const command = new ReceiveMessageCommand({
    QueueUrl: means.deadLetterQueueUrl,
    MaxNumberOfMessages: number,
    WaitTimeSeconds: WAIT_SECONDS,
    VisibilityTimeout: hiddenSeconds,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['SentTimestamp'],
  });
  return (await asked(callOf(means, 'sqs:ReceiveMessage'), () => means.client.send(command))).Messages ?? [];
}

async function moveLetters(means: Means, hidden: HiddenLetters, chosen: readonly DeadLetter[]): Promise<Moved> {
  const sent: DeadLetter[] = [];
  let undeleted = 0;
  try {
    for (const batch of inBatches(chosen, ({ id }) => hidden.get(id)?.attributes ?? {})) {
      const refused = await sendLetters(means, hidden, batch);
      const taken = batch.filter(letter => !refused.includes(letter));
      sent.push(...taken);
      const { gone, fault } = await removeLetters(means, hidden, taken);
      undeleted += taken.length - gone.length;
      if (fault !== undefined) {
        return { sent, undeleted, fault };
      }
    }
    return { sent, undeleted, fault: undefined };
  } catch (fault) {
    return { sent, undeleted, fault };
  }
}

/** Gives what SQS refused of them. */
function sendLetters(
  means: Means,
  hidden: HiddenLetters,
  batch: readonly DeadLetter[],
): Promise<readonly DeadLetter[]> {
  const { client, queueUrl } = means;
  return refusedOf(batch, letters => {
    const Entries = letters.map(({ id, body: MessageBody }, at) => {
      const { attributes: MessageAttributes } = hidden.get(id) ?? {};
      return { Id: String(at), MessageBody, ...(MessageAttributes === undefined ? {} : { MessageAttributes }) };
    });
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries });
    const call = { queueUrl, variable: 'QUEUE_URL', action: 'sqs:SendMessage' } as const;
    return asked(call, () => client.send(command));
  });
}

async function removeLetters(means: Means, hidden: HiddenLetters, chosen: readonly DeadLetter[]): Promise<Removed> {
  const gone: DeadLetter[] = [];
  try {
    for (const batch of inBatches(chosen.map(letter => ({ letter })))) {
      const refused = await refusedOf(batch, letters => {
        const Entries = letters.map(({ letter: { id } }, at) => ({
          Id: String(at),
          ReceiptHandle: hidden.get(id)?.receiptHandle,
        }));
        const command = new DeleteMessageBatchCommand({ QueueUrl: means.deadLetterQueueUrl, Entries });
        return asked(callOf(means, 'sqs:DeleteMessage'), () => means.client.send(command));
      });
      for (const { letter } of batch.filter(entry => !refused.includes(entry))) {
        gone.push(letter);
        hidden.forget(letter.id);
      }
    }
    return { gone, fault: undefined };
  } catch (fault) {
    return { gone, fault };
  }
}
