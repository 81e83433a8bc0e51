/** Booleans and the numbers of fixed width, big-endian. A number that its type cannot hold is refused, never wrapped. */

import { CellError } from './cell-error.ts';
import { type Output, reserve } from './output.ts';

const TWO_TO_32 = 2 ** 32;
const SMALLEST_SMALLINT = -(2 ** 15);
const LARGEST_SMALLINT = 2 ** 15 - 1;

export function writeBoolean(output: Output, value: unknown): void {
  if (typeof value !== 'boolean') {
    throw new CellError({ sqlType: 'boolean', value });
  }
  reserve(output, 5);
  output.view.setInt32(output.at, 1);
  output.buffer[output.at + 4] = value ? 1 : 0;
  output.at += 5;
}

export function writeSmallint(output: Output, value: unknown): void {
  if (!(Number.isInteger(value) && (value as number) >= SMALLEST_SMALLINT && (value as number) <= LARGEST_SMALLINT)) {
    throw new CellError({ sqlType: 'smallint', value });
  }
  reserve(output, 6);
  output.view.setInt32(output.at, 2);
  output.view.setInt16(output.at + 4, value as number);
  output.at += 6;
}

export function writeInteger(output: Output, value: unknown): void {
  // A bitwise operation keeps an int32 and changes everything else.
  if (typeof value !== 'number' || (value | 0) !== value) {
    throw new CellError({ sqlType: 'integer', value });
  }
  reserve(output, 8);
  output.view.setInt32(output.at, 4);
  output.view.setInt32(output.at + 4, value);
  output.at += 8;
}

export function writeBigint(output: Output, value: unknown): void {
  reserve(output, 12);
  const { view, at } = output;
  view.setInt32(at, 8);
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) {
    view.setBigInt64(at + 4, value);
  } else if (typeof value === 'number' && Number.isSafeInteger(value)) {
    const high = Math.floor(value / TWO_TO_32);
    view.setInt32(at + 4, high);
    view.setUint32(at + 8, value - high * TWO_TO_32);
  } else {
    throw new CellError({ sqlType: 'bigint', value });
  }
  output.at = at + 12;
}

export function writeDouble(output: Output, value: unknown): void {
  if (typeof value !== 'number') {
    throw new CellError({ sqlType: 'double precision', value });
  }
  reserve(output, 12);
  output.view.setInt32(output.at, 8);
  output.view.setFloat64(output.at + 4, value);
  output.at += 12;
}
