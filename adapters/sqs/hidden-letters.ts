/** Letters that are hidden from others for as long as somebody looks at them. */
import {
  ChangeMessageVisibilityBatchCommand,
  type MessageAttributeValue,
  type Message as ReceivedMessage,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetter } from '../../domain/dead-letters/judged.ts';
import { inBatches, refusedOf } from './batches.ts';
import { asked } from './errors.ts';

/** Hidden this long, again and again while it takes: so much later the letters of a look that was killed are seen again. */
export const HIDDEN_SECONDS = 30;

/** Calls at the same time: 10,000 letters are 1,000 of them. */
const AT_ONCE = 8;

export interface HiddenLetter extends DeadLetter {
  readonly attributes: Record<string, MessageAttributeValue> | undefined;
}

export interface HiddenLetters {
  /** A letter that was received before has a newer receipt handle: the one that counts. Gives how many are new. */
  add(received: readonly ReceivedMessage[]): number;
  get(id: string): HiddenLetter | undefined;
  all(): readonly HiddenLetter[];
  /** It is gone from the queue. */
  forget(id: string): void;
  /** Lets all of them be seen again, at once. */
  release(): Promise<void>;
}

/** Hides what is added until it is released. */
export function hideLetters(client: SQSClient, queueUrl: string, hiddenSeconds: number): HiddenLetters {
  const letters = new Map<string, HiddenLetter>();
  const show = (seconds: number) => showAgainIn(client, queueUrl, { letters: [...letters.values()], seconds });
  let extending: Promise<void> | undefined;
  const timer = setInterval(
    // One round at a time: of very many letters it may take longer than a turn. One that cannot be hidden longer is seen by
    // others, too, and at worst done twice.
    () => {
      extending ??= show(hiddenSeconds)
        .catch(() => undefined)
        .finally(() => {
          extending = undefined;
        });
    },
    (hiddenSeconds * 1000) / 3,
  );
  return {
    add(received) {
      const before = letters.size;
      for (const letter of received.flatMap(asLetter)) {
        letters.set(letter.id, letter);
      }
      return letters.size - before;
    },
    get: id => letters.get(id),
    all: () => [...letters.values()],
    forget: id => void letters.delete(id),
    async release() {
      clearInterval(timer);
      await extending;
      await show(0);
    },
  };
}

interface Shown {
  readonly letters: readonly HiddenLetter[];
  readonly seconds: number;
}

/** What SQS refuses, since somebody else has received it meanwhile, is theirs. */
async function showAgainIn(client: SQSClient, queueUrl: string, { letters, seconds }: Shown): Promise<void> {
  // Taken from the end: those that were hidden first are in need first.
  const batches = inBatches(letters.map(({ receiptHandle }) => ({ receiptHandle }))).toReversed();
  const work = async (): Promise<void> => {
    for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
      await refusedOf(batch, entries => {
        const Entries = entries.map(({ receiptHandle: ReceiptHandle }, at) => ({
          Id: String(at),
          ReceiptHandle,
          VisibilityTimeout: seconds,
        }));
        const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries });
        const call = { queueUrl, variable: 'DEAD_LETTER_QUEUE_URL', action: 'sqs:ChangeMessageVisibility' } as const;
        return asked(call, () => client.send(command));
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** A message without an id or a receipt handle cannot be answered; SQS sends none such. */
function asLetter(received: ReceivedMessage): HiddenLetter[] {
  const { MessageId: id, ReceiptHandle: receiptHandle, Body: body = '', MessageAttributes: attributes } = received;
  const sentAtMs = Number(received.Attributes?.SentTimestamp ?? Number.NaN);
  return id === undefined || receiptHandle === undefined
    ? []
    : [{ id, body, receiptHandle, attributes, sentAtMs: Number.isNaN(sentAtMs) ? Date.now() : sentAtMs }];
}
