import type { ActionLog } from '../../../domain/ports/action-log.ts';
import type { Connection } from '../connection.ts';

/** Without a result until its end: such a line was broken off. */
const BEGIN = `insert into dms_loader.operator_action (action, target_schema, target_table, actor, detail)
values ($1, $2, $3, $4, $5) returning operator_action_id`;

const END = `update dms_loader.operator_action
set detail = detail || jsonb_build_object('result', $2::jsonb, 'ended_at', clock_timestamp())
where operator_action_id = $1`;

export function actionLogOf(connection: Connection): ActionLog {
  return {
    async begin({ action, target, actor, detail }) {
      const values = [action, target?.schema ?? null, target?.table ?? null, actor, JSON.stringify(detail)];
      const [row] = await connection.ask<{ readonly operator_action_id: string }>({ text: BEGIN, values });
      const id = row?.operator_action_id;
      return {
        end: async result => void (await connection.ask({ text: END, values: [id, JSON.stringify(result)] })),
      };
    },
  };
}
