/** The second half of a fold (fold-changes.ts): what a segment says is laid over what its row was before. */

import type { Table } from '../../../domain/table/table.ts';
import { quoted, quotedTarget } from '../identifiers.ts';
import type { AbsentColumn } from './absent-columns.ts';
import { type ChangeShape, isFromBefore, positionOf, sameKey } from './changes.ts';

/** What is folded. */
export interface Fold {
  readonly shape: ChangeShape;
  readonly source: string;
  /** Places, in `shape.columns`, of the columns that some change keeps. Where rows are marked: of all but the key's. */
  readonly kept: readonly number[];
  readonly absent: readonly AbsentColumn[];
}

/** A row may come from another key, or be one that was marked as deleted. */
export function comesFromOthers(shape: ChangeShape): boolean {
  return shape.hasOldKey || isMarking(shape);
}

export function isMarking({ table }: ChangeShape): boolean {
  return table.onDelete === 'mark';
}

/**
 * The segments laid over what their rows come from: the target's row, which must be the older one, or, by recursion, the
 * segment that the row left. Recursion is as deep as the longest chain of keys, and takes each segment once.
 */
export function resolved(fold: Fold, from: string): string {
  const { shape } = fold;
  const { table } = shape;
  const roots = `select ${laidOver(fold, isThereAs('b', table))}
  from ${from} o left join ${quotedTarget(table)} b on ${sameKey(table, 'b', 'o')} and o._dms_segment = 0
    and ${isBase(shape)}
  where o._dms_from is null`;
  const others = `select ${laidOver(fold, 'b._dms_exists', before('l', shape) && isThereAs('l', table))}
  from resolved b join ${from} o on o._dms_from = b._dms_left_by${leftAtKey(shape)}`;
  return `resolved as (
  ${comesFromOthers(shape) ? `${roots}\n  union all\n  ${others}` : roots}
)`;
}

/** Whether the target's row `b` is what a segment `o` begins with; of a reopened object, what it ended with before. */
function isBase(shape: ChangeShape): string {
  const position = '(o._dms_written_at, o._dms_row)';
  const isOlder = `${positionOf('b')} < ${position}`;
  const isBefore = before('b', shape);
  const isItsEnd = shape.isReopened === true ? `${positionOf('b')} = ${position} and ` : '';
  return isBefore === undefined ? isOlder : `(${isOlder} or (${isItsEnd}${isBefore}))`;
}

function before(alias: string, shape: ChangeShape): string | undefined {
  return isFromBefore(shape, alias, 'o._dms_load');
}

/**
 * A row that moved before its load started over, or in an earlier load of its object, is at its new key already, and no more where it came from: what no change
 * says it has from there.
 */
function leftAtKey(shape: ChangeShape): string {
  const isBefore = before('l', shape);
  return isBefore === undefined
    ? ''
    : `\n  left join ${quotedTarget(shape.table)} l on ${sameKey(shape.table, 'l', 'o')} and o._dms_is_final
    and l._dms_row >= o._dms_from and ${isBefore}`;
}

function isThereAs(alias: string, { key }: Table): string {
  return `${alias}.${quoted(key[0] ?? '')} is not null`;
}

/** The cells of a segment `o` over those of its base `b`, and of what was left at its key, `l`. */
function laidOver({ shape, kept, absent }: Fold, isThere: string, isLeft?: string): string {
  const isBased = isLeft === undefined ? isThere : `${isThere} or ${isLeft}`;
  const baseOf = (name: string) => (isLeft === undefined ? `b.${name}` : `coalesce(b.${name}, l.${name})`);
  const own = shape.columns.map((column, at) => {
    const name = quoted(column.name);
    if (shape.table.key.includes(column.name)) {
      return `o.${name}`;
    }
    const isOwn = kept.includes(at) ? `o._dms_given_${at} or not (${isBased})` : 'o._dms_is_written';
    return `case when ${isOwn} then o.${name} else ${baseOf(name)} end as ${name}`;
  });
  const lacking = absent.map(column => {
    const name = quoted(column.name);
    const left = isLeft === undefined ? '' : `when ${isLeft} then l.${name} `;
    return `case ${left}when ${isThere} then b.${name} else (${column.default ?? 'null'})::${column.type} end as ${name}`;
  });
  return [
    'o._dms_row, o._dms_counted, o._dms_written_at, o._dms_left_by, o._dms_is_final',
    'o._dms_left_by is not null as _dms_left',
    ...(isMarking(shape) ? ['o._dms_marks'] : []),
    `(o._dms_is_written or ${shape.isReopened === true ? isBased : isThere}) as _dms_exists`,
    ...own,
    ...lacking,
  ].join(',\n    ');
}
