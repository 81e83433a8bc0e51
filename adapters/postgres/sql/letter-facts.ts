/** What is asked of the ledger for dead letters, many objects at a time; each row has the place of what it is about, from 1. */
import type pg from 'pg';
import type { Place } from '../../../domain/ports/letter-facts.ts';
import { FINAL_LIST } from './object-key.ts';

/** Attempts of one object that are looked at; a file in many runs has more. */
const MOST_ATTEMPTS = 50;

const LAST_ATTEMPTS = `select v.at::integer, a.error_code, a.error_message
from unnest($1::bigint[]) with ordinality as v (id, at),
  lateral (select * from dms_loader.load_attempt where object_load_id = v.id
    order by load_attempt_id desc limit ${MOST_ATTEMPTS}) a
order by v.at, a.load_attempt_id desc`;

const OBJECTS = 'unnest($1::text[], $2::text[]) with ordinality as v (bucket, object_key, at)';

const REMOVALS = `select v.at::integer, a.event_time, a.ended_at
from ${OBJECTS}
join dms_loader.load_attempt a on a.bucket = v.bucket and a.object_key = v.object_key and a.outcome = 'removed'
order by v.at, a.ended_at`;

const LOADED_WRITES = `select v.at::integer, o.etag, o.size_bytes
from ${OBJECTS}
join dms_loader.object_load o on o.bucket = v.bucket and o.object_key = v.object_key and o.state = 'loaded'
order by v.at, o.object_load_id`;

const FLOORS = `select v.at::integer, (extract(epoch from f.written_at) * 1000000)::bigint as written_at, f.reason
from unnest($1::text[], $2::text[]) with ordinality as v (target_schema, target_table, at)
join dms_loader.table_floor f using (target_schema, target_table)`;

/** A former write that is loaded tells nothing of the one that is waited for: only what was tried since does. */
const ENDINGS = `select v.at::integer,
  bool_or(o.state in (${FINAL_LIST}) and o.reopened_at is null and ${tried('a.error_code is null')}) as is_done,
  bool_or(o.state not in (${FINAL_LIST}) and ${tried('a.error_code is not null')}) as has_failed
from ${OBJECTS}
join dms_loader.object_load o on o.bucket = v.bucket and o.object_key = v.object_key
group by v.at`;

function tried(how: string): string {
  return `exists (select from dms_loader.load_attempt a
    where a.object_load_id = o.object_load_id and a.load_attempt_id > $3 and ${how})`;
}

export const LAST_ATTEMPT = 'select coalesce(max(load_attempt_id), 0) as last from dms_loader.load_attempt';

export interface At {
  readonly at: number;
}

export function lastAttempts(ids: readonly bigint[]): pg.QueryConfig {
  return { text: LAST_ATTEMPTS, values: [ids.map(String)] };
}

export function removalsOf(objects: readonly Place[]): pg.QueryConfig {
  return { text: REMOVALS, values: columnsOf(objects) };
}

export function loadedWrites(objects: readonly Place[]): pg.QueryConfig {
  return { text: LOADED_WRITES, values: columnsOf(objects) };
}

export function floorsOf(targets: readonly { readonly schema: string; readonly table: string }[]): pg.QueryConfig {
  return { text: FLOORS, values: [targets.map(({ schema }) => schema), targets.map(({ table }) => table)] };
}

export function endingsSince(objects: readonly Place[], since: bigint): pg.QueryConfig {
  return { text: ENDINGS, values: [...columnsOf(objects), String(since)] };
}

function columnsOf(objects: readonly Place[]): [string[], string[]] {
  return [objects.map(({ bucket }) => bucket), objects.map(({ key }) => key)];
}
