/** Objects that somebody has to look at: what `status` counts as failing, by folder and by error. */
import type { ObjectState } from '../../../domain/ledger.ts';
import { millis } from './load-lines.ts';

/** SQL for the folder of a key, with the slash at its end. As the index object_load_folder has it. */
export const FOLDER = "left(object_key, length(object_key) - position('/' in reverse(object_key)) + 1)";

/**
 * Failed, refused, missing, or stopped in part: each run that commits moves `loaded_at` past the last failure. A write that
 * was seen before another one of its key that is loaded has nothing left to do, nor has one that was given up.
 */
const FAILING = `from dms_loader.object_load o
where ((o.state in ('failed', 'rejected', 'missing') and o.given_up_at is null)
    or (o.state = 'partial' and o.last_error_code is not null and o.changed_at > (
      select max(t.loaded_at) from dms_loader.table_load t where t.object_load_id = o.object_load_id)))
  and not exists (select from dms_loader.object_load n where n.bucket = o.bucket and n.object_key = o.object_key
    and n.object_load_id > o.object_load_id and n.state = 'loaded')`;

export interface FailingFolderRow {
  readonly bucket: string;
  readonly folder: string;
  readonly objects: string;
}

/** How many of them each folder has. There may be 100,000 of them, in as many folders as there are tables and days. */
export const FAILING_FOLDERS = `select o.bucket, ${FOLDER} as folder, count(*) as objects ${FAILING} group by 1, 2`;

export interface FailureGroupRow {
  readonly code: string;
  readonly text: string;
  readonly objects: string;
  readonly failed: string;
  readonly rejected: string;
  readonly missing: string;
  readonly partial: string;
  readonly first_at_ms: string;
  readonly last_at_ms: string;
  readonly object: string;
  readonly message: string;
}

const STATES: readonly ObjectState[] = ['failed', 'rejected', 'missing', 'partial'];

/** They by code and common text of their errors; the example is the one that was seen first. */
export const FAILURE_GROUPS = `select g.*, 's3://' || e.bucket || '/' || e.object_key as object,
  coalesce(e.last_error_message, '') as message
from (
  select coalesce(last_error_code, 'UNEXPECTED') as code, coalesce(last_error_text, '') as text, count(*) as objects,
    ${STATES.map(state => `count(*) filter (where state = '${state}') as ${state}`).join(', ')},
    ${millis('min(first_seen_at)')} as first_at_ms, ${millis('max(changed_at)')} as last_at_ms, min(object_load_id) as first
  ${FAILING} group by 1, 2
) g join dms_loader.object_load e on e.object_load_id = g.first
order by g.objects desc, g.code, g.text`;
