import type pg from 'pg';
import type { ObjectIdentity } from '../../../domain/object/identity.ts';

const TEXT = `update dms_loader.object_load o set refusal_fingerprint = null
from unnest($1::text[], $2::text[]) as v (bucket, object_key)
where o.bucket = v.bucket and o.object_key = v.object_key and o.refusal_fingerprint is not null
  and o.last_error_code is distinct from 'LOAD_COPIED'
returning o.object_load_id`;

/**
 * Forgets what refusals rest on; a row for each that was forgotten. That a full-load file is a copy stands: only its first
 * announcement told it, and loaded with the time of the copy it would win over all changes since.
 */
export function clearRefusals(objects: readonly Pick<ObjectIdentity, 'bucket' | 'key'>[]): pg.QueryConfig {
  return { text: TEXT, values: [objects.map(({ bucket }) => bucket), objects.map(({ key }) => key)] };
}
