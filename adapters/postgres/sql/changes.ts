import { DELETE } from '../../../domain/change/change.ts';
import type { SqlType } from '../../../domain/columns/column.ts';
import type { TableIntent } from '../../../domain/ports/intent.ts';
import type { RowRange } from '../../../domain/ports/partial.ts';
import { type DerivedColumn, isAppendOnly, type Table } from '../../../domain/table/table.ts';
import { quoted } from '../identifiers.ts';

/** What the statements of a load need to know of its shape; two loads of one shape share their statements. */
export interface ChangeShape {
  readonly table: Table;
  /** The target columns that the file has, the key's among them. */
  readonly columns: readonly DerivedColumn[];
  /** The file carries the key before the change. */
  readonly hasOldKey: boolean;
  /** Changes may leave columns as they are. */
  readonly mayKeep: boolean;
  /** Each change says itself when it was written. */
  readonly hasWrittenAt: boolean;
  readonly hasChangeSequence: boolean;
  /** Each change says itself of which load it is: the set is of several. */
  readonly hasLoad?: boolean | undefined;
  /** Of a run: the number of its first row in the file. */
  readonly fromRow?: number | undefined;
  /** Of a run of a load that started over: what of its rows stands in the target from before. */
  readonly leftovers?: RowRange | undefined;
  /** Its object is loaded once more: a change meets what it made before, at its very position. */
  readonly isReopened?: boolean | undefined;
  /** As `isReopened`, and what it made before is written anew though it be equal: it then has the load that counts the row. */
  readonly isRetried?: boolean | undefined;
}

export function shapeOf(intent: Omit<TableIntent, 'expectsDistinctKeys' | 'rowCount'>): ChangeShape {
  return {
    table: intent.table,
    columns: intent.columns,
    hasOldKey: intent.hasOldKey,
    mayKeep: intent.mayKeep === true,
    hasWrittenAt: intent.hasWrittenAt === true,
    hasChangeSequence: intent.hasChangeSequence === true,
  };
}

/** A column of the staged changes. */
export interface ShapeColumn {
  readonly name: string;
  readonly sql: SqlType;
  /** As CREATE TABLE writes it. */
  readonly declaration: string;
}

/** The order in which changes are staged and sent: row number, effect, the target's columns, and what else the shape has. */
export function shapeColumns(shape: ChangeShape): readonly ShapeColumn[] {
  const { table, columns, hasOldKey } = shape;
  const oldKey = keyColumns(table).map((column, index) => declared(oldKeyName(index), column));
  return [
    plain('_dms_row', 'bigint'),
    plain('_dms_effect', 'smallint'),
    ...columns.map(column => declared(column.name, column)),
    ...(hasOldKey ? oldKey : []),
    ...(shape.mayKeep ? [plain('_dms_kept', 'bytea')] : []),
    ...(shape.hasWrittenAt ? [plain('_dms_written_at', 'timestamptz')] : []),
    ...(shape.hasChangeSequence ? [plain('_dms_change_seq', 'text')] : []),
    ...(isAppendOnly(table) ? [plain('_dms_op', 'text')] : []),
    ...(shape.hasLoad === true ? [plain('_dms_load', 'bigint')] : []),
  ];
}

function plain(name: string, sql: SqlType): ShapeColumn {
  return { name, sql, declaration: sql };
}

function declared(name: string, { type }: DerivedColumn): ShapeColumn {
  return { name, sql: type.sql, declaration: type.declaration };
}

/** The table's key columns, in the order of the key. */
function keyColumns(table: Table): readonly DerivedColumn[] {
  return table.key.flatMap(name => table.columns.filter(column => column.name === name));
}

/** Of the expression `change`. */
export interface ChangeCells {
  /** The effect of a row of the file. */
  readonly effect: string;
  /** Columns besides: what they are of a row of the file, and of a key that was left. */
  readonly more: readonly { readonly name: string; readonly own: string; readonly left: string }[];
}

const PLAIN: ChangeCells = { effect: '_dms_effect', more: [] };

/**
 * The common table expression `change`: every effect of a set.
 *
 * A changed key has two effects: the row stands under its new key, and the old key is deleted. The latter does not count
 * as a row of the file (`_dms_counted`). A mapping's own SQL may have deleted such a row: then both keys are.
 */
export function allChanges(shape: ChangeShape, source: string, { effect, more }: ChangeCells = PLAIN): string {
  const own = shape.columns.map(column => quoted(column.name));
  const lineage = [
    ...(shape.hasWrittenAt ? ['_dms_written_at'] : []),
    ...(shape.hasLoad === true ? ['_dms_load'] : []),
  ];
  const lead = ['_dms_row', effect, 'true as _dms_counted', ...lineage];
  const all = [...lead, ...own, ...more.map(column => `${column.own} as ${column.name}`)];
  const left = [
    ...['_dms_row', `${DELETE}::smallint`, 'false', ...lineage],
    ...leftCells(shape),
    ...more.map(column => column.left),
  ];
  const moved = shape.hasOldKey
    ? `\n  union all\n  select ${left.join(', ')} from ${source}\n  where ${hasOtherKey(shape)}`
    : '';
  return `change as (
  select ${all.join(', ')} from ${source}${moved}
)`;
}

/** Whether a staged row changed its key. A part of a composite key that has no before image stayed as it is. */
export function isMoved(shape: ChangeShape): string {
  return shape.hasOldKey ? `_dms_effect <> ${DELETE} and ${hasOtherKey(shape)}` : 'false';
}

function hasOtherKey({ table }: ChangeShape): string {
  return `(${keyBefore(table).join(', ')}) is distinct from (${table.key.map(quoted).join(', ')})`;
}

function keyBefore(table: Table): readonly string[] {
  return table.key.map((name, index) => `coalesce(${oldKeyName(index)}, ${quoted(name)})`);
}

/** A delete of a key that was left: the key, and NULL besides. */
function leftCells({ table, columns }: ChangeShape): readonly string[] {
  const before = keyBefore(table);
  return columns.map(({ name }) => before[table.key.indexOf(name)] ?? 'null');
}

function oldKeyName(index: number): string {
  return `_dms_old_${index + 1}`;
}

/** `a.x = b.x and a.y = b.y` over the key. */
export function sameKey(table: Table, left: string, right: string): string {
  return table.key.map(name => `${left}.${quoted(name)} = ${right}.${quoted(name)}`).join(' and ');
}

/** The position of a stored row as one row value; a row older than the loader has none and is the oldest. */
export function positionOf(alias: string): string {
  return `(coalesce(${alias}._dms_written_at, '-infinity'), coalesce(${alias}._dms_row, 0))`;
}

/** A change, as SQL. */
interface Comer {
  readonly position: string;
  /** Whether it would alter the row that it made before. */
  readonly differs?: string;
}

/**
 * Whether a stored row gives way to a change: it is older, or left from before the change's load started over, or what this
 * very change of a reopened object made.
 */
export function givesWay(shape: ChangeShape, alias: string, { position, differs = 'true' }: Comer): string {
  const isOlder = `${positionOf(alias)} < ${position}`;
  if (shape.isReopened === true) {
    const isOther = shape.isRetried === true ? '' : ` and ${differs}`;
    return `(${isOlder} or (${positionOf(alias)} = ${position} and ${isOfObject(alias)}${isOther}))`;
  }
  return shape.leftovers === undefined ? isOlder : `(${isOlder} or ${isLeftover(shape.leftovers, alias)})`;
}

/** Whether a row was made by a load of the object that `load` is of, under whatever mapping. */
export function isOfObject(alias: string, load = '$2::bigint'): string {
  return `${alias}._dms_load in (select e.table_load_id from dms_loader.table_load n
      join dms_loader.table_load e using (object_load_id) where n.table_load_id = ${load})`;
}

/** Whether a row may stand there from an earlier time of the load `load`; undefined: of this one none does. */
export function isFromBefore(shape: ChangeShape, alias: string, load: string): string | undefined {
  if (shape.isReopened === true) {
    return isOfObject(alias, load);
  }
  return shape.leftovers && isLeftover(shape.leftovers, alias, load);
}

/** A row of this very load that it did not come to again: its runs go by the numbers of rows. */
function isLeftover({ fromRow, beforeRow }: RowRange, alias: string, load = '$2::bigint'): string {
  const before = beforeRow === undefined ? '' : ` and ${alias}._dms_row < ${beforeRow}`;
  return `${alias}._dms_load is not distinct from ${load} and ${alias}._dms_row >= ${fromRow}${before}`;
}

/** When a change was written: $1, unless it says so itself. */
export function writtenAtOf({ hasWrittenAt }: Pick<ChangeShape, 'hasWrittenAt'>, alias: string): string {
  return hasWrittenAt ? `coalesce(${alias}._dms_written_at, $1::timestamptz)` : '$1::timestamptz';
}

/** Of which load a change is: $2, unless it says so itself. */
export function loadOf({ hasLoad }: Pick<ChangeShape, 'hasLoad'>, alias: string): string {
  return hasLoad === true ? `coalesce(${alias}._dms_load, $2::bigint)` : '$2::bigint';
}
