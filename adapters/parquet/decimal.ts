import { corrupt } from './fault.ts';
import type { Spans } from './spans.ts';

/** 1,000 digits, the most that is read, take 416 bytes. */
const LONGEST_DECIMAL_BYTES = 416;
/** Below this, one more byte keeps a double exact. */
const ROOM_FOR_A_BYTE = 2 ** 45;

/** Unscaled values of DECIMALs stored as bytes, big-endian two's complement: numbers from -2^53 to 2^53 - 1. */
export function decimalsOf({ bytes, starts, ends }: Spans): (number | bigint)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Array<number | bigint>(starts.length);
  for (let index = 0; index < values.length; index++) {
    const start = starts[index] ?? 0;
    const end = ends[index] ?? 0;
    if (end === start || end - start > LONGEST_DECIMAL_BYTES) {
      throw corrupt(`has a decimal of ${end - start} bytes`);
    }
    values[index] = unscaled(view, start, end);
  }
  return values;
}

function unscaled(view: DataView, start: number, end: number): number | bigint {
  let value = view.getInt8(start);
  for (let at = start + 1; at < end; at++) {
    if (value >= ROOM_FOR_A_BYTE || value < -ROOM_FOR_A_BYTE) {
      return large(view, start, end);
    }
    value = value * 256 + view.getUint8(at);
  }
  return value;
}

/** Words of 64 bits, after the bytes that do not fill one. */
function large(view: DataView, start: number, end: number): bigint {
  let at = start;
  let value = view.getInt8(start) < 0 ? -1n : 0n;
  while ((end - at) % 8 !== 0) {
    value = (value << 8n) | BigInt(view.getUint8(at));
    at++;
  }
  if (at === start) {
    value = view.getBigInt64(at);
    at += 8;
  }
  for (; at < end; at += 8) {
    value = (value << 64n) | view.getBigUint64(at);
  }
  return value;
}

/** Unscaled values of DECIMALs stored as INT64, little-endian: numbers from -2^53 to 2^53 - 1. */
export function decimalsOfInt64(words: BigInt64Array): (number | bigint)[] {
  const halves = new Int32Array(words.buffer, words.byteOffset, words.length * 2);
  const values = new Array<number | bigint>(words.length);
  for (let index = 0; index < words.length; index++) {
    const high = halves[index * 2 + 1] ?? 0;
    // 2^53 = 2^21 x 2^32
    values[index] =
      high >= -0x20_00_00 && high < 0x20_00_00
        ? high * 0x1_00_00_00_00 + ((halves[index * 2] ?? 0) >>> 0)
        : (words[index] ?? 0n);
  }
  return values;
}
