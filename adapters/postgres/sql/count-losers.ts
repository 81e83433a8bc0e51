import { UPSERT } from '../../../domain/change/change.ts';
import { quotedTarget, quotedTombstones } from '../identifiers.ts';
import { allChanges, type ChangeShape, loadOf, sameKey, writtenAtOf } from './changes.ts';
import type { LastChanges } from './last-changes.ts';
import { isAboveFloor } from './merge-upserts.ts';

/**
 * Counts what did not take effect, after the merge and under the same lock. Asked only when something did not.
 *
 * Answers `staged` (changes of the set), `last` (those that no later one of the set beat), `unchanged` (those of the
 * last whose very position the table holds from another load; of a reopened object from whatever load, those that were applied
 * among them) and `beaten` (those of the last that a newer row or tombstone
 * of their key beats, or, where the key is absent, the floor). A row of the last that is none of these and was not applied
 * went somewhere else: a trigger may drop it. Parameters as in `mergeUpserts`, those of the source always among them.
 */
export function countLosers(last: LastChanges): string {
  return `${judged(last)}
select ${last.rowCount}::bigint as staged, ${VERDICTS}
from judged`;
}

/** The same where none of the last changes lost to what the target held. */
export function countLast({ expressions, rowCount }: LastChanges): string {
  return `with ${expressions}
select ${rowCount}::bigint as staged, count(*)::bigint as last, 0::bigint as unchanged, 0::bigint as beaten
from last where _dms_counted and ($1::timestamptz, $2::bigint) is not null`;
}

/** As `countLosers`, of a set of several loads, a row for each with `load`, without `staged`. */
export function countLosersOfLoads(last: LastChanges): string {
  return `${judged(last)}
select load, ${VERDICTS}
from judged group by load`;
}

const VERDICTS = `count(*)::bigint as last,
  count(*) filter (where _dms_is_unchanged)::bigint as unchanged,
  count(*) filter (where _dms_is_beaten and not _dms_is_unchanged)::bigint as beaten`;

function judged({ shape, expressions }: LastChanges): string {
  const { table } = shape;
  const position = `(${writtenAtOf(shape, 's')}, s._dms_row)`;
  const heldBy = (isSo: string) =>
    [quotedTarget(table), quotedTombstones(table)]
      .map(relation => `exists (select from ${relation} h where ${sameKey(table, 'h', 's')} and ${isSo})`)
      .join('\n    or ');
  const floored = `s._dms_effect = ${UPSERT} and not exists (
      select from ${quotedTarget(table)} x where ${sameKey(table, 'x', 's')}) and not (${isAboveFloor(shape)})`;
  const isOther = shape.isReopened === true ? '' : ` and h._dms_load <> ${loadOf(shape, 's')}`;
  return `with ${expressions}, judged as (
  select ${loadOf(shape, 's')} as load,
    ${heldBy(`(h._dms_written_at, h._dms_row) = ${position}${isOther}`)} as _dms_is_unchanged,
    ${heldBy(`(h._dms_written_at, h._dms_row) > ${position}`)}
    or ${floored} as _dms_is_beaten
  from last s where s._dms_counted
)`;
}

/** The same where nothing has a key: none but the floor beats a row. */
export function countAppendLosers(shape: ChangeShape, source: string): string {
  return `with ${allChanges(shape, source)}
select count(*)::bigint as staged, count(*)::bigint as last, 0::bigint as unchanged,
  count(*) filter (where not ${isAboveFloor(shape)})::bigint as beaten
from change s where ($1::timestamptz, $2::bigint) is not null`;
}
