import { LoaderError } from '../errors.ts';
import type { Announcement, IgnoredRecord, ObjectEvent } from './announcement.ts';
import { readBridgeEvent } from './event-bridge.ts';
import { described, isObject, type JsonObject, parseJson, valueAt } from './json.ts';
import { readS3Record } from './s3-record.ts';
import { isSnsEnvelope, openSnsEnvelope } from './sns.ts';

/**
 * What the body of a queue message announces. Total: every text has one of these outcomes, and none throws.
 *
 * | body                                                            | outcome                                         |
 * | --------------------------------------------------------------- | ----------------------------------------------- |
 * | `Records` of S3, directly or by raw SNS delivery                | objects, one event a record                     |
 * | the same or an EventBridge event inside an SNS Notification     | as without SNS                                  |
 * | EventBridge `Object Created`, `Object Deleted` of aws.s3        | objects, one event                              |
 * | `ObjectRemoved:*`, `LifecycleExpiration:*`                      | an event of kind removed                        |
 * | other event names: restore, tagging, ACL, replication, ...      | ignored; beside events, listed in `ignored`     |
 * | `s3:TestEvent`                                                  | ignored                                         |
 * | SNS SubscriptionConfirmation, UnsubscribeConfirmation           | ignored                                         |
 * | `Records` is an empty list                                      | ignored: it announces nothing, so nothing is lost |
 * | `Records` is null or no list                                    | NOTIFICATION_UNREADABLE                         |
 * | some records unreadable, others events                          | objects, the faults in `unreadable`             |
 * | no event, some records unreadable                               | unreadable, with the first fault                |
 * | event source other than S3, major version other than 2          | NOTIFICATION_UNREADABLE                         |
 * | no bucket, a bucket that is no bucket name (an ARN)             | NOTIFICATION_UNREADABLE                         |
 * | no key, empty, not decodable, over 1,024 bytes, with NUL        | KEY_UNREADABLE                                  |
 * | size negative, fractional, text; ETag or other field not text   | the event, that field unknown                   |
 * | `dmsLoader` in a record, as the loader writes it                | the event, with the slice that is meant          |
 * | `dmsLoader` of another form                                     | the event alone                                  |
 * | fields that are not known, `__proto__` and the like             | no effect                                       |
 * | SNS inside SNS                                                  | NOTIFICATION_UNREADABLE                         |
 * | not JSON, JSON of another shape                                 | NOTIFICATION_UNREADABLE                         |
 *
 * There is no limit to the number of records: SQS limits a message to 1 MiB.
 */
export function readNotification(body: string): Announcement {
  const message = parseJson(body);
  if (!(isObject(message) && isSnsEnvelope(message))) {
    return announcementOf(message, body);
  }
  const opened = openSnsEnvelope(message);
  if (opened instanceof LoaderError) {
    return { kind: 'unreadable', error: opened };
  }
  return opened === undefined
    ? { kind: 'ignored', reason: 'SNS writes about its subscription' }
    : announcementOf(opened.inside, body);
}

function announcementOf(message: unknown, body: string): Announcement {
  if (!isObject(message)) {
    return unreadable(body, 'is not a JSON object');
  }
  if (Object.hasOwn(message, 'Records')) {
    return fromRecords(message);
  }
  if (Object.hasOwn(message, 'detail-type')) {
    return gathered([readBridgeEvent(message)]);
  }
  return valueAt(message, 'Event') === 's3:TestEvent'
    ? { kind: 'ignored', reason: 'S3 tests its notification configuration' }
    : unreadable(body, isSnsEnvelope(message) ? 'is an SNS message inside an SNS message' : 'has no known shape');
}

function fromRecords(message: JsonObject): Announcement {
  const records = valueAt(message, 'Records');
  return Array.isArray(records)
    ? gathered(records.map(readS3Record))
    : unreadable(described(records), 'stands where the list Records should be');
}

type ReadRecord = ObjectEvent | IgnoredRecord | LoaderError;

function gathered(records: readonly ReadRecord[]): Announcement {
  const faults = records.filter(record => record instanceof LoaderError);
  const ignored = records.filter(isIgnored).map(record => record.reason);
  const events = records.filter(isEvent);
  if (events.length > 0) {
    return { kind: 'objects', events, unreadable: faults, ignored };
  }
  const [error] = faults;
  return error === undefined
    ? { kind: 'ignored', reason: ignored[0] ?? 'its list of records is empty' }
    : { kind: 'unreadable', error };
}

function isEvent(record: ReadRecord): record is ObjectEvent {
  return !(record instanceof LoaderError || record.kind === 'ignored');
}

function isIgnored(record: ReadRecord): record is IgnoredRecord {
  return !(record instanceof LoaderError) && record.kind === 'ignored';
}

function unreadable(value: string, reason: string): Announcement {
  const error = new LoaderError('NOTIFICATION_UNREADABLE', {
    value,
    reason,
    remedy: 'let nothing but S3 event notifications into the queue, or remove the message',
  });
  return { kind: 'unreadable', error };
}
