/** Failed objects by their places, and the mark that they are given up. */
import type pg from 'pg';
import type { Failure, FailurePlace } from '../../../domain/ports/giving-up.ts';
import { millis, readError } from './load-lines.ts';
import { lockOrder } from './object-key.ts';

/** A key is found by the index of identities, a prefix among the open objects, which have an index of their own. */
const FOUND = `select o.object_load_id, 's3://' || o.bucket || '/' || o.object_key as object, o.etag, o.state,
  o.last_error_code, o.last_error_message, ${millis('o.given_up_at')} as given_up_at_ms
from dms_loader.object_load o
where o.state in ('failed', 'rejected', 'missing') and o.object_load_id in (
  select x.object_load_id
  from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) as v (bucket, object_key, etag, size_bytes)
    join dms_loader.object_load x on x.bucket = v.bucket and x.object_key = v.object_key
      and x.etag = coalesce(v.etag, x.etag) and x.size_bytes = coalesce(v.size_bytes, x.size_bytes)
  union all
  select x.object_load_id
  from unnest($5::text[], $6::text[]) as p (bucket, prefix)
    join dms_loader.object_load x on x.bucket = p.bucket and starts_with(x.object_key, p.prefix)
  where x.state in ('failed', 'rejected', 'missing'))
order by ${lockOrder('o')}`;

export interface FailureRow {
  readonly object_load_id: string;
  readonly object: string;
  readonly etag: string;
  readonly state: Failure['state'];
  readonly last_error_code: string | null;
  readonly last_error_message: string | null;
  readonly given_up_at_ms: string | null;
}

/** `isHeld`: nobody changes them before the transaction ends. */
export function findFailures(places: readonly FailurePlace[], { isHeld }: { isHeld: boolean }): pg.QueryConfig {
  const keys = places.filter(({ isPrefix }) => isPrefix !== true);
  const prefixes = places.filter(({ isPrefix }) => isPrefix === true);
  return {
    text: isHeld ? `${FOUND} for update of o` : FOUND,
    values: [
      keys.map(({ bucket }) => bucket),
      keys.map(({ key }) => key),
      keys.map(({ eTag }) => eTag ?? null),
      keys.map(({ sizeBytes }) => sizeBytes ?? null),
      prefixes.map(({ bucket }) => bucket),
      prefixes.map(({ key }) => key),
    ],
  };
}

export function markGivenUp(ids: readonly bigint[]): pg.QueryConfig {
  return {
    text: 'update dms_loader.object_load set given_up_at = now() where object_load_id = any ($1::bigint[])',
    values: [ids.map(String)],
  };
}

export function readFailure(row: FailureRow): Failure {
  return {
    objectLoadId: BigInt(row.object_load_id),
    object: row.object,
    eTag: row.etag,
    state: row.state,
    error: readError(row.last_error_code, row.last_error_message),
    givenUpAtMs: row.given_up_at_ms === null ? undefined : Number(row.given_up_at_ms),
  };
}
