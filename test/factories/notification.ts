/** Bodies of queue messages as AWS writes them, each field free to be replaced by a wrong one. */

type Fields = Readonly<Record<string, unknown>>;

/** The key as S3 announces it: form-URL-encoded, slashes left alone. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}

/** One of `Records`; `object` replaces fields of s3.object, the rest fields of the record. */
export function s3Record(fields: Fields = {}, object: Fields = {}): Fields {
  return {
    eventVersion: '2.6',
    eventSource: 'aws:s3',
    awsRegion: 'ap-northeast-2',
    eventTime: '2026-03-01T01:02:03.456Z',
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'AWS:EXAMPLE' },
    requestParameters: { sourceIPAddress: '192.0.2.1' },
    responseElements: { 'x-amz-request-id': 'EXAMPLE123456789' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'dms-files',
      bucket: { name: 'dms-files', ownerIdentity: { principalId: 'EXAMPLE' }, arn: 'arn:aws:s3:::dms-files' },
      object: {
        key: 'dmstest/test_product/LOAD00000001.parquet',
        size: 7574,
        eTag: 'd41d8cd98f00b204e9800998ecf8427e',
        sequencer: '0055AED6DCD90281E5',
        ...object,
      },
    },
    ...fields,
  };
}

/** A message as S3 sends it to a queue. */
export function s3Notification(...records: readonly unknown[]): string {
  return JSON.stringify({ Records: records });
}

/** A message inside what SNS makes of it. */
export function snsNotification(message: string, fields: Fields = {}): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: 'arn:aws:sns:ap-northeast-2:111122223333:dms-files',
    Subject: 'Amazon S3 Notification',
    Message: message,
    Timestamp: '2026-03-01T01:02:03.789Z',
    ...fields,
  });
}

/** An event as EventBridge sends it to a queue; `object` replaces fields of detail.object, the rest those of the event. */
export function bridgeEvent(fields: Fields = {}, object: Fields = {}): Fields {
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '111122223333',
    time: '2026-03-01T01:02:03Z',
    region: 'ap-northeast-2',
    resources: ['arn:aws:s3:::dms-files'],
    detail: {
      version: '0',
      'event-version': '1.0',
      bucket: { name: 'dms-files' },
      object: {
        key: 'dmstest/test_product/LOAD00000001.parquet',
        size: 7574,
        etag: 'd41d8cd98f00b204e9800998ecf8427e',
        'version-id': 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
        sequencer: '617f08299329d189',
        ...object,
      },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '123456789012',
      reason: 'PutObject',
    },
    ...fields,
  };
}
