import type pg from 'pg';
import type { ObjectIdentity } from '../../../domain/object/identity.ts';
import { lockOrder } from './object-key.ts';

const TEXT = `with locked as (
  select o.object_load_id
  from dms_loader.object_load o join unnest($1::text[], $2::text[]) as v (bucket, object_key)
    on o.bucket = v.bucket and o.object_key = v.object_key
  where o.refusal_fingerprint is not null and o.last_error_code is distinct from 'LOAD_COPIED'
  order by ${lockOrder('o')} for update of o)
update dms_loader.object_load o set refusal_fingerprint = null from locked l where o.object_load_id = l.object_load_id
returning o.object_load_id`;

/**
 * Forgets what refusals rest on; a row for each that was forgotten. That a full-load file is a copy stands: only its first
 * announcement told it, and loaded with the time of the copy it would win over all changes since.
 */
export function clearRefusals(objects: readonly Pick<ObjectIdentity, 'bucket' | 'key'>[]): pg.QueryConfig {
  return { text: TEXT, values: [objects.map(({ bucket }) => bucket), objects.map(({ key }) => key)] };
}
