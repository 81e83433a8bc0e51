/**
 * Columns to the rows of `COPY .. FROM STDIN (FORMAT binary)` (PostgreSQL manual, COPY, "Binary Format"). A stream is
 * COPY_HEADER, the rows of any number of batches, COPY_TRAILER; it may be cut anywhere into messages.
 */

import type { Column, SqlType } from '../../../domain/columns/column.ts';
import { CellError, type CellPlace } from './cell-error.ts';
import { type ColumnWriter, columnWriter } from './column-writer.ts';
import { type Output, openOutput, reserve, takeAll } from './output.ts';
import { CELL_WRITERS } from './writers.ts';

/** Signature, flags, length of the header's extension. */
export const COPY_HEADER: Readonly<Uint8Array> = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** A row of -1 fields. */
export const COPY_TRAILER: Readonly<Uint8Array> = Buffer.from([0xff, 0xff]);

/**
 * The rows of one batch, in buffers of about 128 KiB that belong to whoever takes them. `types` and `columns` stand in
 * the order of the COPY's column list.
 * @throws CellError with its place, for a value that its type cannot hold
 */
export function* encodeRows(
  types: readonly SqlType[],
  columns: readonly Column[],
  rowCount: number,
): Generator<Buffer> {
  const writers = columns.map((_, column) => writerOf({ types, columns, rowCount }, column));
  const output = openOutput();
  for (let row = 0; row < rowCount; row += 1) {
    reserve(output, 2);
    output.view.setInt16(output.at, writers.length);
    output.at += 2;
    writeRow(writers, output, row);
    if (output.full.length > 0) {
      yield* output.full.splice(0);
    }
  }
  yield* takeAll(output);
}

interface Batch {
  readonly types: readonly SqlType[];
  readonly columns: readonly Column[];
  readonly rowCount: number;
}

function writerOf({ types, columns, rowCount }: Batch, column: number): ColumnWriter {
  const [type, values] = [types[column], columns[column]];
  if (type === undefined || values === undefined || types.length !== columns.length) {
    throw new RangeError(`${columns.length} columns but ${types.length} types`);
  }
  try {
    return columnWriter(values, CELL_WRITERS[type], rowCount);
  } catch (error) {
    throw placed(error, { row: firstRowOf(values, error), column });
  }
}

function writeRow(writers: readonly ColumnWriter[], output: Output, row: number): void {
  let column = 0;
  try {
    for (const write of writers) {
      write(output, row);
      column += 1;
    }
  } catch (error) {
    throw placed(error, { row, column });
  }
}

/** The first row with a value that could not be encoded when it stood in the dictionary. */
function firstRowOf({ values, indexes }: Column, error: unknown): number {
  const index = Array.from(values).findIndex(value => error instanceof CellError && Object.is(value, error.value));
  return indexes?.indexOf(index) ?? -1;
}

function placed(error: unknown, place: CellPlace): unknown {
  if (error instanceof CellError) {
    error.place = place;
  }
  return error;
}
