import pg from 'pg';
import { LoaderError } from '../../domain/errors.ts';
import { type ObjectIdentity, objectUrl } from '../../domain/object/identity.ts';
import { type Table, targetName } from '../../domain/table/table.ts';
import type { ExistingColumn, NewColumn } from '../../domain/table/target-column.ts';
import type { Connection } from './connection.ts';
import { isLockTimeout } from './errors.ts';
import { quoted, quotedTarget } from './identifiers.ts';
import type { TargetRow } from './sql/describe-target.ts';

/** Whoever waits for a table to be altered keeps everybody waiting who comes after it. */
export const LOCK_TIMEOUT_MS = 3000;
const NOT_ALLOWED = '42501';
/** PostgreSQL manual, "PostgreSQL Limits": 1,600 columns of a table, those that were dropped counted. */
const TOO_MANY_COLUMNS = '54011';

/** The columns of a target as a plan wants to know them. */
export function existingColumns(table: Table, found: TargetRow | undefined): readonly ExistingColumn[] {
  return (found?.columns ?? []).map(({ name, type }) => ({
    name,
    type,
    sql: { table: quotedTarget(table), column: quoted(name) },
  }));
}

/** SQL that adds columns to a target, those that are there already left as they are. One statement, one lock. */
export function addColumns(table: Table, columns: readonly NewColumn[]): string {
  const added = columns.map(({ name, declaration }) => `add column if not exists ${quoted(name)} ${declaration}`);
  return `alter table ${quotedTarget(table)} ${added.join(', ')}`;
}

/**
 * Adds columns to a target in a transaction of its own, and writes down which of them were lacking. It holds nothing else
 * while it waits for the table, so that two of them do not deadlock: the second finds nothing to do, and says nothing.
 * @returns `busy` when others held the table for too long
 * @throws LoaderError DATABASE_ACCESS with the SQL for the owner of the table, COLUMN_UNKNOWN where it has no room for them
 */
export async function evolve(
  connection: Connection,
  { table, columns, cause }: { table: Table; columns: readonly NewColumn[]; cause: ObjectIdentity },
): Promise<'evolved' | 'busy'> {
  try {
    // One message is one transaction, which ends by itself, whatever becomes of it.
    await connection.ask({
      text: [
        `set local lock_timeout = ${LOCK_TIMEOUT_MS}`,
        addColumns(table, columns),
        writeDown(table, columns, cause),
      ].join(';\n'),
    });
    return 'evolved';
  } catch (error) {
    const said = error instanceof LoaderError ? error.details.cause : undefined;
    if (isLockTimeout(said)) {
      return 'busy';
    }
    throw (said instanceof pg.DatabaseError ? namedError(table, columns, said) : undefined) ?? error;
  }
}

function namedError(table: Table, columns: readonly NewColumn[], said: pg.DatabaseError): LoaderError | undefined {
  switch (said.code) {
    case NOT_ALLOWED:
      return forOwner(table, columns, said);
    case TOO_MANY_COLUMNS:
      return withoutRoom(table, columns, said);
    default:
      return;
  }
}

/** The columns that this very transaction made: their catalogue rows carry its number. */
function writeDown(table: Table, columns: readonly NewColumn[], cause: ObjectIdentity): string {
  const text = pg.escapeLiteral;
  const names = columns.map(({ name }) => text(name));
  return `insert into dms_loader.operator_action (action, target_schema, target_table, actor, detail)
select 'evolve', ${text(table.target.schema)}, ${text(table.target.table)}, 'loader', jsonb_build_object(
  'object', ${text(objectUrl(cause))},
  'columns', jsonb_agg(jsonb_build_object('name', attname, 'type', format_type(atttypid, atttypmod)) order by attnum))
from pg_attribute
where attrelid = ${text(quotedTarget(table))}::regclass and attname in (${names.join(', ')})
  and xmin = pg_current_xact_id()::xid
having count(*) > 0`;
}

function withoutRoom(table: Table, columns: readonly NewColumn[], cause: pg.DatabaseError): LoaderError {
  return new LoaderError('COLUMN_UNKNOWN', {
    column: columns.map(({ name }) => name).join(', '),
    reason: `cannot be added to ${targetName(table)}: PostgreSQL says ${cause.code}: ${cause.message}`,
    remedy: "add it to the mapping's leaveOut, or change the contract to 'rescue', which keeps such columns in one",
    cause,
  });
}

function forOwner(table: Table, columns: readonly NewColumn[], cause: pg.DatabaseError): LoaderError {
  return new LoaderError('DATABASE_ACCESS', {
    column: columns.map(({ name }) => name).join(', '),
    reason: `is not in ${targetName(table)} yet, and the loader may not add it: PostgreSQL says ${cause.code}: ${cause.message}`,
    remedy: `let the owner of the table run: ${addColumns(table, columns)}`,
    cause,
  });
}
