import pg from 'pg';
import { type ErrorCode, LoaderError } from '../../domain/errors.ts';
import { CellError } from './copy/cell-error.ts';
import type { ServerFault } from './server-fault.ts';

/**
 * What PostgreSQL and the network say, translated in one place. Nothing here is ever a refusal of a file: what the
 * database says may change without the file (design: "What the database or the network says is never such a refusal").
 * SQLSTATE classes: PostgreSQL manual, appendix "PostgreSQL Error Codes".
 */
const BY_STATE: readonly StateRule[] = [
  [/^28/, 'DATABASE_ACCESS', 'check the user and the password in DATABASE_URL'],
  [/^3D000/, 'DATABASE_ACCESS', 'create the database, or correct its name in DATABASE_URL'],
  [
    /^42501/,
    'DATABASE_ACCESS',
    'grant the loader’s role what the message names, or let the owner run `dms-loader migrate`',
  ],
  [/^(08|57P0|53|55|40|25)/, 'DATABASE_UNAVAILABLE', 'nothing is lost, it can be tried again'],
  [/^57014/, 'DEADLINE_NEAR', 'nothing is lost, it can be tried again with more time'],
];

type StateRule = readonly [RegExp, ErrorCode, string];

/** Undefined table, schema, column. */
const MISSING = /^(42P01|3F000|42703)/;

/** An error of pg or of the socket as ours. A LoaderError stays what it is. */
export function databaseError(error: unknown): LoaderError {
  if (error instanceof LoaderError) {
    return error;
  }
  if (error instanceof pg.DatabaseError) {
    return serverError(error);
  }
  if (error instanceof CellError) {
    return unencodable(error);
  }
  const reason = error instanceof Error ? error.message || String(Reflect.get(error, 'code')) : String(error);
  return new LoaderError('DATABASE_UNAVAILABLE', {
    reason: `the database did not answer: ${reason}`,
    remedy:
      'check that PostgreSQL runs and that DATABASE_URL names its host and port; nothing is lost, it can be tried again',
    cause: error,
  });
}

/** A value that passed its column type and still cannot be written: a fault of the loader's, and of these bytes for good. */
function unencodable(error: CellError): LoaderError {
  return new LoaderError('ROW_BAD', {
    reason: `a value cannot be written in PostgreSQL's binary form: ${error.message}`,
    remedy: 'report this with the file; until then declare the column as text()',
    cause: error,
  });
}

function serverError(error: pg.DatabaseError): LoaderError {
  const state = error.code ?? '';
  const match = MISSING.test(state) ? notMigrated(error) : BY_STATE.find(([pattern]) => pattern.test(state));
  return new LoaderError(match?.[1] ?? 'DATABASE_REFUSED', {
    reason: whatServerSays(error),
    remedy: match?.[2] ?? 'mend the table or the mapping; nothing is lost, it can be tried again',
    cause: error,
  });
}

/** State, place and words of what a server refused, as the end of a sentence. */
export function whatServerSays(fault: ServerFault | pg.DatabaseError): string {
  const where = [
    fault.table === undefined ? '' : ` table ${fault.schema}.${fault.table}`,
    fault.column === undefined ? '' : ` column ${fault.column}`,
    fault.constraint === undefined ? '' : ` constraint ${fault.constraint}`,
  ].join('');
  return `PostgreSQL says ${fault.code}${where}: ${fault.message}${detailOf(fault)}`;
}

/** The values of a key help; those of a whole row ("Failing row contains ..") do not belong into messages and logs. */
function detailOf({ detail }: ServerFault | pg.DatabaseError): string {
  return detail === undefined || detail.startsWith('Failing row') ? '' : ` (${detail.replace(FULL_STOP, '')})`;
}

const FULL_STOP = /\.$/;

/** Something of the ledger or of the target is not there. */
function notMigrated(error: pg.DatabaseError): StateRule {
  const code = error.message.includes('dms_loader') ? 'LEDGER_NOT_MIGRATED' : 'TARGET_NOT_MIGRATED';
  return [MISSING, code, 'run `dms-loader migrate`'];
}

/**
 * SQLSTATEs after which a connection is of no use: the backend goes (08, 57P0x), the server has become a read-only one
 * (25006, after a failover), or a failed transaction was left behind (25P02).
 */
const USELESS = /^(08|57P0|25006|25P02)/;

/** The server itself refused a statement: the connection is there, and so is the transaction, if only for a rollback. */
export function isServerAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !USELESS.test(error.code ?? '') && error.severity !== 'FATAL';
}

/** Whether a connection can be used after an error. One that does not come from it leaves it as it was. */
export function isConnectionGood(error: unknown): boolean {
  return error instanceof LoaderError || error instanceof CellError || isServerAnswer(error);
}

/** A lock was not had in time. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '55P03';
}
