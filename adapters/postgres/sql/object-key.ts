import pg from 'pg';
import type { ObjectIdentity } from '../../../domain/object/identity.ts';

/** SQL that gives the lock number of a write of an object: 64 bits, so that two objects do not meet by chance. */
export function objectLock(object: ObjectIdentity): string {
  const text = ['object', object.bucket, object.key, object.eTag, object.sizeBytes, object.lastModifiedMs ?? ''].join(
    '\n',
  );
  return `hashtextextended(${pg.escapeLiteral(text)}, 0)`;
}

/** The columns of a write's identity in `object_load`. */
export const IDENTITY_COLUMNS = 'bucket, object_key, etag, size_bytes, last_modified';

/** The same as SQL literals, in that order. */
export function identityLiterals(object: ObjectIdentity): string {
  return [
    pg.escapeLiteral(object.bucket),
    pg.escapeLiteral(object.key),
    pg.escapeLiteral(object.eTag),
    String(object.sizeBytes),
    lastModifiedLiteral(object),
  ].join(', ');
}

function lastModifiedLiteral(object: ObjectIdentity): string {
  return object.lastModifiedMs === undefined
    ? "'-infinity'::timestamptz"
    : `${pg.escapeLiteral(new Date(object.lastModifiedMs).toISOString())}::timestamptz`;
}
