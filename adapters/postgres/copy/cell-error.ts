/** A value that PostgreSQL's type cannot hold. Conversion has checked the values before, so one that gets here is a mapper's fault or ours. */

import type { SqlType } from '../../../domain/columns/column.ts';

/** Where a cell stands in what was given to the encoder. */
export interface CellPlace {
  /** From 0, in the batch. */
  readonly row: number;
  /** From 0, in the list of columns. */
  readonly column: number;
}

/** Thrown instead of writing something else than the value. The place is undefined until a caller that knows it adds it. */
export class CellError extends Error {
  override readonly name = 'CellError';
  readonly sqlType: SqlType;
  readonly value: unknown;
  place: CellPlace | undefined;

  constructor({ sqlType, value }: { sqlType: SqlType; value: unknown }, options?: ErrorOptions) {
    super(`not a value that the encoder of ${sqlType} takes`, options);
    this.sqlType = sqlType;
    this.value = value;
  }
}
