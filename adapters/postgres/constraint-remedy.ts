import { shellWord } from '../../domain/shell-word.ts';
import { type Table, targetName } from '../../domain/table/table.ts';
import type { ServerFault } from './server-fault.ts';
import type { ConstraintRow } from './sql/describe-constraint.ts';

/** Whose row was refused, and what becomes of it. */
interface Refused {
  readonly table: Table;
  /** Nothing tries it again by itself; else its file fails, and is. */
  readonly isSetAside: boolean;
}

/** What to do about a row of a table that the database refuses; SQL is made of what the catalogue says of the constraint. */
export function constraintRemedy(fault: ServerFault, found: ConstraintRow | undefined, refused: Refused): string {
  switch (found?.kind) {
    case 'f':
      return isOfParent(fault, found, refused.table) ? parentRemedy(found, refused) : childRemedy(found, refused);
    case 'u':
    case 'x':
    case 'p':
    case 'i':
      return `${markedRemedy(found, refused)}${uniqueRemedy(found)}; ${later(refused)}`;
    default:
      return `mend the row at its source, or the table or the mapping; ${later(refused)}`;
  }
}

function later(refused: Refused): string {
  return refused.isSetAside
    ? `it stays set aside until somebody runs ${retryOf(refused)}`
    : 'nothing is lost, it is tried again';
}

/** The same where another file may mend it. */
function laterFile(refused: Refused): string {
  return refused.isSetAside
    ? `it stays set aside until somebody runs ${retryOf(refused)} after that`
    : 'it is tried again, and passes then';
}

function retryOf({ table }: Refused): string {
  return `\`dms-loader quarantine retry ${shellWord(targetName(table))}\``;
}

/**
 * A unique constraint that is checked row by row refuses values that only change places within a file; one that can be
 * deferred is checked when all rows of the file are there.
 */
function uniqueRemedy(found: ConstraintRow): string {
  if (found.is_deferrable) {
    return 'two rows hold the value once the whole file is there: correct one of them at the source';
  }
  const declare = deferrableDdl(found);
  return declare === undefined
    ? 'a partial index, or one over expressions, is checked row by row: where values change places within a file, drop it'
    : `if values change places within a file, declare it deferrable: \`${declare}\``;
}

/** A row that is marked as deleted is there, with its values. */
function markedRemedy(found: ConstraintRow, { table }: Refused): string {
  if (table.onDelete !== 'mark' || found.kind === 'p' || found.kind === 'x' || found.is_special) {
    return '';
  }
  const { name_sql: name, table_sql: relation, schema, columns_sql: columns } = found;
  const drop =
    found.kind === 'i'
      ? `drop index ${schemaOf(relation, schema)}.${name}`
      : `alter table ${relation} drop constraint ${name}`;
  return `if the other row is marked as deleted, let those that are not be unique alone: \`${drop}; create unique index ${name} on ${relation} (${columns}) where not _dms_deleted\`; `;
}

/** SQL that lets a unique or exclusion constraint be checked at the end of a load; undefined where there is none. */
export function deferrableDdl(found: ConstraintRow): string | undefined {
  const { name_sql: name, table_sql: table, schema, definition } = found;
  if (found.kind !== 'i') {
    return `alter table ${table} drop constraint ${name}, add constraint ${name} ${definition} deferrable initially immediate`;
  }
  return found.is_special
    ? undefined
    : `drop index ${schemaOf(table, schema)}.${name}; alter table ${table} add constraint ${name} unique (${found.columns_sql}) deferrable initially immediate`;
}

/** The schema as `schema.table` quotes it. */
function schemaOf(tableSql: string, schema: string): string {
  return tableSql.startsWith('"') ? `"${schema.replaceAll('"', '""')}"` : schema;
}

function childRemedy(
  { table_sql: table, name_sql: name, parent_sql: parent }: ConstraintRow,
  refused: Refused,
): string {
  return `its parent in ${parent} may be in a file that comes later: ${laterFile(refused)}; files of two tables have no order, so drop the constraint where they cross often, or, where one file brings both, \`alter table ${table} alter constraint ${name} deferrable\``;
}

function parentRemedy({ table_sql: table, name_sql: name }: ConstraintRow, refused: Refused): string {
  return `rows of ${table} still refer to it, and their deletes may be in a file that comes later: ${laterFile(refused)}; where that happens often, \`alter table ${table} drop constraint ${name}\``;
}

/** PostgreSQL names the child's table either way: of a foreign key to the same table, its words tell which side it is. */
function isOfParent({ message }: ServerFault, found: ConstraintRow, { target }: Table): boolean {
  const isTarget = found.schema === target.schema && found.table === target.table;
  return !isTarget || (found.is_own && message.includes('update or delete'));
}
