/** One cell of PostgreSQL's binary format: its length in bytes as int32, then its bytes. */

import { type Output, reserve } from './output.ts';

/** Writes one cell that is not null. Throws CellError. */
export type CellWriter = (output: Output, value: unknown) => void;

/** NULL has the length -1 and no bytes. */
export function writeNull(output: Output): void {
  reserve(output, 4);
  output.view.setInt32(output.at, -1);
  output.at += 4;
}

/** A missing value is a column that is too short or an index past the dictionary: the writer refuses it, it is no NULL. */
export function writeCell(output: Output, value: unknown, write: CellWriter): void {
  if (value === null) {
    writeNull(output);
  } else {
    write(output, value);
  }
}
