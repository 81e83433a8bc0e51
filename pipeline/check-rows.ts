/** The rows of targets held against the ledger. */
import { LoaderError } from '../domain/errors.ts';
import type { Routes } from '../domain/object/route.ts';
import type { Reconciliation, RowsFound } from '../domain/ports/reconciliation.ts';
import { type Table, targetName } from '../domain/table/table.ts';

export interface RowsCheck {
  /** `schema.table` */
  readonly target: string;
  /** Undefined where it could not be read. */
  readonly found: RowsFound | undefined;
  /** A sentence each. */
  readonly problems: readonly string[];
}

export interface RowsRequest {
  readonly ledger: Pick<Reconciliation, 'rows'>;
  readonly routes: Routes;
  /** For each target. */
  readonly seconds: number;
}

/** A target that cannot be read is a problem of its own, and keeps none of the others from being looked at. */
export async function checkRows(tables: Iterable<Table>, request: RowsRequest): Promise<readonly RowsCheck[]> {
  const checks: RowsCheck[] = [];
  for (const [target, table] of new Map([...tables].map(each => [targetName(each), each]))) {
    checks.push(await checkTarget(target, table, request));
  }
  return checks;
}

async function checkTarget(target: string, table: Table, request: RowsRequest): Promise<RowsCheck> {
  const { ledger, seconds } = request;
  try {
    const found = await ledger.rows(table, { seconds, isInOrder: isInOrder(table, request) });
    return { target, found, problems: problemsOf(found) };
  } catch (error) {
    if (!(error instanceof LoaderError)) {
      throw error;
    }
    return { target, found: undefined, problems: [`${error.message} (${error.code})`] };
  }
}

/** Rows with times of their own may be newer than later files, and SQL of a mapping may do anything. */
function isInOrder(table: Table, { routes }: RowsRequest): boolean {
  return table.sql === undefined && routes.sources.every(({ loadTime }) => loadTime === 'last-modified');
}

function problemsOf({ unknown, overfull, newest }: RowsFound): readonly string[] {
  const problems: string[] = [];
  if (unknown.rows > 0) {
    problems.push(
      `${unknown.rows} rows are of loads that the ledger does not have, such as _dms_load ${unknown.load}: were they copied there, or the ledger restored?`,
    );
  }
  if (overfull.loads > 0) {
    problems.push(
      `${overfull.loads} loads have more rows than they brought, such as _dms_load ${overfull.load}: were rows copied by hand?`,
    );
  }
  if (newest !== undefined && newest.found < newest.applied) {
    problems.push(
      `of the ${newest.applied} changes of the newest load (_dms_load ${newest.load}, ${newest.object}) ${newest.found} are there: were rows removed by hand, or the table restored?`,
    );
  }
  return problems;
}
