import { LoaderError, shown } from '../errors.ts';
import type { IgnoredRecord, ObjectEvent } from './announcement.ts';
import { formEncodedKey } from './event-key.ts';
import { readFollowUp } from './follow-up.ts';
import { described, valueAt } from './json.ts';
import { objectEvent } from './object-event.ts';

/** A lifecycle rule deletes without an ObjectRemoved event; its own tells the same (S3 User Guide, supported event types). */
const KINDS: ReadonlyMap<string, ObjectEvent['kind']> = new Map([
  ['ObjectCreated', 'created'],
  ['ObjectRemoved', 'removed'],
  ['LifecycleExpiration', 'removed'],
]);

/** Equal major and any minor version, unknown fields ignored: the rule of the S3 User Guide, event message structure. */
const VERSION = /^2\.\d+$/u;

const CONFIGURATION_PREFIX = /^s3:/u;

const COPY = /^(?:s3:)?ObjectCreated:Copy$/u;

/** One of the `Records` of an S3 event notification. */
export function readS3Record(record: unknown): ObjectEvent | IgnoredRecord | LoaderError {
  const source = valueAt(record, 'eventSource');
  const version = valueAt(record, 'eventVersion');
  const name = valueAt(record, 'eventName');
  if (source !== 'aws:s3') {
    return recordFault(source, 'is not the event source aws:s3');
  }
  if (typeof version !== 'string' || !VERSION.test(version)) {
    return recordFault(version, 'is not an event version 2.x');
  }
  if (typeof name !== 'string') {
    return recordFault(name, 'is not the name of an event');
  }
  const kind = KINDS.get(familyOf(name));
  return kind === undefined
    ? { kind: 'ignored', reason: `an event ${shown(name)} changes no content` }
    : eventOf(record, kind, name);
}

/** `ObjectCreated` of `ObjectCreated:Put`. S3 writes no `s3:` before it; the configuration and some emulators do. */
function familyOf(name: string): string {
  return name.replace(CONFIGURATION_PREFIX, '').split(':', 1)[0] ?? '';
}

function eventOf(record: unknown, kind: ObjectEvent['kind'], eventName: string): ObjectEvent | LoaderError {
  const key = formEncodedKey(valueAt(record, 's3', 'object', 'key'));
  if (key instanceof LoaderError) {
    return key;
  }
  const object = valueAt(record, 's3', 'object');
  const event = objectEvent({
    kind,
    isCopy: COPY.test(eventName),
    key,
    bucket: valueAt(record, 's3', 'bucket', 'name'),
    eTag: valueAt(object, 'eTag'),
    size: valueAt(object, 'size'),
    time: valueAt(record, 'eventTime'),
  });
  const followUp = readFollowUp(record);
  return event instanceof LoaderError || followUp === undefined ? event : { ...event, followUp };
}

function recordFault(value: unknown, reason: string): LoaderError {
  return new LoaderError('NOTIFICATION_UNREADABLE', {
    value: described(value),
    reason,
    remedy: 'let nothing but S3 event notifications into the queue',
  });
}
