import { DELETE } from '../../../domain/change/change.ts';
import { quoted, quotedTarget, quotedTombstones } from '../identifiers.ts';
import { type ChangeShape, givesWay, loadOf, sameKey, writtenAtOf } from './changes.ts';
import { hidesRows } from './hidden-rows.ts';
import type { LastChanges } from './last-changes.ts';

/**
 * Deletes the keys whose last change in the set is a delete, where no newer change stands, and leaves a tombstone for
 * each, whether or not its row was there: a delete that came before its insert must still win. (Where deleted rows stay and
 * are marked, a key of which there is a row is an upsert by then, and a delete only one of which there is none.)
 *
 * Parameters: $1 written at, $2 load; those of the set's source follow. Answers one row: `applied`, the number of delete
 * rows of the file that had their effect; `doomed`, the older rows that were there, and `gone`, those that were removed: a
 * trigger may keep some; `unmet`, deletes of which no row is to be seen, where row security hides rows. Runs before the
 * upserts, under the exclusive lock.
 */
export function mergeDeletes(last: LastChanges): string {
  return `with ${last.expressions}, ${deleteSteps(last)}
select count(*) filter (where s._dms_counted)::bigint as applied, ${deleteChecks(last)}
from buried b join last s on ${sameKey(last.shape.table, 'b', 's')}`;
}

/** The common table expressions behind `last.expressions` that do it: `buried`, a row for each tombstone, and `gone`. */
export function deleteSteps({ shape }: LastChanges): string {
  const { table } = shape;
  const key = table.key.map(quoted).join(', ');
  const position = `(${writtenAtOf(shape, 's')}, s._dms_row)`;
  return `buried as (
  insert into ${quotedTombstones(table)} as d (${key}, _dms_written_at, _dms_row, _dms_load)
  select ${table.key.map(name => `s.${quoted(name)}`).join(', ')}, ${writtenAtOf(shape, 's')}, s._dms_row, ${loadOf(shape, 's')}
  from last s
  where s._dms_effect = ${DELETE} and not exists (
    select from ${quotedTarget(table)} t where ${sameKey(table, 't', 's')} and not (${givesWay(shape, 't', { position })}))
  order by ${table.key.map(name => `s.${quoted(name)}`).join(', ')}
  on conflict (${key}) do update
    set _dms_written_at = excluded._dms_written_at, _dms_row = excluded._dms_row, _dms_load = excluded._dms_load
    where (d._dms_written_at, d._dms_row) < (excluded._dms_written_at, excluded._dms_row)
  returning ${key}
), gone as (
  delete from ${quotedTarget(table)} t using last s
  where ${isDoomed(shape)}
  returning 1
)`;
}

/** `doomed`, `gone` and `unmet`, as columns of a SELECT behind these steps. */
export function deleteChecks({ shape }: LastChanges): string {
  const { table } = shape;
  const target = quotedTarget(table);
  return `(select count(*) from ${target} t join last s on ${isDoomed(shape)})::bigint as doomed,
  (select count(*) from gone)::bigint as gone,
  case when ${hidesRows(table)} then (select count(*) from last s
    where s._dms_effect = ${DELETE} and not exists (select from ${target} t where ${sameKey(table, 't', 's')})) else 0
  end::bigint as unmet`;
}

function isDoomed(shape: ChangeShape): string {
  const position = `(${writtenAtOf(shape, 's')}, s._dms_row)`;
  return `s._dms_effect = ${DELETE} and ${sameKey(shape.table, 't', 's')} and ${givesWay(shape, 't', { position })}`;
}
