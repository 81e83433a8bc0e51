import type { SourceType } from '../columns/column.ts';
import type { LoaderError } from '../errors.ts';
import type { RowFault } from '../table/faults.ts';

/** How rows are set aside that only the database refuses. */
export interface SetAside {
  /** Rows that may still be set aside; asked once all rows were read. */
  budgetLeft(): number;
  /** The rows as the file has them, in the order of their numbers. */
  sourceRows(rows: readonly number[]): Promise<readonly SourceRow[]>;
  /** The error of a load with more bad rows than that, of which some are named. */
  overBudget(faults: readonly RowFault[]): LoaderError;
  /** To be told which rows were set aside so, one fault of each, for the remarks of the load. */
  remark?(faults: readonly RowFault[]): void;
}

/** A row as its file has it, in a form that JSON holds exactly (domain/quarantine/source-row.ts). */
export interface SourceRow {
  /** In the file, from 1. */
  readonly row: number;
  readonly cells: readonly SourceCell[];
}

export interface SourceCell {
  readonly name: string;
  readonly type: SourceType;
  /** NULL, or the value as text: digits of numbers, hexadecimal digits of bytes, `true` and `false`. */
  readonly value: string | null;
}

/** A row that is set aside, and why. */
export interface QuarantinedRow {
  readonly source: SourceRow;
  /** Its position's time; with the row number the guard of a retry. */
  readonly writtenAtMicros: bigint;
  readonly faults: readonly RowFault[];
}
