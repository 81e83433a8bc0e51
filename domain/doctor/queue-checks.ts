/** The queue that S3 tells of new files: its settings against the function's time, and who may send to it. */
import { FUNCTION_TIMEOUT_SECONDS, VISIBILITY_TIMEOUT_SECONDS } from '../limits.ts';
import { shellWord } from '../shell-word.ts';
import type { Area } from './area.ts';
import type { ConsumerFacts, QueueFacts } from './facts.ts';
import { type Told, tell } from './finding.ts';
import { letsSend } from './queue-policy.ts';

export interface QueueCase {
  readonly queue: QueueFacts;
  readonly consumers: ConsumerFacts;
  /** Those that are to tell it of files. */
  readonly buckets: readonly string[];
}

/** Six times the function's timeout, and the batch window (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
const VISIBILITY_FACTOR = VISIBILITY_TIMEOUT_SECONDS / FUNCTION_TIMEOUT_SECONDS;

/** S3 User Guide, "Event message structure": a message has up to 64 KB; a queue that takes less loses it. */
const EVENT_BYTES = 64 * 1024;

export const QUEUE: Area<QueueCase> = {
  name: 'queue',
  needs: ['sqs:GetQueueAttributes'],
  checks: [
    {
      name: 'visibility',
      asks: 'visibility timeout of six times the timeout of its function, at least',
      judge: visibility,
    },
    { name: 'standard', asks: 'no FIFO queue, to which S3 cannot send', judge: standard },
    { name: 'message-size', asks: 'messages of 64 KiB, as long as an event of S3 may be', judge: messageSize },
    { name: 'encryption', asks: 'encrypted, with a key that S3 may use', judge: encryption },
    { name: 'policy', asks: 'an access policy that lets each bucket send', judge: policy },
  ],
};

export function setQueue(url: string, attribute: string): string {
  return `aws sqs set-queue-attributes --queue-url ${shellWord(url)} --attributes ${shellWord(attribute)}`;
}

function visibility({ queue, consumers }: QueueCase): readonly Told[] {
  const seconds = queue.visibilitySeconds;
  if ('facts' in consumers.mappings && consumers.mappings.facts.length === 0) {
    return [tell.fine(`visibility timeout ${seconds} s; no function consumes it, and a worker sets its own`)];
  }
  const { least, why } = leastVisibility(consumers);
  return seconds >= least
    ? [tell.fine(`visibility timeout ${seconds} s, at least ${least} s (${why})`)]
    : [
        tell.problem(
          `visibility timeout ${seconds} s is below ${least} s (${why}): messages come back while they are still worked on, and use up their receives`,
          setQueue(queue.url, `VisibilityTimeout=${least}`),
        ),
      ];
}

function leastVisibility({ mappings, functions }: ConsumerFacts): { least: number; why: string } {
  const timeouts = functions.flatMap(read => ('facts' in read ? read.facts.timeoutSeconds : []));
  const timeout = timeouts.length === 0 ? FUNCTION_TIMEOUT_SECONDS : Math.max(...timeouts);
  const known = 'facts' in mappings ? mappings.facts : [];
  const window = Math.max(0, ...known.map(({ windowSeconds }) => windowSeconds));
  const whose = timeouts.length === 0 ? "this package's timeout of" : "its function's timeout of";
  const waiting = window === 0 ? '' : `, and a batch window of ${window} s`;
  return { least: VISIBILITY_FACTOR * timeout + window, why: `six times ${whose} ${timeout} s${waiting}` };
}

function standard({ queue }: QueueCase): readonly Told[] {
  return queue.isFifo
    ? [tell.problem('it is a FIFO queue, to which S3 cannot send', 'make a standard queue, and set QUEUE_URL to it')]
    : [tell.fine('it is a standard queue')];
}

function messageSize({ queue }: QueueCase): readonly Told[] {
  const bytes = queue.largestMessageBytes;
  return bytes >= EVENT_BYTES
    ? [tell.fine(`it takes messages of ${bytes} bytes`)]
    : [
        tell.problem(
          `it takes messages of ${bytes} bytes only; events of S3 may have ${EVENT_BYTES}, and longer ones are lost`,
          setQueue(queue.url, 'MaximumMessageSize=262144'),
        ),
      ];
}

function encryption({ queue }: QueueCase): readonly Told[] {
  if (queue.encryption === 'none') {
    return [tell.warning('its messages are not encrypted at rest', setQueue(queue.url, 'SqsManagedSseEnabled=true'))];
  }
  if (queue.encryption === 'sqs') {
    return [tell.fine('it is encrypted with a key of SQS (SSE-SQS)')];
  }
  const { key } = queue.encryption;
  return key.endsWith('alias/aws/sqs')
    ? [
        tell.problem(
          `it is encrypted with ${key}, whose policy cannot let S3 use it: S3 cannot send`,
          setQueue(queue.url, 'SqsManagedSseEnabled=true'),
        ),
      ]
    : [
        tell.unknown(
          `it is encrypted with the KMS key ${key}; the key's policy is not read here`,
          'let s3.amazonaws.com do kms:GenerateDataKey and kms:Decrypt in it: aws kms get-key-policy shows it',
        ),
      ];
}

const AWS_HOST = /\.amazonaws\.com(?:\.cn)?$/u;

function policy({ queue, buckets }: QueueCase): readonly Told[] {
  const remedy = 'allow s3.amazonaws.com sqs:SendMessage in the queue’s policy, with aws:SourceArn of the bucket';
  if (queue.policy === undefined) {
    // An emulator asks for none.
    return AWS_HOST.test(URL.parse(queue.url)?.hostname ?? '')
      ? [tell.problem('it has no access policy, so that no bucket may send', remedy)]
      : [tell.unknown('it has no access policy, without which S3 on AWS could not send', remedy)];
  }
  const text = queue.policy;
  return buckets.map(bucket => {
    const lets = letsSend(text, { service: 's3.amazonaws.com', arn: `arn:${partition(queue)}:s3:::${bucket}` });
    if (lets === undefined) {
      return tell.unknown('its access policy cannot be read as JSON', remedy);
    }
    return lets
      ? tell.fine(`its policy lets bucket ${bucket} send`)
      : tell.problem(`its policy does not let bucket ${bucket} send`, remedy);
  });
}

/** `aws`, or `aws-cn` and the like. */
function partition({ arn }: QueueFacts): string {
  return arn.split(':')[1] ?? 'aws';
}
