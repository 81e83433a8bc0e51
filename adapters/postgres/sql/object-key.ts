import pg from 'pg';
import { isoTimeOrNull } from '../../../domain/iso-time.ts';
import { FINAL_STATES } from '../../../domain/ledger.ts';
import type { ObjectIdentity } from '../../../domain/object/identity.ts';

/** SQL that gives the lock number of a write of an object: 64 bits, so that two objects do not meet by chance. */
export function objectLock(object: ObjectIdentity): string {
  const text = ['object', object.bucket, object.key, object.eTag, object.sizeBytes, object.lastModifiedMs ?? ''].join(
    '\n',
  );
  return `hashtextextended(${pg.escapeLiteral(text)}, 0)`;
}

/** The states that are never left, as SQL writes a list. */
export const FINAL_LIST = FINAL_STATES.map(state => `'${state}'`).join(', ');

/** The columns of a write's identity in `object_load`. */
export const IDENTITY_COLUMNS = 'bucket, object_key, etag, size_bytes, last_modified';

/** In which whoever locks several objects of `object_load` does it, so that none waits for another in a circle. */
export function lockOrder(alias: string): string {
  return ['bucket', 'object_key collate "C"', 'etag', 'size_bytes', 'last_modified']
    .map(column => `${alias}.${column}`)
    .join(', ');
}

/** An identity as parameters $1 to $5; the last is NULL for a file whose name carries its time. */
export function identityValues(object: ObjectIdentity): [string, string, string, number, string | null] {
  const { bucket, key, eTag, sizeBytes, lastModifiedMs } = object;
  return [bucket, key, eTag, sizeBytes, isoTimeOrNull(lastModifiedMs)];
}

/** An identity as SQL literals, in the order of its columns. */
export function identityLiterals(object: ObjectIdentity): string {
  const [bucket, key, eTag, sizeBytes, lastModified] = identityValues(object);
  const texts = [bucket, key, eTag].map(text => pg.escapeLiteral(text));
  return [...texts, sizeBytes, `${pg.escapeLiteral(lastModified ?? '-infinity')}::timestamptz`].join(', ');
}
