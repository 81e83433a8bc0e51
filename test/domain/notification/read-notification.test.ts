import { describe, expect, test } from 'vitest';
import { LoaderError } from '../../../domain/errors.ts';
import { readNotification } from '../../../domain/notification/read-notification.ts';
import { bridgeEvent, s3Notification, s3Record, snsNotification } from '../../factories/notification.ts';
import { told } from './told.ts';

const LOAD_FILE = 'dms-files dmstest/test_product/LOAD00000001.parquet';
const DIRECT = s3Notification(s3Record());
const CONFIRMATION = {
  Type: 'SubscriptionConfirmation',
  Token: 'x',
  TopicArn: 'arn:aws:sns:eu-west-1:111122223333:t',
  SubscribeURL: 'https://sns.example/?Action=ConfirmSubscription',
  Message: 'You have chosen to subscribe',
};

const SHAPES: readonly (readonly [string, string, string])[] = [
  ['an S3 notification', DIRECT, `created ${LOAD_FILE}`],
  ['an S3 notification inside SNS', snsNotification(DIRECT), `created ${LOAD_FILE}`],
  ['an EventBridge event', JSON.stringify(bridgeEvent()), `created ${LOAD_FILE}`],
  ['an EventBridge event inside SNS', snsNotification(JSON.stringify(bridgeEvent())), `created ${LOAD_FILE}`],
  ['an EventBridge event without event-version', bridgeWith({ 'event-version': undefined }), `created ${LOAD_FILE}`],
  ['an EventBridge deletion', JSON.stringify(bridgeEvent({ 'detail-type': 'Object Deleted' })), `removed ${LOAD_FILE}`],
  ['another EventBridge event of S3', JSON.stringify(bridgeEvent({ 'detail-type': 'Object Tags Added' })), 'ignored'],
  [
    'a call seen by CloudTrail',
    JSON.stringify(bridgeEvent({ 'detail-type': 'AWS API Call via CloudTrail' })),
    'NOTIFICATION_UNREADABLE',
  ],
  [
    'an EventBridge event of another service',
    JSON.stringify(bridgeEvent({ source: 'aws.ec2' })),
    'NOTIFICATION_UNREADABLE',
  ],
  ['an EventBridge event of a later major version', bridgeWith({ 'event-version': '2.0' }), 'NOTIFICATION_UNREADABLE'],
  ['an EventBridge event without detail', JSON.stringify(bridgeEvent({ detail: undefined })), 'KEY_UNREADABLE'],
  ['an EventBridge event without a bucket', bridgeWith({ bucket: {} }), 'NOTIFICATION_UNREADABLE'],
  [
    'a test event of S3',
    JSON.stringify({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: '2026-03-01T01:02:03.456Z',
      Bucket: 'dms-files',
      RequestId: 'R',
      HostId: 'H',
    }),
    'ignored',
  ],
  [
    'a test event inside SNS',
    snsNotification('{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}'),
    'ignored',
  ],
  ['an SNS subscription confirmation', JSON.stringify(CONFIRMATION), 'ignored'],
  ['an SNS unsubscribe confirmation', JSON.stringify({ ...CONFIRMATION, Type: 'UnsubscribeConfirmation' }), 'ignored'],
  ['SNS inside SNS', snsNotification(snsNotification(DIRECT)), 'NOTIFICATION_UNREADABLE'],
  ['an SNS message of another type', snsNotification(DIRECT, { Type: 'Other' }), 'NOTIFICATION_UNREADABLE'],
  ['an SNS message whose text is not JSON', snsNotification('{"Records":'), 'NOTIFICATION_UNREADABLE'],
  [
    'an SNS message whose message is no text',
    snsNotification(DIRECT, { Message: { Records: [] } }),
    'NOTIFICATION_UNREADABLE',
  ],
  ['an SNS message without a message', snsNotification(DIRECT, { Message: undefined }), 'NOTIFICATION_UNREADABLE'],
  ['an empty list of records', s3Notification(), 'ignored'],
  ['records that are null', '{"Records":null}', 'NOTIFICATION_UNREADABLE'],
  ['records that are an object', '{"Records":{"0":{}}}', 'NOTIFICATION_UNREADABLE'],
  ['a record that is null', '{"Records":[null]}', 'NOTIFICATION_UNREADABLE'],
  ['a record that is a list', '{"Records":[[]]}', 'NOTIFICATION_UNREADABLE'],
  ['nothing', '', 'NOTIFICATION_UNREADABLE'],
  ['no JSON', 'hello', 'NOTIFICATION_UNREADABLE'],
  ['half a JSON text', DIRECT.slice(0, 200), 'NOTIFICATION_UNREADABLE'],
  ['JSON null', 'null', 'NOTIFICATION_UNREADABLE'],
  ['a JSON text', '"Records"', 'NOTIFICATION_UNREADABLE'],
  ['a JSON number', '1e999', 'NOTIFICATION_UNREADABLE'],
  ['a JSON list', '[]', 'NOTIFICATION_UNREADABLE'],
  ['an empty object', '{}', 'NOTIFICATION_UNREADABLE'],
  ['an object of another shape', '{"orderId":1}', 'NOTIFICATION_UNREADABLE'],
  ['a list nested 100,000 deep', '['.repeat(100_000) + ']'.repeat(100_000), 'NOTIFICATION_UNREADABLE'],
];

function bridgeWith(detail: Readonly<Record<string, unknown>>): string {
  const event = bridgeEvent();
  return JSON.stringify({ ...event, detail: { ...(event['detail'] as object), ...detail } });
}

describe('readNotification', () => {
  test.each(SHAPES)('fact 29: has a stated outcome for %s', (_title, body, outcome) => {
    expect(told(body)).toBe(outcome);
  });

  test('tells all that a record of S3 says', () => {
    const body = s3Notification(s3Record({}, { eTag: '"9b2cf535f27731c974343645a3985328-2"', versionId: 'v.1_-' }));
    expect(readNotification(body)).toEqual({
      kind: 'objects',
      unreadable: [],
      ignored: [],
      events: [
        {
          kind: 'created',
          bucket: 'dms-files',
          key: 'dmstest/test_product/LOAD00000001.parquet',
          eTag: '9b2cf535f27731c974343645a3985328-2',
          sizeBytes: 7574,
          eventTime: '2026-03-01T01:02:03.456Z',
          isCopy: false,
        },
      ],
    });
  });

  test('tells all that an EventBridge event says', () => {
    expect(readNotification(JSON.stringify(bridgeEvent()))).toEqual({
      kind: 'objects',
      unreadable: [],
      ignored: [],
      events: [
        {
          kind: 'created',
          bucket: 'dms-files',
          key: 'dmstest/test_product/LOAD00000001.parquet',
          eTag: 'd41d8cd98f00b204e9800998ecf8427e',
          sizeBytes: 7574,
          eventTime: '2026-03-01T01:02:03Z',
          isCopy: false,
        },
      ],
    });
  });

  test.each([
    ['size', { size: -1 }, 'sizeBytes'],
    ['size', { size: 1.5 }, 'sizeBytes'],
    ['size', { size: '7574' }, 'sizeBytes'],
    ['size', { size: 1e300 }, 'sizeBytes'],
    ['size', { size: null }, 'sizeBytes'],
    ['ETag', { eTag: 5 }, 'eTag'],
    ['ETag', { eTag: '' }, 'eTag'],
    ['ETag', { eTag: 'x\r\nHost: other' }, 'eTag'],
    ['ETag', { eTag: 'e'.repeat(1025) }, 'eTag'],
  ] as const)('P11: takes a %s that lies for unknown: %j', (_field, object, name) => {
    const announcement = readNotification(s3Notification(s3Record({}, object)));
    const [event] = announcement.kind === 'objects' ? announcement.events : [];
    expect(event).toHaveProperty('bucket', 'dms-files');
    expect(event?.[name]).toBeUndefined();
  });

  test.each([
    ['ObjectCreated:Copy', s3Notification(s3Record({ eventName: 'ObjectCreated:Copy' }))],
    ['s3:ObjectCreated:Copy', s3Notification(s3Record({ eventName: 's3:ObjectCreated:Copy' }))],
    [
      'CopyObject',
      JSON.stringify(
        bridgeEvent({ detail: { ...(bridgeEvent() as { detail: object }).detail, reason: 'CopyObject' } }),
      ),
    ],
  ])('knows a copy by %s', (_name, body) => {
    const announcement = readNotification(body);
    expect(announcement.kind === 'objects' && announcement.events[0]).toHaveProperty('isCopy', true);
  });

  test.each(['yesterday', '2026-13-01T00:00:00Z', '2026-03-01', '2026-03-01T01:02:03', 12])(
    'takes the time %j of an event for unknown',
    eventTime => {
      const announcement = readNotification(s3Notification(s3Record({ eventTime })));
      expect(announcement.kind === 'objects' && announcement.events[0]).toHaveProperty('eventTime', undefined);
    },
  );

  test('P8: loads the good records of a message and names the bad one', () => {
    const body = s3Notification(
      s3Record({}, { key: 'hr/emp/LOAD1.csv' }),
      s3Record({}, { key: '%E0%A4' }),
      s3Record({ eventName: 'ObjectTagging:Put' }),
      s3Record({ eventName: 'ObjectRemoved:Delete' }, { key: 'hr/emp/LOAD2.csv' }),
    );
    expect(told(body)).toBe(
      'created dms-files hr/emp/LOAD1.csv, removed dms-files hr/emp/LOAD2.csv, KEY_UNREADABLE, ignored',
    );
  });

  test('is unreadable if no record of several can be loaded and one cannot be read', () => {
    expect(told(s3Notification(s3Record({ eventName: 'ObjectTagging:Put' }), 5))).toBe('NOTIFICATION_UNREADABLE');
  });

  test('is ignored if every record is of no concern', () => {
    const tagging = s3Record({ eventName: 'ObjectTagging:Put' });
    expect(readNotification(s3Notification(tagging, tagging))).toEqual({
      kind: 'ignored',
      reason: 'an event "ObjectTagging:Put" changes no content',
    });
  });

  test('reads each of 1,000 records', () => {
    const records = Array.from({ length: 1000 }, (_, index) => s3Record({}, { key: `hr/emp/LOAD${index}.csv` }));
    const announcement = readNotification(s3Notification(...records));
    const keys = announcement.kind === 'objects' ? announcement.events.map(event => event.key) : [];
    expect(keys).toHaveLength(1000);
    expect(keys[999]).toBe('hr/emp/LOAD999.csv');
  });

  test('P11: names that reach for the prototype have no effect', () => {
    const poison = `"__proto__":{"polluted":true,"eventSource":"aws:s3"},"constructor":{"prototype":{"polluted":true}}`;
    expect(told(`{"Records":[{${poison}}],${poison}}`)).toBe('NOTIFICATION_UNREADABLE');
    expect(told(`{"__proto__":{"Records":[]}}`)).toBe('NOTIFICATION_UNREADABLE');
    expect({}).not.toHaveProperty('polluted');
  });

  test('P11: shows a hostile body shortened and on one line', () => {
    const announcement = readNotification(`\u001b[2J\r\n${'x'.repeat(100_000)}`);
    const message = announcement.kind === 'unreadable' ? announcement.error.message : '';
    expect(message).toContain('is not a JSON object; let nothing but S3 event notifications into the queue');
    expect(message.length).toBeLessThan(400);
    expect(message).not.toMatch(/\p{Cc}/u);
  });

  test('refuses for good what it cannot read', () => {
    const announcement = readNotification('hello');
    const error = announcement.kind === 'unreadable' ? announcement.error : undefined;
    expect(error).toBeInstanceOf(LoaderError);
    expect(error?.verdict).toBe('rejected');
  });
});
