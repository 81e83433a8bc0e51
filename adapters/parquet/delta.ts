/**
 * DELTA_BINARY_PACKED (parquet-format, Encodings.md) by hyparquet's decoder, once its blocks were walked: the decoder
 * allocates by the header's numbers, and reads varints of any length into a bigint.
 */
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { corrupt } from './fault.ts';

/** Blocks are multiples of 128; every writer known takes 128 or 256. */
const LARGEST_BLOCK = 65_536;

/** 32-bit values and the bytes behind them. */
export function readDeltas(bytes: Uint8Array, count: number): { values: Int32Array; rest: Uint8Array } {
  const end = checkBlocks(bytes, count, 4);
  const values = new Int32Array(count);
  unpack(bytes, values);
  return { values, rest: bytes.subarray(end) };
}

/** Values of 4 or 8 bytes, as bytes. */
export function readDeltaBytes(bytes: Uint8Array, count: number, width: 4 | 8): Uint8Array<ArrayBuffer> {
  checkBlocks(bytes, count, width);
  const values = width === 4 ? new Int32Array(count) : new BigInt64Array(count);
  unpack(bytes, values);
  return new Uint8Array(values.buffer);
}

function unpack(bytes: Uint8Array, values: Int32Array | BigInt64Array): void {
  if (values.length > 0) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    deltaBinaryUnpack({ view, offset: 0 }, values.length, values);
  }
}

/** Walks the header and every block, and returns the offset after the last. */
function checkBlocks(bytes: Uint8Array, count: number, width: number): number {
  const cursor = { bytes, at: 0 };
  const block = varint(cursor);
  const miniblocks = varint(cursor);
  const total = varint(cursor);
  varint(cursor);
  const perMiniblock = block / miniblocks;
  if (!(block > 0 && block <= LARGEST_BLOCK && Number.isInteger(perMiniblock) && perMiniblock % 8 === 0)) {
    throw corrupt(`has deltas in blocks of ${block} in ${miniblocks} parts`);
  }
  if (total !== count) {
    throw corrupt(`has ${total} deltas for ${count} values`);
  }
  for (let left = count - 1; left > 0; left -= block) {
    varint(cursor);
    const widths = bytes.subarray(cursor.at, cursor.at + miniblocks);
    cursor.at += miniblocks;
    for (let index = 0; index < miniblocks && left > index * perMiniblock; index++) {
      const bits = widths[index] ?? 255;
      if (bits > width * 8 + 1) {
        throw corrupt(`has deltas of ${bits} bits`);
      }
      cursor.at += (perMiniblock * bits) / 8;
    }
    if (cursor.at > bytes.length) {
      throw endsEarly();
    }
  }
  return cursor.at;
}

/** Up to 10 bytes; exact below 2^53, which is all that is compared. */
function varint(cursor: { readonly bytes: Uint8Array; at: number }): number {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) {
      throw endsEarly();
    }
    value += (byte & 0x7f) * 128 ** index;
    if (byte < 0x80) {
      return value;
    }
  }
  throw corrupt('has deltas with a number that does not end');
}

function endsEarly(): Error {
  return corrupt('has deltas that end early');
}
