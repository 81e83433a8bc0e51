import type pg from 'pg';
import type { ObjectIdentity } from '../../../domain/object/identity.ts';
import { identityValues } from './object-key.ts';

const TEXT = `update dms_loader.object_load o set reopened_at = now()
from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[])
  as v (bucket, object_key, etag, size_bytes, last_modified)
where o.bucket = v.bucket and o.object_key = v.object_key and o.etag = v.etag and o.size_bytes = v.size_bytes
  and o.last_modified = coalesce(v.last_modified, '-infinity') and o.state = 'loaded'
returning o.object_load_id`;

/** Has writes that are loaded loaded once more; a row for each. Those in another state stay as they are. */
export function reopenObjects(objects: readonly ObjectIdentity[]): pg.QueryConfig {
  const identities = objects.map(identityValues);
  return { text: TEXT, values: [0, 1, 2, 3, 4].map(part => identities.map(values => values[part])) };
}
