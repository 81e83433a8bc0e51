/** How many rows of a file may be set aside, and the error of a file with more bad rows than that. */
import { LoaderError } from '../errors.ts';
import {
  LARGEST_SET_ASIDE_CHARACTERS,
  NAMED_FAULTS,
  SET_ASIDE_CELL_CHARACTERS,
  SET_ASIDE_ROW_CHARACTERS,
} from '../limits.ts';
import { faultSentence, type RowFault } from '../table/faults.ts';
import type { Budget } from '../table/table.ts';

/** Percents are counted to six decimals, exactly: 0.57 % of 10,000 rows are 57, and not the 56.99 of binary fractions. */
const MICROS = 1_000_000;
const NOTHING_LOADED = 'nothing of the file was loaded: ';
const REMEDY = 'correct the file or the mapping';
const WHOLE = 100n * BigInt(MICROS);

/** Rows that may be set aside of a file with so many: as many as both limits allow. */
export function allowedRows({ rows, percent }: Budget, rowsOfFile: number): number {
  const share = (BigInt(Math.round(percent * MICROS)) * BigInt(rowsOfFile)) / WHOLE;
  return Math.min(rows, Number(share));
}

/** What was found of a file when its budget was spent. */
export interface Overspent {
  readonly object: string;
  readonly budget: Budget;
  readonly badRows: number;
  /** Of the whole file; undefined where that is not known. */
  readonly rowsOfFile: number | undefined;
  /** Not all of them were read: there may be more bad ones. */
  readonly isPart?: boolean;
  /** The file takes several transactions: earlier ones may have loaded rows of it. */
  readonly isInRuns?: boolean;
  /** The first bad cells; none if all bad rows were set aside by an earlier attempt. */
  readonly faults: readonly RowFault[];
  /** Rows among them were refused by the database, whose word may change without the file: no refusal to remember. */
  readonly isDatabase?: boolean;
}

/** Names the first bad cell with its place, and both numbers: the bad rows, and how many may be. */
export function budgetExceeded(spent: Overspent): LoaderError {
  const { budget, badRows, rowsOfFile, isDatabase } = spent;
  const found = `${badRows} bad rows${rowsOfFile === undefined ? '' : ` of ${rowsOfFile}`}`;
  const least = rowsOfFile === undefined || spent.isPart === true ? `at least ${found}` : found;
  const error = overspent(spent, `${least}, and ${limitOf(budget, rowsOfFile)} may be set aside`);
  return isDatabase === true ? new LoaderError('CONSTRAINT_VIOLATED', error.details) : error;
}

/** The same of bad rows that are too large to be kept, be they few. `among`: their table, where it is one of several. */
export function setAsideTooLarge(
  row: number,
  { object, among, isInRuns }: Pick<Overspent, 'object' | 'isInRuns'> & { readonly among?: string | undefined },
): LoaderError {
  return new LoaderError('BUDGET_EXCEEDED', {
    object,
    row,
    reason: `is bad, and with it the bad rows of ${among ?? 'this file'} have more than the ${LARGEST_SET_ASIDE_CHARACTERS} characters that may be set aside, each row counted as ${SET_ASIDE_ROW_CHARACTERS} more and each cell as ${SET_ASIDE_CELL_CHARACTERS}`,
    remedy: remedyOf(isInRuns),
  });
}

function remedyOf(isInRuns = false): string {
  return isInRuns ? REMEDY : `${NOTHING_LOADED}${REMEDY}`;
}

function limitOf({ rows, percent }: Budget, rowsOfFile: number | undefined): string {
  return rowsOfFile === undefined || rows <= allowedRows({ rows, percent }, rowsOfFile)
    ? `${rows} at most`
    : `${percent} % at most, ${allowedRows({ rows, percent }, rowsOfFile)} rows,`;
}

function overspent({ faults, object, isInRuns }: Overspent, numbers: string): LoaderError {
  const [first, ...others] = faults.slice(0, NAMED_FAULTS);
  const remedy = `${remedyOf(isInRuns)}, or raise the budget`;
  if (first === undefined) {
    return new LoaderError('BUDGET_EXCEEDED', { object, reason: `has ${numbers}`, remedy });
  }
  const { row, column, value, reason } = first;
  const rest = others.length === 0 ? '' : `; others are ${others.map(faultSentence).join('; ')}`;
  return new LoaderError('BUDGET_EXCEEDED', {
    object,
    row,
    column,
    value,
    reason: `${reason} (${numbers}${rest})`,
    remedy,
  });
}
