/**
 * Snappy, the raw format (google/snappy, format_description.txt). hyparquet's own loops for ever on a literal whose
 * 4-byte length is negative as an int32, so every length here is unsigned and checked before it is used.
 */
import { corrupt } from './fault.ts';

interface Copying {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  at: number;
  filled: number;
}

/** Decompresses to exactly `length` bytes. */
export function unsnappy(input: Uint8Array, length: number): Uint8Array {
  const copying: Copying = { input, output: new Uint8Array(length), at: 0, filled: 0 };
  if (preamble(copying) !== length) {
    throw corrupt('has a snappy page of another length than its header says');
  }
  while (copying.at < input.length) {
    const tag = input[copying.at++] ?? 0;
    if ((tag & 3) === 0) {
      copyLiteral(copying, tag >>> 2);
    } else {
      copyEarlier(copying, tag);
    }
  }
  if (copying.filled !== length) {
    throw corrupt('has a snappy page that ends early');
  }
  return copying.output;
}

function preamble(copying: Copying): number {
  let length = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = copying.input[copying.at++] ?? 0;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) {
      return length;
    }
  }
  return -1;
}

function copyLiteral(copying: Copying, code: number): void {
  const { input, output } = copying;
  const length = (code < 60 ? code : littleEndian(copying, code - 59)) + 1;
  const end = copying.at + length;
  if (end > input.length || length > output.length - copying.filled) {
    throw corrupt('has a snappy page with a literal past its end');
  }
  output.set(input.subarray(copying.at, end), copying.filled);
  copying.at = end;
  copying.filled += length;
}

function copyEarlier(copying: Copying, tag: number): void {
  const { output } = copying;
  const kind = tag & 3;
  const length = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
  const distance =
    kind === 1 ? (tag >>> 5) * 256 + littleEndian(copying, 1) : littleEndian(copying, kind === 2 ? 2 : 4);
  if (distance === 0 || distance > copying.filled || length > output.length - copying.filled) {
    throw corrupt('has a snappy page that copies from outside of itself');
  }
  const start = copying.filled - distance;
  if (distance >= length) {
    output.copyWithin(copying.filled, start, start + length);
  } else {
    // The copy runs into what it writes: a repeated pattern.
    for (let index = 0; index < length; index++) {
      output[copying.filled + index] = output[start + index] ?? 0;
    }
  }
  copying.filled += length;
}

function littleEndian(copying: Copying, bytes: number): number {
  let value = 0;
  for (let index = 0; index < bytes; index++) {
    value += (copying.input[copying.at++] ?? 0) * 256 ** index;
  }
  return value;
}
