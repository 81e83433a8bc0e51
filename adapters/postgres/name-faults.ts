import { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { LoadIntent } from '../../domain/ports/intent.ts';
import type { RowFault } from '../../domain/table/faults.ts';
import type { NamedCulprit } from './bad-row-trials.ts';
import { constraintRemedy } from './constraint-remedy.ts';
import { whatServerSays } from './errors.ts';
import type { ServerFault } from './server-fault.ts';
import type { ConstraintRow } from './sql/describe-constraint.ts';

/** What is said of a fault whose columns PostgreSQL does not name. */
const WHOLE_ROW = '(row)';

/** Target columns that a fault is about, as far as PostgreSQL says. */
export function faultColumns({ column }: ServerFault, found: ConstraintRow | undefined): readonly string[] {
  return column === undefined ? (found?.columns ?? []) : [column];
}

/** A row that the database refused, as people and the ledger know faults. */
export function rowFault(culprit: NamedCulprit, found: ConstraintRow | undefined, intent: LoadIntent): RowFault {
  const { fault, row, cells } = culprit;
  const columns = faultColumns(fault, found);
  const values = columns.map(name => cells[name]).filter(value => value !== undefined && value !== null);
  return {
    row,
    column: columns.map(name => sourceName(name, intent)).join(', ') || WHOLE_ROW,
    value: values.length === 0 ? undefined : values.join(', '),
    reason: `is refused by the database${keyOf(culprit, intent)}: ${whatServerSays(fault)}`,
    remedy: constraintRemedy(fault, found, { table: intent.table, isSetAside: intent.setAside !== undefined }),
  };
}

/** In the file, if it has the column. */
function sourceName(name: string, { columns }: LoadIntent): string {
  return columns.find(column => column.name === name)?.source ?? name;
}

function keyOf({ cells }: NamedCulprit, { table: { key } }: LoadIntent): string {
  return key.length === 0 ? '' : ` (${key.map(name => `${name} ${cells[name] ?? 'NULL'}`).join(', ')})`;
}

/** The error of a load that a row keeps from being. What the database says is no refusal of the file. */
export function rowRefused(
  { row, column, value, reason, remedy }: RowFault,
  intent: LoadIntent,
  cause: ServerFault,
): LoaderError {
  return new LoaderError(codeOf(cause), {
    object: objectUrl(intent.object),
    row,
    column,
    value,
    reason,
    remedy,
    cause,
  });
}

/** The same where no single row is to blame. */
export function setRefused(fault: ServerFault, found: ConstraintRow | undefined, intent: LoadIntent): LoaderError {
  return new LoaderError(codeOf(fault), {
    object: objectUrl(intent.object),
    reason: `the database refuses the rows together, and none of them by itself: ${whatServerSays(fault)}`,
    remedy: constraintRemedy(fault, found, { table: intent.table, isSetAside: false }),
    cause: fault,
  });
}

/** Integrity constraints, and check options of views. */
const OF_CONSTRAINT = /^(23|44)/;

function codeOf({ code }: ServerFault): 'CONSTRAINT_VIOLATED' | 'DATABASE_REFUSED' {
  return OF_CONSTRAINT.test(code) ? 'CONSTRAINT_VIOLATED' : 'DATABASE_REFUSED';
}
