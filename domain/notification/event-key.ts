import { LoaderError } from '../errors.ts';
import { described } from './json.ts';

/** Longest key in UTF-8 bytes (S3 User Guide, naming objects). */
const LONGEST_KEY_BYTES = 1024;

/**
 * The key of an S3 event notification, which is form-URL-encoded: `red flower.jpg` is announced as `red+flower.jpg` (S3
 * User Guide, event message structure). `+` becomes a space before the percent signs are read, so that `%2B` stays a plus.
 * Right for emulators too, which write a space as `%20` or a slash as `%2F`.
 */
export function formEncodedKey(value: unknown): string | LoaderError {
  if (typeof value !== 'string') {
    return keyFault(value, 'is not a key');
  }
  try {
    return checkedKey(decodeURIComponent(value.replaceAll('+', ' ')));
  } catch {
    return keyFault(value, 'is not form-URL-encoded UTF-8');
  }
}

/** The same the other way round, as S3 writes it: slashes stay. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}

/**
 * The key of an EventBridge event, taken as it stands. S3's guide to these events says nothing of encoding and shows none;
 * consumers of AWS's events read the key verbatim, and decoding would turn a `+` in a key into a space. LocalStack does
 * encode it: there, only keys of letters, digits and `/ - _ .` (as DMS writes them) are announced rightly.
 */
export function plainKey(value: unknown): string | LoaderError {
  return typeof value === 'string' ? checkedKey(value) : keyFault(value, 'is not a key');
}

function checkedKey(key: string): string | LoaderError {
  if (key === '') {
    return keyFault(key, 'is empty');
  }
  if (!key.isWellFormed()) {
    return keyFault(key, 'is not Unicode text: it has half a surrogate pair');
  }
  if (key.includes('\0')) {
    return keyFault(key, 'has a NUL character, which PostgreSQL cannot store');
  }
  return Buffer.byteLength(key) > LONGEST_KEY_BYTES
    ? keyFault(key, `is longer than the ${LONGEST_KEY_BYTES} bytes of a key`)
    : key;
}

function keyFault(value: unknown, reason: string): LoaderError {
  return new LoaderError('KEY_UNREADABLE', {
    value: described(value),
    reason,
    remedy: 'copy the object to a key that DMS would write, or remove the message from the queue',
  });
}
