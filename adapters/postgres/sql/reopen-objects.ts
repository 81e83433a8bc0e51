import type pg from 'pg';
import type { ObjectIdentity } from '../../../domain/object/identity.ts';
import { identityValues, lockOrder } from './object-key.ts';

const TEXT = `with locked as (
  select o.object_load_id
  from dms_loader.object_load o join unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[])
    as v (bucket, object_key, etag, size_bytes, last_modified)
    on o.bucket = v.bucket and o.object_key = v.object_key and o.etag = v.etag and o.size_bytes = v.size_bytes
      and o.last_modified = coalesce(v.last_modified, '-infinity')
  where o.state = 'loaded' order by ${lockOrder('o')} for update of o)
update dms_loader.object_load o set reopened_at = now() from locked l where o.object_load_id = l.object_load_id
returning o.object_load_id`;

/** Has writes that are loaded loaded once more; a row for each. Those in another state stay as they are. */
export function reopenObjects(objects: readonly ObjectIdentity[]): pg.QueryConfig {
  const identities = objects.map(identityValues);
  return { text: TEXT, values: [0, 1, 2, 3, 4].map(part => identities.map(values => values[part])) };
}
