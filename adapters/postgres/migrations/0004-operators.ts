/**
 * What the operator's commands need: indexes for their questions, and loads that are to be applied once more.
 *
 * `reopened_at` of an object that is loaded: somebody asked for it to be loaded again although its state is final; the load
 * that does so takes the mark away.
 *
 * `given_up_at` of an object that is not: somebody said that nobody will load it; the next attempt takes the mark away.
 *
 * `common_text` is what domain/error-group.ts makes of an error; kept with it, since 100,000 take a second to make. It writes
 * the objects anew, so it comes before their indexes; loads wait meanwhile (1,000,000 objects on two busy cores: a minute).
 * `object_load_key` has the keys in the order in which S3 lists them, whatever collation the database has.
 * `object_load_folder` tells which folders have failed objects, by which their tables are known.
 */
export const OPERATORS = {
  version: 4,
  name: 'operators',
  sql: `
create function dms_loader.common_text(message text) returns text language sql immutable strict parallel safe as $$
  select pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.regexp_replace(message,
    '"(?:[^"\\\\]|\\\\.)*"(?:\\.\\.\\. \\([0-9]+ characters\\))?', '"…"', 'g'),
    's3://[^ ,:]+', '…', 'g'), '[0-9]+(?:[.,][0-9]+)*', '#', 'g')
$$;
alter table dms_loader.object_load add column reopened_at timestamptz, add column given_up_at timestamptz,
  add column last_error_text text generated always as (dms_loader.common_text(last_error_message)) stored,
  add constraint only_final_is_reopened check (reopened_at is null or state in ('loaded', 'overwritten')),
  add constraint only_open_is_given_up check (given_up_at is null or state not in ('loaded', 'overwritten'));
create index object_load_changed on dms_loader.object_load (changed_at);
create index table_load_loaded on dms_loader.table_load (loaded_at);
create index table_load_activity on dms_loader.table_load (target_schema, target_table, loaded_at);
create index load_attempt_ended on dms_loader.load_attempt (ended_at);
create index operator_action_time on dms_loader.operator_action (acted_at);
create index quarantined_row_object on dms_loader.quarantined_row (object_load_id);
create index object_load_key on dms_loader.object_load (bucket, object_key collate "C");
create index object_load_folder on dms_loader.object_load
  (bucket, (left(object_key, length(object_key) - position('/' in reverse(object_key)) + 1)))
  where state not in ('loaded', 'overwritten');
`,
} as const;
