/** The messages that S3 sends: S3 User Guide, "Event message structure", version 2.1 (a bucket without versions). */
import { randomUUID } from 'node:crypto';

export interface ObjectEvent {
  /** `ObjectCreated:Put`, `ObjectRemoved:Delete`, ... */
  readonly name: string;
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  /** Of the object that was created: ETag without quotes, size in bytes. Undefined when it was removed. */
  readonly object: { readonly eTag: string; readonly size: number } | undefined;
}

const PRINCIPAL = { principalId: 'AWS:LOCAL' };

/** The body of the message that announces an event. */
export function eventMessage(
  event: ObjectEvent,
  context: { region: string; ruleId: string; sequencer: string },
): string {
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: context.region,
    eventTime: new Date().toISOString(),
    eventName: event.name,
    userIdentity: PRINCIPAL,
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': requestId(), 'x-amz-id-2': 'local' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: context.ruleId,
      bucket: { name: event.bucket, ownerIdentity: PRINCIPAL, arn: `arn:aws:s3:::${event.bucket}` },
      object: {
        key: encodeKey(event.key),
        ...event.object,
        sequencer: context.sequencer,
      },
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** What S3 sends when a notification is configured; it announces no object. */
export function testEvent(bucket: string): string {
  return JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: new Date().toISOString(),
    Bucket: bucket,
    RequestId: requestId(),
    HostId: 'local',
  });
}

/** As forms are encoded, a slash left alone: `red flower.jpg` is `red+flower.jpg`, as the S3 User Guide has it. */
function encodeKey(key: string): string {
  return new URLSearchParams({ key }).toString().slice('key='.length).replaceAll('%2F', '/');
}

function requestId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase();
}
