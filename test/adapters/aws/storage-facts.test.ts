import {
  CreateBucketCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bucketFacts } from '../../../adapters/aws/bucket-facts.ts';
import { queueFacts } from '../../../adapters/aws/queue-facts.ts';
import { type Aws, startAws } from '../../stack/aws.ts';
import { clientsFor } from '../../stack/stack.ts';

let aws: Aws;
let clients: ReturnType<typeof clientsFor>;
beforeAll(async () => {
  aws = await startAws();
  clients = clientsFor(aws);
});
afterAll(() => aws.stop());

const DEAD_LETTER_ARN = 'arn:aws:sqs:us-east-1:000000000000:facts-dlq';

test('the settings of a queue are read', async () => {
  await clients.sqs.send(new CreateQueueCommand({ QueueName: 'facts-dlq' }));
  const { QueueUrl = '' } = await clients.sqs.send(
    new CreateQueueCommand({
      QueueName: 'facts',
      Attributes: {
        VisibilityTimeout: '77',
        MessageRetentionPeriod: '86400',
        MaximumMessageSize: '70000',
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD_LETTER_ARN, maxReceiveCount: '7' }),
      },
    }),
  );
  expect(await queueFacts(clients.sqs, QueueUrl, 'QUEUE_URL')).toMatchObject({
    facts: {
      url: QueueUrl,
      arn: 'arn:aws:sqs:us-east-1:000000000000:facts',
      isFifo: false,
      visibilitySeconds: 77,
      retentionSeconds: 86_400,
      largestMessageBytes: 70_000,
      redrive: { deadLetterArn: DEAD_LETTER_ARN, maxReceiveCount: 7 },
      policy: undefined,
    },
  });
});

test('a queue that is not there is a problem, and its variable is named', async () => {
  const read = await queueFacts(clients.sqs, `${aws.endpoint}/000000000000/gone`, 'DEAD_LETTER_QUEUE_URL');
  expect(read).toMatchObject({
    unread: { verdict: 'problem', remedy: 'correct DEAD_LETTER_QUEUE_URL, or the region (AWS_REGION)' },
  });
});

const place = (bucket: string): Parameters<typeof bucketFacts>[1] => ({
  bucket,
  prefix: 'erp/',
  expectedOwner: undefined,
});

test('a bucket is read: whom it tells of what, what it takes away, and whether its files can be read', async () => {
  const Bucket = 'facts';
  await clients.sqs.send(new CreateQueueCommand({ QueueName: 'told' }));
  await clients.s3.send(new CreateBucketCommand({ Bucket }));
  const target = 'arn:aws:sqs:us-east-1:000000000000:told';
  await clients.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: {
        QueueConfigurations: [
          {
            Id: 'files',
            QueueArn: target,
            Events: ['s3:ObjectCreated:*'],
            Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'erp/' }] } },
          },
        ],
      },
    }),
  );
  await clients.s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: {
        Rules: [
          { ID: 'old', Status: 'Enabled', Filter: { Prefix: 'erp/' }, Expiration: { Days: 3 } },
          { ID: 'off', Status: 'Disabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } },
        ],
      },
    }),
  );
  for (const Key of ['erp/readme.txt', 'erp/shop/item/LOAD00000001.csv', 'hr/x.csv']) {
    await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'a,b\n' }));
  }
  const facts = await bucketFacts(clients.s3, place(Bucket));
  expect(facts.notifications).toEqual({
    facts: {
      rules: [{ id: 'files', target, events: ['s3:ObjectCreated:*'], prefix: 'erp/', suffix: '' }],
      hasEventBridge: false,
    },
  });
  expect(facts.lifecycle).toMatchObject({
    facts: [{ id: 'old', prefix: 'erp/', hasTags: false, expiresAfterDays: 3 }],
  });
  expect(facts.sample).toEqual({
    facts: {
      keys: ['erp/readme.txt', 'erp/shop/item/LOAD00000001.csv'],
      read: { key: 'erp/shop/item/LOAD00000001.csv', fault: undefined },
      // Server and client are one process.
      aheadMs: 0,
    },
  });
});

test('an empty file can be read, and a bucket without lifecycle rules has none', async () => {
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'plain' }));
  await clients.s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'erp/a/b/LOAD1.csv', Body: new Uint8Array() }));
  const facts = await bucketFacts(clients.s3, place('plain'));
  expect(facts.sample).toMatchObject({ facts: { read: { key: 'erp/a/b/LOAD1.csv', fault: undefined } } });
  expect(facts.lifecycle).toEqual({ facts: [] });
});

test('a bucket that is not there is a problem, in what was asked of it', async () => {
  const facts = await bucketFacts(clients.s3, place('nowhere'));
  const remedy = 'correct the name of bucket nowhere, or AWS_ENDPOINT_URL';
  expect(facts.notifications).toMatchObject({ unread: { verdict: 'problem', remedy } });
  expect(facts.sample).toMatchObject({ unread: { verdict: 'problem', remedy } });
});
