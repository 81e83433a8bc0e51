import type { Encoding } from 'hyparquet/src/types.js';
import { readDeltaBytes } from './delta.ts';
import { corrupt, unsupported } from './fault.ts';

/** What a page says about values of one width in bytes. */
export interface FixedEncoded {
  readonly encoding: Encoding;
  readonly count: number;
  readonly width: number;
}

/** The values of a page, `count` x `width` bytes, little-endian where they are numbers; aligned, and in a buffer of their own. */
export function fixedBytes(bytes: Uint8Array, { encoding, count, width }: FixedEncoded): Uint8Array<ArrayBuffer> {
  const length = count * width;
  if (encoding === 'DELTA_BINARY_PACKED' && (width === 4 || width === 8)) {
    return readDeltaBytes(bytes, count, width);
  }
  if (length > bytes.length) {
    throw corrupt(`has a page of ${bytes.length} bytes for ${count} values of ${width} bytes`);
  }
  if (encoding === 'PLAIN') {
    return new Uint8Array(bytes.subarray(0, length));
  }
  if (encoding === 'BYTE_STREAM_SPLIT') {
    return joinStreams(bytes, count, width);
  }
  throw unsupported(`has values of ${width} bytes encoded as ${encoding}`, 'write it with another encoding');
}

/** BYTE_STREAM_SPLIT: the first bytes of all values, then the second bytes, and so on. */
function joinStreams(bytes: Uint8Array, count: number, width: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(count * width);
  let at = 0;
  for (let stream = 0; stream < width; stream++) {
    for (let index = 0; index < count; index++) {
      out[index * width + stream] = bytes[at++] ?? 0;
    }
  }
  return out;
}
