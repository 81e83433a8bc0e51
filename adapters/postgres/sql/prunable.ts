/**
 * Which objects the ledger may forget, and how far back. What is forgotten may be delivered again: it has to meet rows as new as
 * its own, or a floor above it.
 *
 * Statements over a scope have its parameters first: $1 to $5, of `scopeValues`.
 */
import type pg from 'pg';
import type { Table } from '../../../domain/table/table.ts';
import { FINAL_LIST } from './object-key.ts';

/** Times as PostgreSQL reads them. */
export interface PruneScope {
  /** What was loaded since stays. */
  readonly cutoff: string;
  /** Whose loads may go, and before which position each. */
  readonly targets: readonly { readonly target: Table['target']; readonly before: string }[];
  /** Full-load files, too: none where rows of them have times of their own. */
  readonly hasFullLoads: boolean;
  /** Objects that brought nothing to any target, too. */
  readonly isWhole: boolean;
}

export function scopeValues({ cutoff, targets, hasFullLoads, isWhole }: PruneScope): unknown[] {
  const names = targets.map(({ target }) => target);
  return [
    cutoff,
    names.map(({ schema, table }) => `${schema}.${table}`),
    targets.map(({ before }) => before),
    hasFullLoads,
    isWhole,
  ];
}

/** The scope's targets, as a relation. */
const SCOPE = 'unnest($2::text[], $3::timestamptz[]) as s (target, before)';

/** SQL for the target of a load, as a scope names it. */
export const TARGET = "t.target_schema || '.' || t.target_table";

/** Not so where the object was loaded again since, which decided those rows anew. */
const IS_ASIDE = `exists (select from dms_loader.quarantined_row q
        where q.table_load_id = t.table_load_id and (q.released_at is null or q.released_as = 'dropped'))`;

/**
 * SQL that says whether an object `o` may be forgotten: final and old, and so are all of its loads.
 *
 * One that is to be loaded once more stays, but for a mark that is older than any message which could do it: its file may be
 * gone, or overwritten. A load with rows that are set aside or were dropped (`rows_quarantined` counts both) stays: another delivery would bring
 * them again. A full-load file stays if its place is not its LastModified: only the ledger knows which it was given
 * (`--written-at`, TimestampColumnName), and the next delivery would get another.
 *
 * `offset 0` has the loads of each object looked up as its turn comes: joined, each batch would read all loads that there are.
 */
export const PRUNABLE = `o.state in (${FINAL_LIST}) and (o.reopened_at is null or o.reopened_at < $1::timestamptz) and o.changed_at < $1::timestamptz
  and ($5 or exists (select from dms_loader.table_load t where t.object_load_id = o.object_load_id))
  and not exists (select from dms_loader.table_load t left join ${SCOPE} on s.target = ${TARGET}
    where t.object_load_id = o.object_load_id and (s.target is null or t.written_at >= s.before
      or t.loaded_at >= $1::timestamptz or t.rows_quarantined > 0 and ${IS_ASIDE}
      or (o.last_modified <> '-infinity' and ($4 is not true or o.last_modified <> t.written_at))) offset 0)`;

export interface LimitRow {
  readonly target: string;
  /** Nothing at or above it may go. */
  readonly before: string;
  /** Of what waits below the cutoff, its oldest position; null if nothing does. */
  readonly waiting_at: string | null;
  readonly partial: string;
  readonly aside: string;
}

/**
 * How far each target may be pruned. What waits keeps its place above the floor, or it could not be loaded any more: files that
 * are loaded in part or are to be loaded again, and rows that are set aside. The newest file of changes stays: newest-change.ts.
 */
export function findLimits(cutoff: string, targets: readonly Table['target'][]): pg.QueryConfig {
  const own = 'target_schema = v.schema and target_table = v.name';
  return {
    text: `select v.schema || '.' || v.name as target, least($1::timestamptz, n.newest, w.at, q.at)::text as before,
  case when least(w.at, q.at) < $1::timestamptz then least(w.at, q.at)::text end as waiting_at, w.partial, q.aside
from unnest($2::text[], $3::text[]) as v (schema, name)
  left join lateral (select t.written_at as newest from dms_loader.table_load t join dms_loader.object_load o using (object_load_id)
    where ${own} and o.last_modified = '-infinity' order by t.written_at desc limit 1) n on true,
  lateral (select count(*) as partial, min(case when o.last_modified in ('-infinity', t.written_at) then t.written_at else '-infinity' end) as at
    from dms_loader.object_load o join dms_loader.table_load t using (object_load_id)
    where ${own} and (o.state = 'partial' or o.reopened_at >= $1::timestamptz) and t.written_at < $1::timestamptz) w,
  lateral (select count(*) as aside, min(written_at) as at from dms_loader.quarantined_row
    where ${own} and released_at is null and written_at < $1::timestamptz) q`,
    values: [cutoff, targets.map(({ schema }) => schema), targets.map(({ table }) => table)],
  };
}

/** Of a target, or of all objects in scope where `target` is null. */
export interface PrunableRow {
  readonly target: string | null;
  readonly objects: string;
  readonly loads: string;
  readonly attempts: string;
  /** Rows that were set aside and are released. */
  readonly released: string;
  /** The position just above all of them. */
  readonly before: string | null;
}

/** What of a scope there is. An object of several targets counts in each. */
export function countPrunable(scope: PruneScope): pg.QueryConfig {
  return {
    text: `with o as materialized (select o.object_load_id,
    (select count(*) from dms_loader.load_attempt a where a.object_load_id = o.object_load_id) as attempts,
    (select count(*) from dms_loader.quarantined_row q where q.object_load_id = o.object_load_id) as released
  from dms_loader.object_load o where ${PRUNABLE})
select ${TARGET} as target, count(distinct object_load_id) as objects, count(*) as loads, sum(attempts)::bigint as attempts,
  sum(released)::bigint as released, (max(t.written_at) + interval '1 microsecond')::text as before
from o join dms_loader.table_load t using (object_load_id) group by 1
union all
select null, count(*), (select count(*) from o join dms_loader.table_load t using (object_load_id)),
  coalesce(sum(attempts), 0)::bigint, coalesce(sum(released), 0)::bigint, null from o
order by 1`,
    values: scopeValues(scope),
  };
}
