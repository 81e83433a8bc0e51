import type { ChangeBatch } from '../../domain/change/change.ts';
import { rowNumberAt } from '../../domain/change/row-number.ts';
import type { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { ObjectIntent } from '../../domain/ports/intent.ts';
import type { CellError } from './copy/cell-error.ts';
import { databaseError } from './errors.ts';
import type { Transaction } from './transaction.ts';

/** Where the cells of a COPY come from. */
interface Cells {
  readonly transaction: Pick<Transaction<ObjectIntent>, 'intent'>;
  readonly batch: ChangeBatch;
  /** Of the COPY. */
  readonly columnNames: readonly string[];
}

/** The error of a cell that cannot be written, with its place in the file. */
export function placedCellError(error: CellError, { transaction, batch, columnNames }: Cells): LoaderError {
  const { place } = error;
  return databaseError(error).at({
    object: objectUrl(transaction.intent.object),
    row: place === undefined ? undefined : rowNumberAt(batch, place.row),
    column: columnNames[place?.column ?? -1],
  });
}
