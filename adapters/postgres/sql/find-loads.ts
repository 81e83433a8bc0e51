import type pg from 'pg';
import { isoTime } from '../../../domain/iso-time.ts';
import type { Folder } from '../../../domain/object/mapped.ts';
import type { LoadFilter } from '../../../domain/ports/overview.ts';
import { FOLDER } from './failing.ts';
import { loadLines } from './load-lines.ts';

/** What was looked up for a filter, as the ledger cannot tell it by itself. */
export interface LookedUp {
  /** Whose failed objects are of the filter's target. */
  readonly folders: readonly Folder[];
  /** Common texts of errors in the filter's group. */
  readonly texts: readonly string[];
}

/** Lines of the ledger, the newest first. */
export function findLoads(filter: LoadFilter, found: LookedUp): pg.QueryConfig {
  const values: unknown[] = [];
  const use = (value: unknown): string => `$${values.push(value)}`;
  const time = (ms: number): string => `${use(isoTime(ms))}::timestamptz`;
  const { states, prefix, code, group, sinceMs, untilMs, beforeId, target } = filter;
  const conditions = [
    ...(states === undefined ? [] : [`o.state = any (${use(states)}::text[])`]),
    ...(prefix === undefined ? [] : [`starts_with('s3://' || o.bucket || '/' || o.object_key, ${use(prefix)})`]),
    ...(code === undefined ? [] : [`o.last_error_code = ${use(code)}`]),
    ...(group === undefined
      ? []
      : [`o.last_error_code = ${use(codeOf(group))} and o.last_error_text = any (${use(found.texts)}::text[])`]),
    ...(sinceMs === undefined ? [] : [`o.changed_at >= ${time(sinceMs)}`]),
    ...(untilMs === undefined ? [] : [`o.changed_at < ${time(untilMs)}`]),
    ...(beforeId === undefined ? [] : [`o.object_load_id < ${use(beforeId)}`]),
    ...(target === undefined ? [] : [ofTarget(target, found.folders, use)]),
  ];
  const where = conditions.length === 0 ? '' : ` where ${conditions.join('\n  and ')}`;
  const chosen = `select o.* from dms_loader.object_load o${where}\n  order by o.object_load_id desc limit ${use(filter.limit)}`;
  return { text: `${loadLines(chosen)}\norder by o.object_load_id desc`, values };
}

function ofTarget(target: string, folders: readonly Folder[], use: (value: unknown) => string): string {
  const pairs = (names: readonly (readonly [string, string])[]): string => {
    const columns = [0, 1].map(part => `${use(names.map(pair => pair[part]))}::text[]`);
    return `(select * from unnest(${columns.join(', ')}))`;
  };
  const failed = pairs(folders.map(({ bucket, folder }) => [bucket, folder]));
  return `(o.object_load_id in (select object_load_id from dms_loader.table_load
      where (target_schema, target_table) in ${pairs(namesOf(target))})
    or (o.state not in ('loaded', 'overwritten') and (o.bucket, ${FOLDER}) in ${failed}))`;
}

/** Schema and table of `schema.table`, at each dot that it has. */
function namesOf(target: string): readonly (readonly [string, string])[] {
  return [...target.matchAll(/\./gu)].map(({ index }) => [target.slice(0, index), target.slice(index + 1)]);
}

/** `ROW_BAD` of `ROW_BAD-1f3a9c04`. */
function codeOf(group: string): string {
  return group.slice(0, group.lastIndexOf('-'));
}

export interface ErrorTextRow {
  readonly code: string;
  readonly text: string;
}

/** The common texts of all errors that may be of a group. */
export function errorTexts(group: string): pg.QueryConfig {
  return {
    text: `select distinct last_error_code as code, last_error_text as text from dms_loader.object_load
where last_error_code = $1 and last_error_text is not null`,
    values: [codeOf(group)],
  };
}
