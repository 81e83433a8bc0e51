import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ReadDepth } from '../../domain/ports/depth.ts';
import { asked, type OperatorCall } from './errors.ts';
import type { OldestAge } from './oldest-age.ts';

/** Retries of the client are in it: who looks at a queue is not to wait for it. */
const LONGEST_CALL_MS = 5000;

/** GetQueueAttributes tells no age: that is asked of CloudWatch, at the same time. */
export function makeDepth(
  client: SQSClient,
  { queueUrl, variable }: Pick<OperatorCall, 'queueUrl' | 'variable'>,
  oldestAge: OldestAge,
): ReadDepth {
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ],
  });
  return async () => {
    const age = oldestAge(queueUrl);
    const { Attributes = {} } = await asked({ queueUrl, variable, action: 'sqs:GetQueueAttributes' }, () =>
      client.send(command, { abortSignal: AbortSignal.timeout(LONGEST_CALL_MS) }),
    );
    const waiting = Number(Attributes.ApproximateNumberOfMessages ?? 0);
    const inFlight = Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0);
    const delayed = Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0);
    // CloudWatch is some minutes behind: an empty queue has no age, whatever it had before.
    const isEmpty = waiting + inFlight + delayed === 0;
    return { waiting, inFlight, delayed, oldestAgeMs: isEmpty ? undefined : await age };
  };
}
