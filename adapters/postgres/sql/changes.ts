import { DELETE } from '../../../domain/change/change.ts';
import type { SqlType } from '../../../domain/columns/column.ts';
import type { Table, TableColumn } from '../../../domain/table/table.ts';
import { quoted } from '../identifiers.ts';

/** What the statements of a load need to know of its shape; two loads of one shape share their statements. */
export interface ChangeShape {
  readonly table: Table;
  /** The target columns that the file has, the key's among them. */
  readonly columns: readonly TableColumn[];
  /** The file carries the key before the change. */
  readonly hasOldKey: boolean;
}

/** A column of the staged changes, before the table's own. */
export interface ShapeColumn {
  readonly name: string;
  readonly sql: SqlType;
  /** As CREATE TABLE writes it. */
  readonly declaration: string;
}

const ROW: ShapeColumn = { name: '_dms_row', sql: 'bigint', declaration: 'bigint' };
const EFFECT: ShapeColumn = { name: '_dms_effect', sql: 'smallint', declaration: 'smallint' };

/** Row number, effect, the target's columns, the old key: the order in which changes are staged and sent. */
export function shapeColumns({ table, columns, hasOldKey }: ChangeShape): readonly ShapeColumn[] {
  const own = columns.map(column => ({
    name: column.name,
    sql: column.type.sql,
    declaration: column.type.declaration,
  }));
  const oldKey = keyColumns(table).map((column, index) => ({
    name: oldKeyName(index),
    sql: column.type.sql,
    declaration: column.type.declaration,
  }));
  return [ROW, EFFECT, ...own, ...(hasOldKey ? oldKey : [])];
}

/** The table's key columns, in the order of the key. */
function keyColumns(table: Table): readonly TableColumn[] {
  return table.key.flatMap(name => table.columns.filter(column => column.name === name));
}

/**
 * The last change of each key, as two common table expressions: `change` (every effect of the set) and `last`.
 *
 * A changed key has two effects: the row stands under its new key, and the old key is deleted. The latter does not count
 * as a row of the file (`_dms_counted`). Bulk apply equals one-by-one apply because nothing but the last effect of a key
 * survives.
 */
export function lastChanges(shape: ChangeShape, source: string): string {
  const key = shape.table.key.map(quoted).join(', ');
  const own = shape.columns.map(column => quoted(column.name)).join(', ');
  const all = `select _dms_row, _dms_effect, true as _dms_counted, ${own} from ${source}`;
  const moved = shape.hasOldKey ? `\n  union all\n  ${leftKeys(shape, source)}` : '';
  return `change as (
  ${all}${moved}
), last as (
  select distinct on (${key}) * from change order by ${key}, _dms_row desc
)`;
}

/** Deletes of the keys that rows left. A part of a composite key that has no before image stayed as it is. */
function leftKeys({ table, columns }: ChangeShape, source: string): string {
  const before = table.key.map((name, index) => `coalesce(${oldKeyName(index)}, ${quoted(name)})`);
  const own = columns.map(({ name }) => {
    const part = table.key.indexOf(name);
    return part < 0 ? 'null' : (before[part] ?? 'null');
  });
  const key = table.key.map(quoted);
  return `select _dms_row, ${DELETE}::smallint, false, ${own.join(', ')} from ${source}
  where _dms_effect <> ${DELETE} and (${before.join(', ')}) is distinct from (${key.join(', ')})`;
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
