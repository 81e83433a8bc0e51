import { sameKey } from './changes.ts';
import type { LastChanges } from './last-changes.ts';
import { deleteChecks, deleteSteps } from './merge-deletes.ts';
import { type Guards, insertUpserts } from './merge-upserts.ts';

/** Both checks are made: asking whether they are needed would take a round trip. */
const GUARDS: Guards = { tombstones: true, floor: true };

/**
 * Merges a set of several loads in one statement, so that its rows are sent once: deletes and upserts are of different keys,
 * and the upserts wait for the deletes, which free what may have to be unique.
 *
 * Parameters: $1 written at, $2 load, both NULL, since the changes say them; those of the set's source follow. Answers a row
 * for each load with changes among the last of their keys: `load`, and `last`, how many of these are rows of its file. Each
 * row has the sums, too: `effects` are the last changes, with keys that were left, `done` those that took effect, and `applied`
 * the rows of files among these; of a set with deletes, `doomed`, `gone` and `unmet` (merge-deletes.ts).
 */
export function mergeLoads(last: LastChanges, hasDeletes: boolean): string {
  const behind = hasDeletes ? '\n  and (select count(*) from gone) >= 0' : '';
  const sum = (buried: string) =>
    `((select count(*) from merged)${hasDeletes ? ` + (select count(*) from ${buried})` : ''})::bigint`;
  const rowsBuried = `buried b join last s on ${sameKey(last.shape.table, 'b', 's')} where s._dms_counted`;
  return `with ${last.expressions}, ${hasDeletes ? `${deleteSteps(last)}, ` : ''}merged as (
${insertUpserts(last, GUARDS, behind)}
returning 1)
select l._dms_load as load, count(*) filter (where l._dms_counted)::bigint as last,
  (select count(*) from last)::bigint as effects, ${sum('buried')} as done, ${sum(rowsBuried)} as applied${
    hasDeletes ? `,\n  ${deleteChecks(last)}` : ''
  }
from last l group by l._dms_load`;
}
