import { LoaderError, shown } from '../errors.ts';
import { NAMED_FAULTS } from '../limits.ts';

/** A cell that cannot be loaded. */
export interface RowFault {
  /** In the file, from 1. */
  readonly row: number;
  /** Of the source. */
  readonly column: string;
  /** As text; undefined for NULL. */
  readonly value: string | undefined;
  readonly reason: string;
  readonly remedy: string;
}

/**
 * Keeps the first faults of a batch by row, counts them all, and knows the bad rows. Columns report one after the other,
 * each from its first row on.
 */
export class FaultList {
  readonly #rowCount: number;
  readonly #first: { readonly place: number; readonly fault: RowFault }[] = [];
  #badRows: Uint8Array | undefined;
  #count = 0;

  constructor(rowCount: number) {
    this.#rowCount = rowCount;
  }

  get first(): readonly RowFault[] {
    return this.#first.map(({ fault }) => fault);
  }

  get count(): number {
    return this.#count;
  }

  /** 1 for each row with a fault; undefined if none has one. */
  get badRows(): Uint8Array | undefined {
    return this.#badRows;
  }

  /** `place` of the row in the batch, from 0. `describe` makes the fault, and is called only if it is one of the first. */
  add(place: number, describe: () => RowFault): void {
    this.#count += 1;
    this.#badRows ??= new Uint8Array(this.#rowCount);
    this.#badRows[place] = 1;
    const last = this.#first.at(-1);
    if (this.#first.length >= NAMED_FAULTS && last !== undefined && last.place <= place) {
      return;
    }
    const after = this.#first.findIndex(other => other.place > place);
    this.#first.splice(after < 0 ? this.#first.length : after, 0, { place, fault: describe() });
    this.#first.length = Math.min(this.#first.length, NAMED_FAULTS);
  }
}

/** How many bad cells were found: all that the file has, or those of the part that there was time to read. */
export interface Found {
  readonly count: number;
  readonly isAll: boolean;
}

/** The error of a file with bad cells: names the first with its remedy, lists up to ten, and says how many there are. */
export function faultsError(faults: readonly RowFault[], { count, isAll }: Found, object: string): LoaderError {
  const [first, ...others] = faults.slice(0, NAMED_FAULTS);
  if (first === undefined) {
    throw new RangeError('an error of bad cells needs one');
  }
  const { row, column, value, reason, remedy } = first;
  const unnamed = count - 1 - others.length;
  const rest = [...others.map(faultSentence), ...(unnamed > 0 ? [`${unnamed} more`] : [])];
  const listed = rest.length === 0 ? '' : `; the others: ${rest.join('; ')}`;
  const found = isAll ? '' : ' found before the time ran out';
  const all = isAll && rest.length === 0 ? '' : ` (the first of ${count} bad cells${found}${listed})`;
  return new LoaderError('ROW_BAD', { object, row, column, value, reason: `${reason}${all}`, remedy });
}

/** The faults of one of several tables: their columns with its name before them. */
export function faultsOf(table: string, faults: readonly RowFault[]): readonly RowFault[] {
  return faults.map(fault => ({ ...fault, column: `${table}.${fault.column}` }));
}

/** `row 4, column PRICE: "abc" is no number` */
export function faultSentence({ row, column, value, reason }: RowFault): string {
  return `row ${row}, column ${column}: ${value === undefined ? '' : `${shown(value)} `}${reason}`;
}
