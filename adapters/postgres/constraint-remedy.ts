import type { Table } from '../../domain/table/table.ts';
import type { ServerFault } from './server-fault.ts';
import type { ConstraintRow } from './sql/describe-constraint.ts';

const LATER = 'nothing is lost, it is tried again';

/** What to do about a row of a table that the database refuses; SQL is made of what the catalogue says of the constraint. */
export function constraintRemedy(fault: ServerFault, found: ConstraintRow | undefined, table: Table): string {
  switch (found?.kind) {
    case 'f':
      return isOfParent(fault, found, table) ? parentRemedy(found) : childRemedy(found);
    case 'u':
    case 'x':
    case 'p':
    case 'i':
      return uniqueRemedy(found);
    default:
      return `mend the row at its source, or the table or the mapping; ${LATER}`;
  }
}

/**
 * A unique constraint that is checked row by row refuses values that only change places within a file; one that can be
 * deferred is checked when all rows of the file are there.
 */
function uniqueRemedy(found: ConstraintRow): string {
  if (found.is_deferrable) {
    return `two rows hold the value once the whole file is there: correct one of them at the source; ${LATER}`;
  }
  const declare = deferrableDdl(found);
  return declare === undefined
    ? `a partial index, or one over expressions, is checked row by row: where values change places within a file, drop it; ${LATER}`
    : `if values change places within a file, declare it deferrable: \`${declare}\`; ${LATER}`;
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

function childRemedy({ table_sql: table, name_sql: name, parent_sql: parent }: ConstraintRow): string {
  return `its parent in ${parent} may be in a file that comes later: it is tried again, and passes then; files of two tables have no order, so drop the constraint where they cross often, or, where one file brings both, \`alter table ${table} alter constraint ${name} deferrable\``;
}

function parentRemedy({ table_sql: table, name_sql: name }: ConstraintRow): string {
  return `rows of ${table} still refer to it, and their deletes may be in a file that comes later: it is tried again, and passes then; where that happens often, \`alter table ${table} drop constraint ${name}\``;
}

/** PostgreSQL names the child's table either way: of a foreign key to the same table, its words tell which side it is. */
function isOfParent({ message }: ServerFault, found: ConstraintRow, { target }: Table): boolean {
  const isTarget = found.schema === target.schema && found.table === target.table;
  return !isTarget || (found.is_own && message.includes('update or delete'));
}
