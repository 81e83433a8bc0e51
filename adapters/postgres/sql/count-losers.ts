import { quotedTarget, quotedTombstones } from '../identifiers.ts';
import { type ChangeShape, lastChanges, sameKey } from './changes.ts';

/**
 * Counts what did not take effect, after the merge and under the same lock. Asked only when something did not.
 *
 * Answers `staged` (changes of the set), `last` (those that no later one of the set beat) and `unchanged` (those of the
 * last whose very position the table holds from another load). Parameters as in `mergeUpserts`.
 */
export function countLosers(shape: ChangeShape, source: string): string {
  const { table } = shape;
  const heldBy = (relation: string) => `exists (select from ${relation} h where ${sameKey(table, 'h', 's')}
      and h._dms_written_at = $1::timestamptz and h._dms_row = s._dms_row and h._dms_load <> $2::bigint)`;
  return `with ${lastChanges(shape, source)}
select (select count(*) from change where _dms_counted)::bigint as staged,
  count(*)::bigint as last,
  count(*) filter (where ${heldBy(quotedTarget(table))}
    or ${heldBy(quotedTombstones(table))})::bigint as unchanged
from last s where s._dms_counted`;
}
