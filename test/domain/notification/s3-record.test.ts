import { describe, expect, test } from 'vitest';
import { s3Notification, s3Record } from '../../factories/notification.ts';
import { told } from './told.ts';

const LOAD_FILE = 'dms-files dmstest/test_product/LOAD00000001.parquet';

const RECORDS: readonly (readonly [string, unknown, string])[] = [
  ['a multipart upload', s3Record({ eventName: 'ObjectCreated:CompleteMultipartUpload' }), `created ${LOAD_FILE}`],
  ['a copy', s3Record({ eventName: 'ObjectCreated:Copy' }), `created ${LOAD_FILE}`],
  ['an event name with s3: before it', s3Record({ eventName: 's3:ObjectCreated:Put' }), `created ${LOAD_FILE}`],
  [
    'a removal',
    s3Record({ eventName: 'ObjectRemoved:Delete' }, { size: undefined, eTag: undefined }),
    `removed ${LOAD_FILE}`,
  ],
  ['a delete marker', s3Record({ eventName: 'ObjectRemoved:DeleteMarkerCreated' }), `removed ${LOAD_FILE}`],
  ['a removal by lifecycle', s3Record({ eventName: 'LifecycleExpiration:Delete' }), `removed ${LOAD_FILE}`],
  ['a restore', s3Record({ eventName: 'ObjectRestore:Completed' }), 'ignored'],
  ['a tagging', s3Record({ eventName: 'ObjectTagging:Put' }), 'ignored'],
  ['a replication', s3Record({ eventName: 'Replication:OperationMissedThreshold' }), 'ignored'],
  ['an event name of tomorrow', s3Record({ eventName: 'ObjectCreatedElsewhere:Put' }), 'ignored'],
  ['an event name like a property of objects', s3Record({ eventName: 'constructor' }), 'ignored'],
  ['no event name', s3Record({ eventName: undefined }), 'NOTIFICATION_UNREADABLE'],
  ['event version 2.0', s3Record({ eventVersion: '2.0' }), `created ${LOAD_FILE}`],
  ['event version 2.17', s3Record({ eventVersion: '2.17' }), `created ${LOAD_FILE}`],
  ['event version 3.0', s3Record({ eventVersion: '3.0' }), 'NOTIFICATION_UNREADABLE'],
  ['event version 20.1', s3Record({ eventVersion: '20.1' }), 'NOTIFICATION_UNREADABLE'],
  ['an event version that is a number', s3Record({ eventVersion: 2.1 }), 'NOTIFICATION_UNREADABLE'],
  ['no event version', s3Record({ eventVersion: undefined }), 'NOTIFICATION_UNREADABLE'],
  [
    'unknown fields',
    s3Record({ glacierEventData: { a: [1] }, tomorrow: true }, { checksum: {} }),
    `created ${LOAD_FILE}`,
  ],
  ['another source', s3Record({ eventSource: 'minio:s3' }), 'NOTIFICATION_UNREADABLE'],
  ['a source that is a list', s3Record({ eventSource: ['aws:s3'] }), 'NOTIFICATION_UNREADABLE'],
  ['no s3 part', s3Record({ s3: undefined }), 'KEY_UNREADABLE'],
  ['an s3 part that is a text', s3Record({ s3: 'bucket' }), 'KEY_UNREADABLE'],
  ['no bucket', recordOfBucket(undefined), 'NOTIFICATION_UNREADABLE'],
  ['an empty bucket', recordOfBucket(''), 'NOTIFICATION_UNREADABLE'],
  ['a bucket that is a number', recordOfBucket(7), 'NOTIFICATION_UNREADABLE'],
  [
    'a bucket that is an ARN',
    recordOfBucket('arn:aws:s3:eu-west-1:111122223333:accesspoint/x'),
    'NOTIFICATION_UNREADABLE',
  ],
  ['a bucket with a path', recordOfBucket('../other'), 'NOTIFICATION_UNREADABLE'],
  ['a bucket with a line break', recordOfBucket('dms-files\r\nx'), 'NOTIFICATION_UNREADABLE'],
  ['no key', s3Record({}, { key: undefined }), 'KEY_UNREADABLE'],
  ['an empty key', s3Record({}, { key: '' }), 'KEY_UNREADABLE'],
  ['a key that is a number', s3Record({}, { key: 12 }), 'KEY_UNREADABLE'],
  ['a key of half a character', s3Record({}, { key: '%E0%A4' }), 'KEY_UNREADABLE'],
  ['a key of a lone percent sign', s3Record({}, { key: '100%' }), 'KEY_UNREADABLE'],
  ['a key of overlong UTF-8', s3Record({}, { key: '%C0%AF' }), 'KEY_UNREADABLE'],
  ['a key of a lone surrogate', s3Record({}, { key: '\ud83d' }), 'KEY_UNREADABLE'],
  ['a key with NUL', s3Record({}, { key: 'a%00b' }), 'KEY_UNREADABLE'],
  ['a key of 1,025 bytes', s3Record({}, { key: 'k'.repeat(1025) }), 'KEY_UNREADABLE'],
  ['a key of 1,026 bytes in 342 characters', s3Record({}, { key: '한'.repeat(342) }), 'KEY_UNREADABLE'],
  ['a key of 1,024 bytes', s3Record({}, { key: 'k'.repeat(1024) }), `created dms-files ${'k'.repeat(1024)}`],
];

function recordOfBucket(name: unknown): unknown {
  return s3Record({ s3: { bucket: { name }, object: { key: 'a/b/LOAD1.csv' } } });
}

describe('a record of an S3 notification', () => {
  test.each(RECORDS)('has a stated outcome with %s', (_title, record, outcome) => {
    expect(told(s3Notification(record))).toBe(outcome);
  });
});
