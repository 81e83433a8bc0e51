import { quotedTarget, quotedTombstones } from '../identifiers.ts';
import { sameKey, writtenAtOf } from './changes.ts';
import type { LastChanges } from './last-changes.ts';

/**
 * Counts what did not take effect, after the merge and under the same lock. Asked only when something did not.
 *
 * Answers `staged` (changes of the set), `last` (those that no later one of the set beat) and `unchanged` (those of the
 * last whose very position the table holds from another load). Parameters as in `mergeUpserts`, those of the source always
 * among them.
 */
export function countLosers({ shape, expressions, rowCount }: LastChanges): string {
  const { table } = shape;
  const heldBy = (relation: string) => `exists (select from ${relation} h where ${sameKey(table, 'h', 's')}
      and h._dms_written_at = ${writtenAtOf(shape, 's')} and h._dms_row = s._dms_row and h._dms_load <> $2::bigint)`;
  return `with ${expressions}
select ${rowCount}::bigint as staged,
  count(*)::bigint as last,
  count(*) filter (where ${heldBy(quotedTarget(table))}
    or ${heldBy(quotedTombstones(table))})::bigint as unchanged
from last s where s._dms_counted`;
}
