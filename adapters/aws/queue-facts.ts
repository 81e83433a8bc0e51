import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Read } from '../../domain/doctor/area.ts';
import type { QueueFacts } from '../../domain/doctor/facts.ts';
import { parseJson, valueAt } from '../../domain/notification/json.ts';
import { attempt } from './attempt.ts';

type Attributes = Readonly<Record<string, string | undefined>>;

/** The settings of a queue; `variable` is where its URL comes from. */
export async function queueFacts(client: SQSClient, url: string, variable: string): Promise<Read<QueueFacts>> {
  const question = {
    what: `the queue of ${variable}`,
    action: 'sqs:GetQueueAttributes',
    absent: {
      names: ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
      remedy: `correct ${variable}, or the region (AWS_REGION)`,
    },
  };
  return await attempt(question, async options => {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    return factsOf(url, (await client.send(command, options)).Attributes ?? {});
  });
}

/** What SQS leaves out has its default (SQS API reference, SetQueueAttributes). */
function factsOf(url: string, attributes: Attributes): QueueFacts {
  return {
    url,
    arn: attributes['QueueArn'] ?? '',
    isFifo: attributes['FifoQueue'] === 'true',
    visibilitySeconds: Number(attributes['VisibilityTimeout'] ?? 30),
    retentionSeconds: Number(attributes['MessageRetentionPeriod'] ?? 345_600),
    largestMessageBytes: Number(attributes['MaximumMessageSize'] ?? 262_144),
    encryption: encryptionOf(attributes),
    redrive: redriveOf(attributes['RedrivePolicy']),
    policy: attributes['Policy'],
  };
}

function encryptionOf(attributes: Attributes): QueueFacts['encryption'] {
  const key = attributes['KmsMasterKeyId'] ?? '';
  if (key !== '') {
    return { key };
  }
  return attributes['SqsManagedSseEnabled'] === 'true' ? 'sqs' : 'none';
}

/** SQS gives maxReceiveCount as a number or as a text, as it was set. */
function redriveOf(text = ''): QueueFacts['redrive'] {
  const policy = parseJson(text);
  const deadLetterArn = valueAt(policy, 'deadLetterTargetArn');
  return typeof deadLetterArn === 'string'
    ? { deadLetterArn, maxReceiveCount: Number(valueAt(policy, 'maxReceiveCount')) }
    : undefined;
}
