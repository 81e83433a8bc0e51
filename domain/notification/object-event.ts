import { LoaderError } from '../errors.ts';
import type { ObjectEvent } from './announcement.ts';
import { described } from './json.ts';

/** The fields of an event as they were found, of any type; the key is decoded already. */
export interface RawEvent {
  readonly kind: ObjectEvent['kind'];
  readonly isCopy: boolean;
  readonly bucket: unknown;
  readonly key: string;
  readonly eTag: unknown;
  readonly size: unknown;
  readonly time: unknown;
}

/**
 * Names of general purpose buckets, older ones of up to 255 characters included (S3 User Guide, bucket naming rules). An
 * ARN is refused: given to the SDK as a bucket it would lead to another account's access point.
 */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/u;

/** ETags become headers and ledger text: printable ASCII only. */
const PLAIN_TEXT = /^[\x21-\x7e]{1,1024}$/u;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/u;

/** An event with a bucket that can be asked for. What is wrong beside bucket and key is unknown, not an error: the store knows better. */
export function objectEvent(raw: RawEvent): ObjectEvent | LoaderError {
  if (typeof raw.bucket !== 'string' || !BUCKET.test(raw.bucket)) {
    return new LoaderError('NOTIFICATION_UNREADABLE', {
      value: described(raw.bucket),
      reason: 'is not the name of a bucket',
      remedy: 'send S3 event notifications as S3 writes them',
    });
  }
  return {
    kind: raw.kind,
    bucket: raw.bucket,
    key: raw.key,
    eTag: plainText(typeof raw.eTag === 'string' ? raw.eTag.replaceAll('"', '') : undefined),
    sizeBytes: sizeOf(raw.size),
    eventTime: instantOf(raw.time),
    isCopy: raw.isCopy,
  };
}

function plainText(value: unknown): string | undefined {
  return typeof value === 'string' && PLAIN_TEXT.test(value) ? value : undefined;
}

/** Negative, fractional and textual sizes are lies, and a lie is no size. */
function sizeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function instantOf(value: unknown): string | undefined {
  return typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}
