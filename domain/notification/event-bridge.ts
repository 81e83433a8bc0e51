import { LoaderError, shown } from '../errors.ts';
import type { IgnoredRecord, ObjectEvent } from './announcement.ts';
import { plainKey } from './event-key.ts';
import { described, valueAt } from './json.ts';
import { objectEvent } from './object-event.ts';

const KINDS: ReadonlyMap<unknown, ObjectEvent['kind']> = new Map([
  ['Object Created', 'created'],
  ['Object Deleted', 'removed'],
]);

/**
 * One event of Amazon S3 as EventBridge delivers it (S3 User Guide, EventBridge event message structure). The
 * envelope's `version` is always 0; `detail.event-version` came later, so that its absence is fine.
 */
export function readBridgeEvent(event: unknown): ObjectEvent | IgnoredRecord | LoaderError {
  const source = valueAt(event, 'source');
  const version = valueAt(event, 'detail', 'event-version');
  const type = valueAt(event, 'detail-type');
  if (source !== 'aws.s3') {
    return bridgeFault(source, 'is not the event source aws.s3');
  }
  if (version !== undefined && !(typeof version === 'string' && version.startsWith('1.'))) {
    return bridgeFault(version, 'is not an event version 1.x');
  }
  if (typeof type !== 'string' || !type.startsWith('Object ')) {
    return bridgeFault(type, 'is not an event that S3 itself sends');
  }
  const kind = KINDS.get(type);
  return kind === undefined
    ? { kind: 'ignored', reason: `an event ${shown(type)} changes no content` }
    : eventOf(event, kind);
}

function eventOf(event: unknown, kind: ObjectEvent['kind']): ObjectEvent | LoaderError {
  const object = valueAt(event, 'detail', 'object');
  const key = plainKey(valueAt(object, 'key'));
  if (key instanceof LoaderError) {
    return key;
  }
  return objectEvent({
    kind,
    // The API call that made the object: PutObject, CopyObject, CompleteMultipartUpload.
    isCopy: valueAt(event, 'detail', 'reason') === 'CopyObject',
    key,
    bucket: valueAt(event, 'detail', 'bucket', 'name'),
    eTag: valueAt(object, 'etag'),
    size: valueAt(object, 'size'),
    time: valueAt(event, 'time'),
  });
}

function bridgeFault(value: unknown, reason: string): LoaderError {
  return new LoaderError('NOTIFICATION_UNREADABLE', {
    value: described(value),
    reason,
    remedy: 'let the rule match source aws.s3 with detail-type Object Created and Object Deleted only',
  });
}
