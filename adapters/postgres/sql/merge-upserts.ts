import pg from 'pg';
import { UPSERT } from '../../../domain/change/change.ts';
import type { Table } from '../../../domain/table/table.ts';
import { quoted, quotedTarget, quotedTombstones } from '../identifiers.ts';
import type { AbsentColumn } from './absent-columns.ts';
import { type ChangeShape, givesWay, isOfObject, loadOf, sameKey, writtenAtOf } from './changes.ts';
import type { LastChanges } from './last-changes.ts';

/** Which checks of an insert are needed; under the target's lock nobody can make another one needed. */
export interface Guards {
  readonly tombstones: boolean;
  readonly floor: boolean;
}

/**
 * Inserts and updates the rows that the last changes of a set leave, where no newer change stands: neither in the row
 * (guard of the update), nor in a tombstone, nor under the table's floor (for a key that is absent).
 *
 * Parameters: $1 written at, $2 load; those of the set's source follow. The command's row count is the number of rows
 * applied; where rows are marked as deleted, one row with `applied` says it, as a key that was left is no row of the file.
 * Keys are merged in their order: two consumers that merge unordered deadlock at once (measured: 20 times slower).
 */
export function mergeUpserts(last: LastChanges, guards: Guards): string {
  const { table } = last.shape;
  const insert = insertUpserts(last, guards);
  const mayUncover = last.shape.isReopened === true && guards.tombstones;
  const uncovered = mayUncover ? `, ${uncoveredKeys(last.shape)}` : '';
  return last.hasMarks
    ? `with ${last.expressions}${uncovered}, merged as (
${insert}
returning ${table.key.map(quoted).join(', ')}
)
select count(*) filter (where s._dms_counted)::bigint as applied
from merged m join last s on ${sameKey(table, 'm', 's')}`
    : `with ${last.expressions}${uncovered}\n${insert}`;
}

/** What a change of a reopened object made a delete before, and does no more. */
function uncoveredKeys(shape: ChangeShape): string {
  return `uncovered as (
  delete from ${quotedTombstones(shape.table)} d using last s
  where s._dms_effect = ${UPSERT} and ${sameKey(shape.table, 'd', 's')} and ${isOwnTombstone(shape)}
)`;
}

function isOwnTombstone(shape: ChangeShape): string {
  return `(d._dms_written_at, d._dms_row) = (${writtenAtOf(shape, 's')}, s._dms_row) and ${isOfObject('d')}`;
}

/** The INSERT behind `last.expressions`. `condition` is one more for all of its rows, SQL that begins with `and`. */
export function insertUpserts(last: LastChanges, guards: Guards, condition = ''): string {
  const { shape, names, hasMarks } = last;
  const { table } = shape;
  const mark = table.onDelete === 'mark' ? ['_dms_deleted'] : [];
  const cells = [
    ...names.map(name => `s.${name}`),
    ...[writtenAtOf(shape, 's'), 's._dms_row', loadOf(shape, 's')],
    ...mark.map(() => (hasMarks ? 's._dms_deleted' : 'false')),
    ...last.fills.map(column => filled(table, column)),
  ];
  const fills = last.fills.map(({ name }) => quoted(name));
  return `insert into ${quotedTarget(table)} as t (${[...names, '_dms_written_at', '_dms_row', '_dms_load', ...mark, ...fills].join(', ')})
select ${cells.join(', ')}
from last s${fills.length === 0 ? '' : ` left join ${quotedTarget(table)} b on ${sameKey(table, 'b', 's')}`}
where s._dms_effect = ${UPSERT}${guards.tombstones ? noNewerTombstone(shape) : ''}${guards.floor ? aboveFloor(shape) : ''}${condition}
order by ${table.key.map(name => `s.${quoted(name)}`).join(', ')}
on conflict (${table.key.map(quoted).join(', ')}) do update
  set ${assignments(table, [...names, ...mark])}
  where ${givesWay(shape, 't', { position: '(excluded._dms_written_at, excluded._dms_row)', differs: differs(table, [...names, ...mark]) })}`;
}

/** Bit by bit, as some types (json) have no equality, and others take 1.0 for 1.00. */
function differs(table: Table, names: readonly string[]): string {
  const own = besidesKey(table, names);
  const rowOf = (alias: string) => `row(${own.map(name => `${alias}.${name}`).join(', ')})::record`;
  return own.length === 0 ? 'false' : `${rowOf('t')} *<> ${rowOf('excluded')}`;
}

/** What the row holds, or what a new one begins with. The update leaves it alone. */
function filled(table: Table, { name, type, default: begin }: AbsentColumn): string {
  const isThere = `b.${quoted(table.key[0] ?? '')} is not null`;
  return `case when ${isThere} then b.${quoted(name)} else (${begin ?? 'null'})::${type} end`;
}

function noNewerTombstone(shape: ChangeShape): string {
  const { table } = shape;
  return `
  and not exists (select from ${quotedTombstones(table)} d
    where ${sameKey(table, 'd', 's')} and (d._dms_written_at, d._dms_row) >= (${writtenAtOf(shape, 's')}, s._dms_row)${
      shape.isReopened === true ? `\n      and not (${isOwnTombstone(shape)})` : ''
    })`;
}

function aboveFloor(shape: ChangeShape): string {
  const { table } = shape;
  return `
  and (${isAboveFloor(shape)}
    or exists (select from ${quotedTarget(table)} x where ${sameKey(table, 'x', 's')}))`;
}

/** Whether a change `s` is newer than the table's floor, if there is one. */
export function isAboveFloor(shape: ChangeShape): string {
  const { schema, table } = shape.table.target;
  return `not exists (select from dms_loader.table_floor f
      where f.target_schema = ${pg.escapeLiteral(schema)} and f.target_table = ${pg.escapeLiteral(table)}
        and (f.written_at, f.row_number) >= (${writtenAtOf(shape, 's')}, s._dms_row))`;
}

function assignments(table: Table, names: readonly string[]): string {
  return [...besidesKey(table, names), '_dms_written_at', '_dms_row', '_dms_load']
    .map(name => `${name} = excluded.${name}`)
    .join(', ');
}

function besidesKey(table: Table, names: readonly string[]): readonly string[] {
  const key = table.key.map(quoted);
  return names.filter(name => !key.includes(name));
}
