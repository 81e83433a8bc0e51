/** A rehearsal's account of its target: which rows were there before its merge, and which are after it. */
import type { Table } from '../../../domain/table/table.ts';
import { quoted, quotedTarget } from '../identifiers.ts';
import { allChanges, type ChangeShape, sameKey } from './changes.ts';

function nameOf(tableLoadId: bigint): string {
  return `dms_rehearsed_${tableLoadId}`;
}

/** SQL that makes the temporary table of the keys that a load changes. */
export function createRehearsed(table: Table, tableLoadId: bigint): string {
  const key = table.key.map(name => `t.${quoted(name)}`).join(', ');
  return `create temporary table ${nameOf(tableLoadId)} on commit drop as
select ${key}, true as _dms_was_there from ${quotedTarget(table)} t limit 0`;
}

/** Notes each key of a set, the keys that its rows left among them, and whether the target has its row. Parameters as in a merge. */
export function noteRehearsed(shape: ChangeShape, source: string, tableLoadId: bigint): string {
  const { table } = shape;
  const key = table.key.map(name => `c.${quoted(name)}`).join(', ');
  return `with ${allChanges(shape, source)}
insert into ${nameOf(tableLoadId)}
select distinct ${key}, exists (select from ${quotedTarget(table)} t where ${sameKey(table, 't', 'c')}${isAlive(table)})
from change c where ($1::timestamptz, $2::bigint) is not null`;
}

/** What became of those rows: `inserted`, `updated`, `deleted`. */
export function countRehearsed(table: Table, tableLoadId: bigint): string {
  const [first = ''] = table.key;
  const isThere = `t.${quoted(first)} is not null`;
  return `select count(*) filter (where not k._dms_was_there and ${isThere})::bigint as inserted,
  count(*) filter (where k._dms_was_there and ${isThere} and t._dms_load = ${tableLoadId})::bigint as updated,
  count(*) filter (where k._dms_was_there and not ${isThere})::bigint as deleted
from ${nameOf(tableLoadId)} k left join ${quotedTarget(table)} t on ${sameKey(table, 't', 'k')}${isAlive(table)}`;
}

/** A row that is marked as deleted is none. */
function isAlive({ onDelete }: Table): string {
  return onDelete === 'mark' ? ' and not t._dms_deleted' : '';
}

/** SQL that says whether there is such an account: a load that fills an empty target has none. */
export function isRehearsed(tableLoadId: bigint): string {
  return `select to_regclass('pg_temp.${nameOf(tableLoadId)}') is not null as is_noted`;
}
