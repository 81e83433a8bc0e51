import type pg from 'pg';
import type { Table } from '../../../domain/table/table.ts';

/** What was done on somebody's word. */
export interface OperatorAction {
  readonly action: string;
  /** Undefined for what is about no single target. */
  readonly table?: Pick<Table, 'target'> | undefined;
  /** Who did it. */
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

const TEXT = `insert into dms_loader.operator_action (action, target_schema, target_table, actor, detail)
values ($1, $2, $3, $4, $5)`;

/** Writes an action into the audit table, in the transaction of the action itself. */
export function recordAction({ action, table, actor, detail }: OperatorAction): pg.QueryConfig {
  return {
    text: TEXT,
    values: [action, table?.target.schema ?? null, table?.target.table ?? null, actor, JSON.stringify(detail)],
  };
}
