/**
 * Batches of what is pruned, each for a short transaction. They go on behind the last number of the batch before, and leave what
 * others hold: no load waits for more than one batch, and no batch for a load.
 */
import type pg from 'pg';
import type { Table } from '../../../domain/table/table.ts';
import { FOLDER } from './failing.ts';
import { FINAL_LIST } from './object-key.ts';
import { PRUNABLE, type PruneScope, scopeValues, TARGET } from './prunable.ts';

const BATCH = 10_000;

export interface IdRow {
  readonly id: string;
}

/** Locks the next objects of a scope, behind a number. */
export function nextObjects(scope: PruneScope, behind: string): pg.QueryConfig {
  return {
    text: `select o.object_load_id as id from dms_loader.object_load o where o.object_load_id > $6::bigint and ${PRUNABLE}
order by 1 limit ${BATCH} for update of o skip locked`,
    values: [...scopeValues(scope), behind],
  };
}

/** Objects that failed, were refused or are missing, in some folders, and were not tried since a time. */
export interface OldFailures {
  readonly cutoff: string;
  readonly folders: readonly { readonly bucket: string; readonly folder: string }[];
}

/** SQL for those; the cutoff is the parameter `at`. That a full-load file is a copy is not forgotten: only its first announcement told it. */
function isOldFailure(at: number): string {
  return `o.state in ('failed', 'rejected', 'missing') and o.changed_at < $${at}::timestamptz
  and o.last_error_code is distinct from 'LOAD_COPIED'`;
}

/** Locks the next ones. */
export function nextFailures({ cutoff, folders }: OldFailures, behind: string): pg.QueryConfig {
  return {
    text: `select o.object_load_id as id from dms_loader.object_load o
where o.object_load_id > $1::bigint and ${isOldFailure(2)}
  and (bucket, ${FOLDER}) in (select * from unnest($3::text[], $4::text[]))
order by 1 limit ${BATCH} for update of o skip locked`,
    values: [behind, cutoff, folders.map(({ bucket }) => bucket), folders.map(({ folder }) => folder)],
  };
}

/** How many there are in each folder. */
export function failureFolders(cutoff: string): pg.QueryConfig {
  return {
    text: `select bucket, ${FOLDER} as folder, count(*) as objects from dms_loader.object_load o
where ${isOldFailure(1)} group by 1, 2`,
    values: [cutoff],
  };
}

/** Deletes locked objects with all that hangs on them, what refers before what is referred to. */
export function deleteObjects(ids: readonly string[]): readonly pg.QueryConfig[] {
  const relations = ['quarantined_row', 'load_attempt', 'object_slice', 'table_load', 'object_load'];
  return relations.map(relation => ({
    text: `delete from dms_loader.${relation} where object_load_id = any ($1::bigint[])`,
    values: [ids],
  }));
}

/** The lines of attempts, or released rows, that are older than a time; of some targets, or undefined: of all. */
export interface OldLines {
  readonly cutoff: string;
  readonly targets: readonly Table['target'][] | undefined;
}

export type LineKind = 'attempts' | 'released';

const LINES = {
  attempts: { relation: 'load_attempt', id: 'load_attempt_id', old: isOldAttempt },
  released: { relation: 'quarantined_row', id: 'quarantined_row_id', old: isOldRelease },
} as const;

/**
 * Attempts of objects whose story is over, and of removals: the runs of a file that is loaded in part, or is to be loaded again,
 * have to stay, since by them no run is applied twice. Parameters: the number of the cutoff's, and the targets' behind it.
 */
function isOldAttempt(at: number): string {
  return `a.ended_at < $${at}::timestamptz
  and not exists (select from dms_loader.object_load o where o.object_load_id = a.object_load_id
    and (o.state not in (${FINAL_LIST}) or o.reopened_at is not null))
  and ($${at + 1}::text[] is null or a.target_schema || '.' || a.target_table = any ($${at + 1})
    or exists (select from dms_loader.table_load t where t.object_load_id = a.object_load_id and ${TARGET} = any ($${at + 1})))`;
}

/** Rows that were given up stay: their load counts them, and nothing else tells of them. */
function isOldRelease(at: number): string {
  return `a.released_at < $${at}::timestamptz and a.released_as <> 'dropped'
  and ($${at + 1}::text[] is null or a.target_schema || '.' || a.target_table = any ($${at + 1}))`;
}

/** How many there are besides those of the objects that a scope prunes, as `rows`. */
export function countOld(kind: LineKind, lines: OldLines, scope: PruneScope): pg.QueryConfig {
  const { relation, old } = LINES[kind];
  const values = scopeValues(scope);
  return {
    text: `select count(*) as rows from dms_loader.${relation} a where ${old(values.length + 1)}
  and not exists (select from dms_loader.object_load o where o.object_load_id = a.object_load_id and ${PRUNABLE})`,
    values: [...values, ...lineValues(lines)],
  };
}

/** Deletes the next ones behind a number, and answers their numbers. */
export function deleteOld(kind: LineKind, lines: OldLines, behind: string): pg.QueryConfig {
  const { relation, id, old } = LINES[kind];
  return {
    text: `with gone as (
  delete from dms_loader.${relation} where ${id} in (
    select a.${id} from dms_loader.${relation} a where a.${id} > $1::bigint and ${old(2)}
    order by 1 limit ${BATCH} for update of a skip locked)
  returning ${id} as id)
select id from gone order by id`,
    values: [behind, ...lineValues(lines)],
  };
}

function lineValues({ cutoff, targets }: OldLines): unknown[] {
  return [cutoff, targets?.map(({ schema, table }) => `${schema}.${table}`) ?? null];
}
