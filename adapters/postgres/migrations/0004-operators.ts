/**
 * What the operator's commands need: indexes for their questions, and loads that are to be applied once more.
 *
 * `reopened_at` of an object that is loaded: somebody asked for it to be loaded again although its state is final; the load
 * that does so takes the mark away.
 */
export const OPERATORS = {
  version: 4,
  name: 'operators',
  sql: `
alter table dms_loader.object_load add column reopened_at timestamptz,
  add constraint only_final_is_reopened check (reopened_at is null or state in ('loaded', 'overwritten'));
create index object_load_changed on dms_loader.object_load (changed_at);
create index table_load_loaded on dms_loader.table_load (loaded_at);
create index table_load_activity on dms_loader.table_load (target_schema, target_table, loaded_at);
create index load_attempt_ended on dms_loader.load_attempt (ended_at);
create index operator_action_time on dms_loader.operator_action (acted_at);
`,
} as const;
