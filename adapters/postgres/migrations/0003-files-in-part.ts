/**
 * Files that take several transactions. A run loads consecutive rows of a slice; `next_row` is the first row that is not
 * committed, and changes in the transaction of the rows. All rows are counted in the file, from 1.
 *
 * No run is applied twice: the unique index over the runs of one object would refuse its second line in `load_attempt`.
 */
export const FILES_IN_PART = {
  version: 3,
  name: 'files in part',
  sql: `
alter table dms_loader.object_load add column slices_left integer check (slices_left >= 0),
  add column restarts integer not null default 0;

create table dms_loader.object_slice (
  object_load_id bigint not null references dms_loader.object_load,
  slice integer not null check (slice >= 1),
  from_row bigint not null check (from_row >= 1),
  before_row bigint,
  next_row bigint not null,
  is_done boolean not null default false,
  is_direct boolean,
  last_sequence text,
  row_groups_done integer,
  row_groups_all integer,
  began_at timestamptz not null default clock_timestamp(),
  done_at timestamptz,
  primary key (object_load_id, slice),
  constraint progress_within_slice check (next_row >= from_row and (before_row is null or next_row <= before_row)),
  constraint done_once check (is_done = (done_at is not null))
);

alter table dms_loader.load_attempt add column slice integer, add column first_row bigint, add column before_row bigint,
  add column restarts integer;
create unique index load_attempt_run on dms_loader.load_attempt (object_load_id, restarts, slice, first_row)
  where first_row is not null;

-- Row groups are counted over the whole file, so of several slices they say nothing together.
create or replace view dms_loader.load_history as
select o.object_load_id, t.table_load_id, 's3://' || o.bucket || '/' || o.object_key as object, o.etag, o.state,
       t.target_schema || '.' || t.target_table as target, t.written_at, t.rows_read, t.rows_applied, t.rows_unchanged,
       t.rows_superseded, t.rows_quarantined, o.attempts, o.first_seen_at, t.loaded_at,
       case when o.state in ('loaded', 'overwritten') then null else o.last_error_message end as error,
       s.slices, s.slices_done, case when s.slices = 1 then s.row_groups_done end as row_groups_done,
       case when s.slices = 1 then s.row_groups_all end as row_groups_all, o.restarts
from dms_loader.object_load o left join dms_loader.table_load t using (object_load_id)
  left join lateral (
    select count(*) as slices, count(*) filter (where is_done) as slices_done, max(row_groups_done) as row_groups_done,
           max(row_groups_all) as row_groups_all
    from dms_loader.object_slice p where p.object_load_id = o.object_load_id having count(*) > 0
  ) s on true;

create or replace view dms_loader.table_freshness as
select target_schema || '.' || target_table as target, max(written_at) filter (where written_at > 'epoch') as newest_written_at,
       now() - max(written_at) filter (where written_at > 'epoch') as age, max(loaded_at) as last_loaded_at,
       count(*) as files, sum(rows_applied) as rows_applied
from dms_loader.table_load
where object_load_id not in (select object_load_id from dms_loader.object_load where state = 'partial')
group by target_schema, target_table;
`,
} as const;
