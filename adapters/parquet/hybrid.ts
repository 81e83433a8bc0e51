/**
 * The hybrid of run lengths and bit-packed runs (parquet-format, Encodings.md) that holds definition levels, dictionary
 * indexes and booleans. hyparquet's own believes the length of a run, up to 2^31 values; this one stops where `out` is full.
 */
import { corrupt } from './fault.ts';

/** Where values go: levels and booleans fit bytes. */
export type Packed = Uint8Array | Int32Array;

interface Cursor {
  readonly bytes: Uint8Array;
  /** Bits of a value, 0 to 32. */
  readonly width: number;
  at: number;
}

/** Fills the whole of `out` with values of `width` bits from the encoded `bytes`. */
export function readHybrid(bytes: Uint8Array, width: number, out: Packed): void {
  if (width > 32) {
    throw corrupt(`has a page with indexes of ${width} bits`);
  }
  const cursor: Cursor = { bytes, width, at: 0 };
  let filled = 0;
  while (filled < out.length) {
    const head = varint(cursor);
    const claimed = (head & 1) === 1 ? (head >>> 1) * 8 : head >>> 1;
    const run = out.subarray(filled, filled + claimed);
    if ((head & 1) === 1) {
      unpack(cursor, run);
      cursor.at += Math.ceil((run.length * width) / 8);
    } else {
      run.fill(runValue(cursor));
    }
    filled += run.length;
  }
}

/** A run that is cut by the end of `out` is the last one, so what is skipped behind it does not matter. */
function unpack(cursor: Cursor, run: Packed): void {
  const { bytes, width } = cursor;
  if (Math.ceil((run.length * width) / 8) > bytes.length - cursor.at) {
    throw endsEarly();
  }
  if (width > 24) {
    unpackWide(cursor, run);
    return;
  }
  const mask = 2 ** width - 1;
  let { at } = cursor;
  let held = 0;
  let bits = 0;
  for (let index = 0; index < run.length; index++) {
    while (held < width) {
      bits |= (bytes[at++] ?? 0) << held;
      held += 8;
    }
    run[index] = bits & mask;
    bits >>>= width;
    held -= width;
  }
}

/** Above 24 bits, a value and the rest of its byte do not fit the 32 bits of an integer; a double holds 53. */
function unpackWide({ bytes, width, at }: Cursor, run: Packed): void {
  const above = 2 ** width;
  let next = at;
  let held = 0;
  let bits = 0;
  for (let index = 0; index < run.length; index++) {
    while (held < width) {
      bits += (bytes[next++] ?? 0) * 2 ** held;
      held += 8;
    }
    run[index] = bits % above;
    bits = Math.floor(bits / above);
    held -= width;
  }
}

function runValue(cursor: Cursor): number {
  let value = 0;
  for (let shift = 0; shift < cursor.width; shift += 8) {
    value += nextByte(cursor) * 2 ** shift;
  }
  if (value >= 2 ** cursor.width) {
    throw corrupt(`has a page with the level or index ${value} in ${cursor.width} bits`);
  }
  return value;
}

function varint(cursor: Cursor): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = nextByte(cursor);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      return value >>> 0;
    }
  }
  throw corrupt('has a page with a run whose length does not end');
}

function nextByte(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at++];
  if (byte === undefined) {
    throw endsEarly();
  }
  return byte;
}

function endsEarly(): Error {
  return corrupt('has a page whose levels or indexes end early');
}
