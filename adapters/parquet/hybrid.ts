/**
 * The hybrid of run lengths and bit-packed runs (parquet-format, Encodings.md) that holds definition levels, dictionary
 * indexes and booleans. hyparquet's own believes the length of a run, up to 2^31 values; this one stops where `out` is full, and goes on from there.
 */
import { corrupt } from './fault.ts';

/** Where values go: levels and booleans fit bytes. */
export type Packed = Uint8Array | Int32Array;

/** Where reading stands. */
export interface Hybrid {
  readonly bytes: Uint8Array;
  /** Bits of a value, 0 to 32. */
  readonly width: number;
  at: number;
  /** Bits of the byte at `at` that are done with, within a packed run. */
  bit: number;
  /** Values of the run that are not read yet. */
  left: number;
  isPacked: boolean;
  /** Of a run that is not packed. */
  value: number;
}

export function openHybrid(bytes: Uint8Array, width: number): Hybrid {
  if (width > 32) {
    throw corrupt(`has a page with indexes of ${width} bits`);
  }
  return { bytes, width, at: 0, bit: 0, left: 0, isPacked: false, value: 0 };
}

/** Fills the whole of `out` with the next values. */
export function readHybrid(hybrid: Hybrid, out: Packed): void {
  let filled = 0;
  while (filled < out.length) {
    if (hybrid.left === 0) {
      beginRun(hybrid);
    }
    const length = Math.min(hybrid.left, out.length - filled);
    if (hybrid.isPacked) {
      unpack(hybrid, out.subarray(filled, filled + length));
    } else {
      out.fill(hybrid.value, filled, filled + length);
    }
    hybrid.left -= length;
    filled += length;
  }
}

function beginRun(hybrid: Hybrid): void {
  const head = varint(hybrid);
  hybrid.isPacked = (head & 1) === 1;
  hybrid.left = hybrid.isPacked ? (head >>> 1) * 8 : head >>> 1;
  if (hybrid.isPacked) {
    hybrid.bit = 0;
  } else {
    hybrid.value = runValue(hybrid);
  }
}

/** What is not taken of the last run does not matter: writers may leave its end out. */
function unpack(hybrid: Hybrid, run: Packed): void {
  const { bytes, width, bit } = hybrid;
  const endBit = bit + run.length * width;
  if (endBit > (bytes.length - hybrid.at) * 8) {
    throw endsEarly();
  }
  if (width > 24) {
    unpackWide(hybrid, run);
  } else {
    unpackNarrow(hybrid, run);
  }
  hybrid.at += Math.floor(endBit / 8);
  hybrid.bit = endBit % 8;
}

function unpackNarrow({ bytes, width, at, bit }: Hybrid, run: Packed): void {
  const mask = 2 ** width - 1;
  let next = at;
  let held = 0;
  let bits = 0;
  if (bit > 0) {
    bits = (bytes[next++] ?? 0) >>> bit;
    held = 8 - bit;
  }
  for (let index = 0; index < run.length; index++) {
    while (held < width) {
      bits |= (bytes[next++] ?? 0) << held;
      held += 8;
    }
    run[index] = bits & mask;
    bits >>>= width;
    held -= width;
  }
}

/** Above 24 bits, a value and the rest of its byte do not fit the 32 bits of an integer; a double holds 53. */
function unpackWide({ bytes, width, at, bit }: Hybrid, run: Packed): void {
  const above = 2 ** width;
  let next = at;
  let held = 0;
  let bits = 0;
  if (bit > 0) {
    bits = (bytes[next++] ?? 0) >>> bit;
    held = 8 - bit;
  }
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

function runValue(hybrid: Hybrid): number {
  let value = 0;
  for (let shift = 0; shift < hybrid.width; shift += 8) {
    value += nextByte(hybrid) * 2 ** shift;
  }
  if (value >= 2 ** hybrid.width) {
    throw corrupt(`has a page with the level or index ${value} in ${hybrid.width} bits`);
  }
  return value;
}

function varint(hybrid: Hybrid): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = nextByte(hybrid);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      return value >>> 0;
    }
  }
  throw corrupt('has a page with a run whose length does not end');
}

function nextByte(hybrid: Hybrid): number {
  const byte = hybrid.bytes[hybrid.at++];
  if (byte === undefined) {
    throw endsEarly();
  }
  return byte;
}

function endsEarly(): Error {
  return corrupt('has a page whose levels or indexes end early');
}
