/**
 * Rows that are set aside, what operators and the loader itself did to targets, and what a merge column by column needs.
 *
 * `last_given` is the last value, NULL too, of those that were given, in the order of the aggregate's ORDER BY: PostgreSQL
 * has no IGNORE NULLS, and a given NULL is not an absent value.
 */
export const ROWS_SET_ASIDE = {
  version: 2,
  name: 'rows set aside',
  sql: `
create table dms_loader.quarantined_row (
  quarantined_row_id bigint generated always as identity primary key,
  object_load_id bigint not null references dms_loader.object_load,
  table_load_id bigint not null references dms_loader.table_load deferrable initially deferred,
  target_schema text not null,
  target_table text not null,
  written_at timestamptz not null,
  row_number bigint not null,
  faults jsonb not null,
  source_row jsonb not null,
  quarantined_at timestamptz not null default clock_timestamp(),
  released_at timestamptz,
  released_as text check (released_as in ('applied', 'unchanged', 'superseded', 'dropped')),
  constraint released_one_way check ((released_at is null) = (released_as is null)),
  unique (table_load_id, row_number)
);
create index quarantined_row_open on dms_loader.quarantined_row (target_schema, target_table, written_at)
  where released_at is null;

create table dms_loader.operator_action (
  operator_action_id bigint generated always as identity primary key,
  action text not null,
  target_schema text,
  target_table text,
  actor text not null,
  detail jsonb not null,
  acted_at timestamptz not null default clock_timestamp()
);
create index operator_action_target on dms_loader.operator_action (target_schema, target_table, acted_at);

alter table dms_loader.table_load drop constraint table_load_object_load_id_target_schema_target_table_key,
  add constraint one_load_of_each_mapping unique (object_load_id, target_schema, target_table, mapping_fingerprint);

alter table dms_loader.load_attempt add column target_schema text, add column target_table text;

create view dms_loader.source_removal as
select target_schema || '.' || target_table as target, count(*) as objects, min(ended_at) as first_removed_at,
       max(ended_at) as last_removed_at
from dms_loader.load_attempt
where outcome = 'removed' and target_table is not null
group by target_schema, target_table;

-- At the epoch stand full loads of which no row tells when it was written.
create or replace view dms_loader.table_freshness as
select target_schema || '.' || target_table as target, max(written_at) filter (where written_at > 'epoch') as newest_written_at,
       now() - max(written_at) filter (where written_at > 'epoch') as age, max(loaded_at) as last_loaded_at,
       count(*) as files, sum(rows_applied) as rows_applied
from dms_loader.table_load group by target_schema, target_table;

create function dms_loader.keep_or_take(held anyelement, value anyelement, is_given boolean) returns anyelement
  language sql immutable parallel safe as 'select case when is_given then value else held end';
create aggregate dms_loader.last_given(anyelement, boolean) (sfunc = dms_loader.keep_or_take, stype = anyelement);
`,
} as const;
