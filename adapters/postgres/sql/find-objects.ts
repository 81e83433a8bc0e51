import type pg from 'pg';
import type { ObjectRecord } from '../../../domain/ledger.ts';
import type { ObjectIdentity } from '../../../domain/object/identity.ts';
import { LOADED_WRITTEN_AT, type ObjectRow, readObject } from './find-object.ts';
import { identityValues } from './object-key.ts';

const TEXT = `select v.at::integer, o.object_load_id, o.state, o.last_error_code, o.last_error_message, o.refusal_fingerprint,
  o.reopened_at is not null as is_reopened, ${LOADED_WRITTEN_AT}
from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[])
  with ordinality as v (bucket, object_key, etag, size_bytes, last_modified, at),
  lateral (select * from dms_loader.object_load l
    where l.bucket = v.bucket and l.object_key = v.object_key and l.etag = v.etag and l.size_bytes = v.size_bytes
      and l.last_modified = coalesce(v.last_modified, '-infinity')
    limit 1) o`;

export interface ObjectsRow extends ObjectRow {
  /** Place of the object among those asked for, from 1. */
  readonly at: number;
}

/** What the ledger says of several writes of objects, each found by its index: `limit` keeps the planner from reading all. */
export function findObjects(objects: readonly ObjectIdentity[]): pg.QueryConfig {
  const identities = objects.map(identityValues);
  return {
    name: 'find-objects',
    text: TEXT,
    values: [0, 1, 2, 3, 4].map(part => identities.map(values => values[part])),
  };
}

/** In the order in which they were asked for. */
export function readObjects(
  rows: readonly ObjectsRow[],
  objects: readonly ObjectIdentity[],
): readonly (ObjectRecord | undefined)[] {
  return objects.map((_, at) => readObject(rows.filter(row => row.at === at + 1)));
}
