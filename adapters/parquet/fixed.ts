import type { Encoding } from 'hyparquet/src/types.js';
import { readDeltaBytes } from './delta.ts';
import { corrupt, tooLarge, unsupported } from './fault.ts';

/** What a page says about its values. */
export interface Encoded {
  readonly encoding: Encoding;
  /** Of the whole page. */
  count(): number;
  /** Bytes of one value; 0 where each has its own length. */
  readonly width: number;
  /** Most bytes that values may take, once unfolded. */
  readonly mostBytes: number;
}

/** Takes the next values, `count` x `width` bytes, little-endian where they are numbers; aligned, and in a buffer of their own. */
export function openFixed(bytes: Uint8Array, encoded: Encoded): (count: number) => Uint8Array<ArrayBuffer> {
  const { width } = encoded;
  const plain = plainBytes(bytes, encoded);
  let at = 0;
  return count => {
    const end = at + count * width;
    if (end > plain.length) {
      throw corrupt(`has a page of ${bytes.length} bytes for ${end / width} values of ${width} bytes`);
    }
    const values = new Uint8Array(plain.subarray(at, end));
    at = end;
    return values;
  };
}

/** As PLAIN has them: one after another. */
function plainBytes(bytes: Uint8Array, encoded: Encoded): Uint8Array {
  const { encoding, width } = encoded;
  if (encoding === 'PLAIN') {
    return bytes;
  }
  if (encoding === 'DELTA_BINARY_PACKED' && (width === 4 || width === 8)) {
    return readDeltaBytes(bytes, countWithin(encoded, width), width);
  }
  if (encoding === 'BYTE_STREAM_SPLIT') {
    return joinStreams(bytes, encoded.count(), width);
  }
  throw unsupported(`has values of ${width} bytes encoded as ${encoding}`, 'write it with another encoding');
}

/** Values of the page, where they fit when each takes so many bytes: a few bytes of deltas may stand for millions. */
export function countWithin(encoded: Encoded, bytesEach: number): number {
  const { encoding, mostBytes } = encoded;
  const values = encoded.count();
  if (values * bytesEach > mostBytes) {
    throw tooLarge(
      `has a page of ${values} values encoded as ${encoding}, over the limit of ${Math.floor(mostBytes / bytesEach)}`,
      'write smaller pages',
    );
  }
  return values;
}

/** BYTE_STREAM_SPLIT: the first bytes of all values, then the second bytes, and so on. */
function joinStreams(bytes: Uint8Array, count: number, width: number): Uint8Array {
  if (count * width > bytes.length) {
    throw corrupt(`has a page of ${bytes.length} bytes for ${count} values of ${width} bytes`);
  }
  const out = new Uint8Array(count * width);
  let at = 0;
  for (let stream = 0; stream < width; stream++) {
    for (let index = 0; index < count; index++) {
      out[index * width + stream] = bytes[at++] ?? 0;
    }
  }
  return out;
}
