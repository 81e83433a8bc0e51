/**
 * A column as one binary array, the parameter of `unnest($1::bigint[])`: pg sends a Buffer as a binary parameter.
 * unnest flattens arrays of arrays, so a text[] column travels as an array of array literals, cast behind unnest.
 */

import type { Column, SqlType } from '../../../domain/columns/column.ts';
import type { CellWriter } from './cell.ts';
import { columnWriter } from './column-writer.ts';
import { openOutput, takeJoined } from './output.ts';
import { writeTextArrayLiteral } from './text-array.ts';
import { CELL_WRITERS } from './writers.ts';

/** Object ids of the types of the elements (catalog/pg_type.dat); they are the same in every PostgreSQL. */
const ELEMENT_OIDS: Readonly<Record<SqlType, number>> = {
  boolean: 16,
  bytea: 17,
  bigint: 20,
  smallint: 21,
  integer: 23,
  text: 25,
  'text[]': 25,
  'double precision': 701,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
  uuid: 2950,
  jsonb: 3802,
};

const HEADER_BYTES = 20;

/** The type of the parameter that `encodeArray` makes of a column: `bigint[]`. */
export function parameterType(type: SqlType): string {
  return type === 'text[]' ? 'text[]' : `${type}[]`;
}

/** What to write behind an element of that parameter to make it a cell: empty, or a cast. */
export function elementCast(type: SqlType): string {
  return type === 'text[]' ? '::text[]' : '';
}

/**
 * The cells of a column as a one-dimensional array with the lower bound 1; null cells are NULL elements.
 * @throws CellError without a place, for a value that its type cannot hold
 */
export function encodeArray(type: SqlType, column: Column, rowCount = lengthOf(column)): Buffer {
  const output = openOutput();
  const { view } = output;
  view.setInt32(0, rowCount === 0 ? 0 : 1);
  // The server reads the flag for NULLs and does not rely on it (utils/adt/arrayfuncs.c, array_recv).
  view.setInt32(4, 1);
  view.setInt32(8, ELEMENT_OIDS[type]);
  view.setInt32(12, rowCount);
  view.setInt32(16, 1);
  output.at = rowCount === 0 ? HEADER_BYTES - 8 : HEADER_BYTES;
  const write = columnWriter(column, elementWriter(type), rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    write(output, row);
  }
  return takeJoined(output);
}

function elementWriter(type: SqlType): CellWriter {
  return type === 'text[]' ? writeTextArrayLiteral : CELL_WRITERS[type];
}

function lengthOf(column: Column): number {
  return column.indexes?.length ?? column.values.length;
}
