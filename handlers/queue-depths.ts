/** How much is in the queues that the configuration names. Command line and console share this. */
import { makeDepth } from '../adapters/sqs/depth.ts';
import { makeOldestAge } from '../adapters/sqs/oldest-age.ts';
import { LoaderError } from '../domain/errors.ts';
import type { ReadDepth } from '../domain/ports/depth.ts';
import type { QueueLook } from '../domain/status/situation.ts';
import type { Config } from './config.ts';

export interface QueueLooks {
  readonly queue: QueueLook;
  readonly deadLetters: QueueLook;
}

type Variable = 'QUEUE_URL' | 'DEAD_LETTER_QUEUE_URL';

/** Each call of what it gives is a look at both queues; never throws: what hinders it stands in its place. */
export function queueDepths({ queueUrl, deadLetterQueueUrl }: Config): () => Promise<QueueLooks> {
  const oldestAge = makeOldestAge();
  const depthOf = async (url: string, variable: Variable): Promise<ReadDepth> => {
    const { makeSqsClient } = await import('../adapters/sqs/client.ts');
    return makeDepth(makeSqsClient(), { queueUrl: url, variable }, oldestAge);
  };
  const queue = looker(queueUrl, 'QUEUE_URL', depthOf);
  const deadLetters = looker(deadLetterQueueUrl, 'DEAD_LETTER_QUEUE_URL', depthOf);
  return async () => {
    const looks = await Promise.all([queue(), deadLetters()]);
    return { queue: looks[0], deadLetters: looks[1] };
  };
}

function looker(
  url: string,
  variable: Variable,
  depthOf: (url: string, variable: Variable) => Promise<ReadDepth>,
): () => Promise<QueueLook> {
  let made: Promise<ReadDepth> | undefined;
  return async () => {
    if (url === '') {
      return { kind: 'unknown', reason: `${variable} is not set; set it to see what waits there` };
    }
    try {
      made ??= depthOf(url, variable);
      return { kind: 'known', url, depth: await (await made)() };
    } catch (error) {
      const reason = error instanceof LoaderError || error instanceof Error ? error.message : String(error);
      return { kind: 'unknown', url, reason };
    }
  };
}
