/** How a bucket is set, and whether it can be read. */
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Read } from '../../domain/doctor/area.ts';
import type { BucketFacts, LifecycleRule, NotificationFacts } from '../../domain/doctor/bucket-facts.ts';
import { attempt, errorName, type Question, type Send } from './attempt.ts';
import { lifecycleRules } from './lifecycle-rules.ts';
import { notificationRules } from './notification-rules.ts';
import { type Place, sampleOf } from './sample.ts';

export async function bucketFacts(client: S3Client, place: Place): Promise<BucketFacts> {
  const asked = { Bucket: place.bucket, ExpectedBucketOwner: place.expectedOwner };
  const [notifications, encryption, isVersioned, lifecycle, sample] = await Promise.all([
    readNotifications(client, asked),
    readEncryption(client, asked),
    question(asked, { what: 'its versioning', action: 's3:GetBucketVersioning' }, async options => {
      const { Status } = await client.send(new GetBucketVersioningCommand(asked), options);
      return Status === 'Enabled';
    }),
    readLifecycle(client, asked),
    question(asked, { what: 'its objects', action: 's3:ListBucket' }, options => sampleOf(client, place, options)),
  ]);
  return { bucket: place.bucket, notifications, encryption, isVersioned, lifecycle, sample };
}

interface Asked {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string | undefined;
}

function question<Facts>({ Bucket }: Asked, asked: Question, send: Send<Facts>): Promise<Read<Facts>> {
  const absent = { names: ['NoSuchBucket'], remedy: `correct the name of bucket ${Bucket}, or AWS_ENDPOINT_URL` };
  return attempt({ ...asked, absent }, send);
}

function readNotifications(client: S3Client, asked: Asked): Promise<Read<NotificationFacts>> {
  const about = { what: 'its notification configuration', action: 's3:GetBucketNotification' };
  return question(asked, about, async options => {
    const found = await client.send(new GetBucketNotificationConfigurationCommand(asked), options);
    return { rules: notificationRules(found), hasEventBridge: found.EventBridgeConfiguration !== undefined };
  });
}

function readEncryption(
  client: S3Client,
  asked: Asked,
): Promise<Read<{ readonly algorithm: string; readonly key: string | undefined }>> {
  const about = { what: 'its default encryption', action: 's3:GetEncryptionConfiguration' };
  return question(asked, about, async options => {
    const found = await client
      .send(new GetBucketEncryptionCommand(asked), options)
      .catch(without('ServerSideEncryptionConfigurationNotFoundError'));
    const rule = found?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
    return { algorithm: rule?.SSEAlgorithm ?? 'none', key: rule?.KMSMasterKeyID };
  });
}

function readLifecycle(client: S3Client, asked: Asked): Promise<Read<readonly LifecycleRule[]>> {
  const about = { what: 'its lifecycle rules', action: 's3:GetLifecycleConfiguration' };
  return question(asked, about, async options => {
    const found = await client
      .send(new GetBucketLifecycleConfigurationCommand(asked), options)
      .catch(without('NoSuchLifecycleConfiguration'));
    return lifecycleRules(found?.Rules ?? []);
  });
}

/** S3 answers with an error where nothing is configured. */
function without(name: string): (error: unknown) => undefined {
  return error => {
    if (errorName(error) !== name) {
      throw error;
    }
  };
}
