import type pg from 'pg';
import type { ErrorCode } from '../../../domain/errors.ts';
import type { ObjectRecord, ObjectState } from '../../../domain/ledger.ts';
import type { ObjectIdentity } from '../../../domain/object/identity.ts';
import { identityValues } from './object-key.ts';

/** Of `o`. An operator may have said when it was written, and what is loaded once more keeps its place. */
export const LOADED_WRITTEN_AT = `case when o.state = 'loaded' then (
    select (extract(epoch from max(written_at)) * 1000000)::bigint from dms_loader.table_load t
    where t.object_load_id = o.object_load_id) end as written_at_micros`;

const TEXT = `select object_load_id, state, last_error_code, last_error_message, refusal_fingerprint,
  reopened_at is not null as is_reopened, ${LOADED_WRITTEN_AT}
from dms_loader.object_load o
where bucket = $1 and object_key = $2 and etag = $3 and size_bytes = $4
  and last_modified = coalesce($5::timestamptz, '-infinity')`;

/** What the ledger says of one write of an object. */
export function findObject(object: ObjectIdentity): pg.QueryConfig {
  return { name: 'find-object', text: TEXT, values: identityValues(object) };
}

export interface ObjectRow {
  readonly object_load_id: string;
  readonly state: ObjectState;
  readonly last_error_code: ErrorCode | null;
  readonly last_error_message: string | null;
  readonly refusal_fingerprint: string | null;
  readonly is_reopened: boolean;
  readonly written_at_micros: string | null;
}

export function readObject(rows: readonly ObjectRow[]): ObjectRecord | undefined {
  const [row] = rows;
  return row === undefined
    ? undefined
    : {
        id: BigInt(row.object_load_id),
        state: row.state,
        errorCode: row.last_error_code ?? undefined,
        errorMessage: row.last_error_message ?? undefined,
        refusalFingerprint: row.refusal_fingerprint ?? undefined,
        isReopened: row.is_reopened,
        writtenAtMicros: row.written_at_micros === null ? undefined : BigInt(row.written_at_micros),
      };
}
