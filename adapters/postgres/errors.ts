import pg from 'pg';
import { type ErrorCode, LoaderError } from '../../domain/errors.ts';
import { CellError } from './copy/cell-error.ts';

/**
 * What PostgreSQL and the network say, translated in one place. Nothing here is ever a refusal of a file: what the
 * database says may change without the file (design: "What the database or the network says is never such a refusal").
 * SQLSTATE classes: PostgreSQL manual, appendix "PostgreSQL Error Codes".
 */
const BY_STATE: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [/^28/, 'DATABASE_ACCESS', 'check the user and the password in DATABASE_URL'],
  [/^3D000/, 'DATABASE_ACCESS', 'create the database, or correct its name in DATABASE_URL'],
  [
    /^42501/,
    'DATABASE_ACCESS',
    'grant the loader’s role what the message names, or let the owner run `dms-loader migrate`',
  ],
  [/^(08|57P0|53|55|40|25)/, 'DATABASE_UNAVAILABLE', 'nothing is lost: the message is tried again'],
  [/^57014/, 'DEADLINE_NEAR', 'nothing is lost: the message is tried again with a new deadline'],
  [/^(42P01|3F000|42703)/, 'LEDGER_NOT_MIGRATED', 'run `dms-loader migrate`'],
];

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
    remedy: 'check that PostgreSQL runs and that DATABASE_URL names its host and port; the message is tried again',
    cause: error,
  });
}

/** A value that passed its column type and still cannot be written: a fault of the loader's, and of these bytes for good. */
function unencodable(error: CellError): LoaderError {
  return new LoaderError('ROW_BAD', {
    reason: `cannot be written as PostgreSQL's binary form: ${error.message}`,
    remedy: 'report this with the file; until then declare the column as text()',
    cause: error,
  });
}

function serverError(error: pg.DatabaseError): LoaderError {
  const state = error.code ?? '';
  const match = BY_STATE.find(([pattern]) => pattern.test(state));
  const where = [
    error.table === undefined ? '' : ` table ${error.schema}.${error.table}`,
    error.column === undefined ? '' : ` column ${error.column}`,
    error.constraint === undefined ? '' : ` constraint ${error.constraint}`,
  ].join('');
  return new LoaderError(match?.[1] ?? 'DATABASE_REFUSED', {
    reason: `PostgreSQL says ${state}${where}: ${error.message}${error.detail === undefined ? '' : ` (${error.detail})`}`,
    remedy: match?.[2] ?? 'mend the table or the mapping; the message is tried again until the queue’s receive limit',
    cause: error,
  });
}

/** SQLSTATE classes by which a backend says that it is going. */
const LEAVING = /^(08|57P0)/;

/** The server answered, so the connection and its transaction are still there. Anything else may have ended both. */
export function isServerAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !LEAVING.test(error.code ?? '') && error.severity !== 'FATAL';
}

/** A lock was not had in time. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '55P03';
}
