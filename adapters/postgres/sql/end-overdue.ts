import { CLAIM_GRACE_SECONDS } from '../../../domain/limits.ts';

/** A backend that was told to end is gone, and its locks with it, only a little later. */
const WAIT_FOR_END_MS = 2000;

/** What the `application_name` of a transaction of ours begins with. */
export const DEADLINE_NAME = 'dms-loader until ';

/**
 * SQL that names the transaction after the end of its consumer's time, as `endOverdue` reads it. By the server's clock: a
 * consumer's may be wrong.
 */
export function nameUntil(remainingMs: number): string {
  const until = `clock_timestamp() + interval '${remainingMs} milliseconds'`;
  return `set_config('application_name', '${DEADLINE_NAME}' || to_char((${until}) at time zone 'UTC', '${FORM}'), true)`;
}

const FORM = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"';

/**
 * Ends the backends that hold one of our locks past their consumer's deadline and the grace: that consumer is gone
 * without a word, and a COPY that waits for it feels no timeout of the server. Gives the number of backends ended.
 *
 * `lock` is SQL for the 64-bit lock number; pg_locks shows it in two halves.
 */
export function endOverdue(lock: string): string {
  return `with wanted as (select ${lock} as number)
select count(*) filter (where pg_terminate_backend(a.pid, ${WAIT_FOR_END_MS}))::integer as ended
from pg_locks l
join wanted w on l.classid::bigint = ((w.number >> 32) & 4294967295) and l.objid::bigint = (w.number & 4294967295)
join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.objsubid = 1 and l.granted and a.pid <> pg_backend_pid()
  and l.database = (select oid from pg_database where datname = current_database())
  and case when a.application_name ~ '^${DEADLINE_NAME}\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$'
    then substr(a.application_name, ${DEADLINE_NAME.length + 1})::timestamptz + interval '${CLAIM_GRACE_SECONDS} seconds'
         < clock_timestamp()
    else false end`;
}
