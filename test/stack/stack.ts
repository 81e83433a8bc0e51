/** The whole platform of the loader on this machine: PostgreSQL, a bucket that notifies a queue, its dead-letter queue. */
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  DEAD_LETTER_RETENTION_SECONDS,
  QUEUE_RETENTION_SECONDS,
  RECEIVE_LIMIT,
  VISIBILITY_TIMEOUT_SECONDS,
} from '../../domain/limits.ts';
import { type Aws, startAws } from './aws.ts';
import { startPostgres } from './postgres.ts';

export interface Stack {
  readonly databaseUrl: string;
  readonly endpoint: string;
  readonly bucket: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  /** What a handler needs to find all this, and nothing else. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface StackOptions {
  readonly receiveLimit?: number;
  readonly visibilityTimeoutSeconds?: number;
  /** Of a database that is there already; without it, a server is started and stopped with the stack. */
  readonly databaseUrl?: string;
}

const BUCKET = 'landing';
const QUEUE = 'dms-files';

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const [database, aws] = await Promise.all([databaseFor(options), startAws()]);
  const { s3, sqs } = clientsFor(aws);
  const queues = await createQueues(sqs, aws.region, options);
  await createBucket(s3, queues.queueArn);
  return {
    databaseUrl: database.url,
    endpoint: aws.endpoint,
    bucket: BUCKET,
    queueUrl: queues.queueUrl,
    deadLetterQueueUrl: queues.deadLetterQueueUrl,
    s3,
    sqs,
    // The SDK addresses buckets by path on its own, the endpoint being an IP address.
    environment: {
      DATABASE_URL: database.url,
      QUEUE_URL: queues.queueUrl,
      DEAD_LETTER_QUEUE_URL: queues.deadLetterQueueUrl,
      AWS_REGION: aws.region,
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: aws.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
    },
    stop: async () => {
      s3.destroy();
      sqs.destroy();
      await Promise.all([aws.stop(), database.stop()]);
    },
  };
}

/** Clients of the AWS SDK for an emulator. */
export function clientsFor(aws: Aws): { readonly s3: S3Client; readonly sqs: SQSClient } {
  const { endpoint, region, accessKeyId, secretAccessKey } = aws;
  const config = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  return { s3: new S3Client(config), sqs: new SQSClient(config) };
}

function databaseFor(options: StackOptions): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { databaseUrl } = options;
  return databaseUrl === undefined
    ? startPostgres()
    : Promise.resolve({ url: databaseUrl, stop: () => Promise.resolve() });
}

async function createQueues(
  sqs: SQSClient,
  region: string,
  options: StackOptions,
): Promise<{ queueUrl: string; queueArn: string; deadLetterQueueUrl: string }> {
  const arn = (name: string): string => `arn:aws:sqs:${region}:000000000000:${name}`;
  const deadLetters = await sqs.send(
    new CreateQueueCommand({
      QueueName: `${QUEUE}-dlq`,
      Attributes: { MessageRetentionPeriod: `${DEAD_LETTER_RETENTION_SECONDS}` },
    }),
  );
  const redrive = {
    deadLetterTargetArn: arn(`${QUEUE}-dlq`),
    maxReceiveCount: options.receiveLimit ?? RECEIVE_LIMIT,
  };
  const Attributes = {
    MessageRetentionPeriod: `${QUEUE_RETENTION_SECONDS}`,
    VisibilityTimeout: `${options.visibilityTimeoutSeconds ?? VISIBILITY_TIMEOUT_SECONDS}`,
    RedrivePolicy: JSON.stringify(redrive),
  };
  const queue = await sqs.send(new CreateQueueCommand({ QueueName: QUEUE, Attributes }));
  return { queueUrl: `${queue.QueueUrl}`, queueArn: arn(QUEUE), deadLetterQueueUrl: `${deadLetters.QueueUrl}` };
}

async function createBucket(s3: S3Client, queueArn: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      NotificationConfiguration: {
        QueueConfigurations: [
          { Id: 'dms-files', QueueArn: queueArn, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] },
        ],
      },
    }),
  );
}
