import type { ActionLog } from '../../../domain/ports/action-log.ts';
import type { GivingUp } from '../../../domain/ports/giving-up.ts';
import type { LetterFacts } from '../../../domain/ports/letter-facts.ts';
import type { Overview } from '../../../domain/ports/overview.ts';
import type { Reconciliation } from '../../../domain/ports/reconciliation.ts';
import type { Refusals } from '../../../domain/ports/refusals.ts';
import type { Reopening } from '../../../domain/ports/reopening.ts';
import type { Traces } from '../../../domain/ports/traces.ts';
import type { Quarantine } from '../../../domain/quarantine/quarantine.ts';
import type { Table } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { clearRefusals } from '../sql/clear-refusals.ts';
import { reopenObjects } from '../sql/reopen-objects.ts';
import { actionLogOf } from './action-log.ts';
import { givingUpOf } from './give-up.ts';
import { letterFactsOf } from './letter-facts.ts';
import { overviewOf } from './overview.ts';
import { quarantineOf } from './quarantine.ts';
import { reconciliationOf } from './reconciliation.ts';
import { traceFile } from './trace-file.ts';
import { comparableKey, traceRow } from './trace-row.ts';
import { tracedFilesOf } from './traced-files.ts';

/** What operators ask of the database, and no load does. */
export interface Operators {
  readonly quarantine: Quarantine;
  readonly actions: ActionLog;
  readonly refusals: Refusals;
  readonly reopening: Reopening;
  readonly givingUp: GivingUp;
  readonly overview: Overview;
  readonly traces: Traces;
  readonly letters: LetterFacts;
  readonly reconciliation: Reconciliation;
}

/** `check` refuses a target that does not fit its mapping. */
export function operatorsOf(connection: Connection, check: (table: Table) => Promise<unknown>): Operators {
  return {
    quarantine: quarantineOf(connection, check),
    actions: actionLogOf(connection),
    givingUp: givingUpOf(connection),
    letters: letterFactsOf(connection),
    reconciliation: reconciliationOf(connection, check),
    overview: overviewOf(connection),
    traces: {
      file: object => traceFile(connection, object),
      row: (table, key) => traceRow(connection, table, key),
      comparableKey: (table, key) => comparableKey(connection, table, key),
      ...tracedFilesOf(connection),
    },
    reopening: { reopen: async objects => (await connection.ask(reopenObjects(objects))).length },
    refusals: { clear: async objects => (await connection.ask(clearRefusals(objects))).length },
  };
}
