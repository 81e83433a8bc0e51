import type pg from 'pg';
import { isoTime } from '../../../domain/iso-time.ts';
import type { FailureRecord } from '../../../domain/ports/database.ts';
import { FINAL_LIST, IDENTITY_COLUMNS, identityValues, objectLock } from './object-key.ts';

const IS_IT = `bucket = $1 and object_key = $2 and etag = $3 and size_bytes = $4
    and last_modified = coalesce($5::timestamptz, '-infinity')`;

const textWith = (lock: string) => `with object as (
  insert into dms_loader.object_load as o (
    ${IDENTITY_COLUMNS}, state,
    first_error_code, first_error_message, last_error_code, last_error_message, refusal_fingerprint)
  select $1, $2, $3, $4, coalesce($5::timestamptz, '-infinity'), $6, $7, $8, $7, $8, $9
  where pg_try_advisory_xact_lock_shared(${lock})
  on conflict (${IDENTITY_COLUMNS}) do update
    set state = case when o.state = 'partial' and excluded.state <> 'overwritten' then 'partial' else excluded.state end,
        attempts = o.attempts + 1, changed_at = now(), given_up_at = null,
        first_error_code = coalesce(o.first_error_code, excluded.first_error_code),
        first_error_message = coalesce(o.first_error_message, excluded.first_error_message),
        last_error_code = excluded.last_error_code, last_error_message = excluded.last_error_message,
        refusal_fingerprint = excluded.refusal_fingerprint
    where o.state not in (${FINAL_LIST})
  returning object_load_id
), reopened as (
  update dms_loader.object_load
  set reopened_at = case when $7 <> 'REOPENED_WITHOUT_KEY' then reopened_at end
  where ${IS_IT} and reopened_at is not null and state = 'loaded' and $6 <> 'overwritten'
    and pg_try_advisory_xact_lock_shared(${lock})
  returning object_load_id
)
insert into dms_loader.load_attempt (
  object_load_id, bucket, object_key, message_id, receive_count, outcome, error_code, error_message, started_at)
select object_load_id, $1, $2, $10, $11, $6, $7, $8, $12::timestamptz
from (select * from object union select * from reopened) o`;

/**
 * Records what an object came to when it was not loaded. A final state stays as it is, and then nothing is written; nor is
 * it while another consumer holds the object, for whose commit this one would have to wait. Others that load slices of it
 * are no hindrance. What was reopened stays loaded and reopened, unless it cannot ever be loaded so, and has the attempt alone. What is loaded in part stays so, and has the error: it is gone on with, until its bytes are replaced.
 */
export function recordFailure(failure: FailureRecord): pg.QueryConfig {
  return {
    text: textWith(objectLock(failure.object)),
    values: [
      ...identityValues(failure.object),
      failure.state,
      failure.error?.code ?? null,
      failure.error?.message.replaceAll('\u0000', '\uFFFD') ?? null,
      failure.refusalFingerprint ?? null,
      failure.attempt.messageId,
      failure.attempt.receiveCount,
      isoTime(failure.attempt.startedAtMs),
    ],
  };
}
