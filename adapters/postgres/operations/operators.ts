import type { ActionLog } from '../../../domain/ports/action-log.ts';
import type { Refusals } from '../../../domain/ports/refusals.ts';
import type { Quarantine } from '../../../domain/quarantine/quarantine.ts';
import type { Table } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { clearRefusals } from '../sql/clear-refusals.ts';
import { actionLogOf } from './action-log.ts';
import { quarantineOf } from './quarantine.ts';

/** What operators ask of the database, and no load does. */
export interface Operators {
  readonly quarantine: Quarantine;
  readonly actions: ActionLog;
  readonly refusals: Refusals;
}

/** `check` refuses a target that does not fit its mapping. */
export function operatorsOf(connection: Connection, check: (table: Table) => Promise<unknown>): Operators {
  return {
    quarantine: quarantineOf(connection, check),
    actions: actionLogOf(connection),
    refusals: { clear: async objects => (await connection.ask(clearRefusals(objects))).length },
  };
}
