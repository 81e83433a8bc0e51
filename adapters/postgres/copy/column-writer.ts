/** Writes one cell after another of a column, in whichever form the column stands. */

import type { Column } from '../../../domain/columns/column.ts';
import { type CellWriter, writeCell, writeNull } from './cell.ts';
import { copyCell, encodeDictionary } from './dictionary.ts';
import type { Output } from './output.ts';

/** Writes the cell of a row; throws CellError. */
export type ColumnWriter = (output: Output, row: number) => void;

export function columnWriter(column: Column, write: CellWriter, rowCount: number): ColumnWriter {
  const { values, indexes } = column;
  if (indexes === undefined) {
    return (output, row) => writeCell(output, values[row], write);
  }
  if (values.length <= rowCount) {
    return dictionaryWriter(values, indexes, write);
  }
  // A dictionary larger than the batch: most of it would be encoded in vain.
  return (output, row) => {
    const index = indexes[row];
    writeCell(output, index === -1 ? null : values[index ?? values.length], write);
  };
}

function dictionaryWriter(values: ArrayLike<unknown>, indexes: Int32Array, write: CellWriter): ColumnWriter {
  const dictionary = encodeDictionary(values, write);
  return (output, row) => {
    const index = indexes[row];
    if (index === -1) {
      writeNull(output);
    } else if (index !== undefined && index >= 0 && index < values.length) {
      copyCell(output, dictionary, index);
    } else {
      write(output, undefined);
    }
  };
}
