/**
 * Byte values of a page as offsets into one buffer: text, bytes and decimals are made from them without an object for
 * each value in between.
 */
import { readDeltas } from './delta.ts';
import { corrupt, tooLarge, unsupported } from './fault.ts';
import { countWithin, type Encoded, openFixed } from './fixed.ts';

/** Value i is `bytes[starts[i] .. ends[i])`. They lie in this order. */
export interface Spans {
  readonly bytes: Buffer;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** A value's start and end. */
const SPAN_BYTES = 8;

/** Takes the next values of a page. */
export function openSpans(bytes: Uint8Array, encoded: Encoded): (count: number) => Spans {
  if (encoded.encoding === 'DELTA_BYTE_ARRAY') {
    return cutting(prefixed(bytes, countWithin(encoded, SPAN_BYTES), encoded.mostBytes));
  }
  if (encoded.width > 0) {
    const take = openFixed(bytes, encoded);
    return count => fixedSpans(take(count), count, encoded.width);
  }
  if (encoded.encoding === 'PLAIN') {
    return openPlain(asBuffer(bytes));
  }
  if (encoded.encoding === 'DELTA_LENGTH_BYTE_ARRAY') {
    const { values: lengths, rest } = readDeltas(bytes, countWithin(encoded, SPAN_BYTES));
    return cutting(consecutive(rest, lengths));
  }
  throw unsupported(`has byte values encoded as ${encoded.encoding}`, 'write it with another encoding');
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function cutting({ bytes, starts, ends }: Spans): (count: number) => Spans {
  let at = 0;
  return count => {
    const from = at;
    at += count;
    return { bytes, starts: starts.subarray(from, at), ends: ends.subarray(from, at) };
  };
}

function fixedSpans(bytes: Uint8Array, count: number, width: number): Spans {
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    starts[index] = index * width;
    ends[index] = (index + 1) * width;
  }
  return { bytes: asBuffer(bytes), starts, ends };
}

/** PLAIN: each value after its length of 32 bits. */
function openPlain(bytes: Buffer): (count: number) => Spans {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  return count => {
    if (count * 4 > bytes.length - at) {
      throw endsEarly();
    }
    const starts = new Int32Array(count);
    const ends = new Int32Array(count);
    // Of its own: a variable of the closure is stored anew for each value.
    let next = at;
    for (let index = 0; index < count; index++) {
      const start = next + 4;
      if (start > bytes.length) {
        throw endsEarly();
      }
      next = start + view.getUint32(next, true);
      if (next > bytes.length) {
        throw endsEarly();
      }
      starts[index] = start;
      ends[index] = next;
    }
    at = next;
    return { bytes, starts, ends };
  };
}

function consecutive(bytes: Uint8Array, lengths: Int32Array): Spans {
  const starts = new Int32Array(lengths.length);
  const ends = new Int32Array(lengths.length);
  let at = 0;
  for (const [index, length] of lengths.entries()) {
    starts[index] = at;
    at += length;
    if (length < 0 || at > bytes.length) {
      throw endsEarly();
    }
    ends[index] = at;
  }
  return { bytes: asBuffer(bytes), starts, ends };
}

/** DELTA_BYTE_ARRAY: each value begins with so many bytes of the one before it. */
function prefixed(bytes: Uint8Array, count: number, mostBytes: number): Spans {
  const prefixes = readDeltas(bytes, count);
  const lengths = readDeltas(prefixes.rest, count);
  const suffixes = consecutive(lengths.rest, lengths.values);
  const { starts, ends } = unfolded(prefixes.values, lengths.values, mostBytes);
  const out = Buffer.allocUnsafe(ends.at(-1) ?? 0);
  for (let index = 0; index < count; index++) {
    const start = starts[index] ?? 0;
    const prefix = prefixes.values[index] ?? 0;
    const before = index === 0 ? 0 : (starts[index - 1] ?? 0);
    out.copyWithin(start, before, before + prefix);
    suffixes.bytes.copy(out, start + prefix, suffixes.starts[index], suffixes.ends[index]);
  }
  return { bytes: out, starts, ends };
}

/** Where the values lie, once each stands with its beginning. */
function unfolded(prefixes: Int32Array, lengths: Int32Array, mostBytes: number): Pick<Spans, 'starts' | 'ends'> {
  const starts = new Int32Array(prefixes.length);
  const ends = new Int32Array(prefixes.length);
  let at = 0;
  let before = 0;
  for (const [index, prefix] of prefixes.entries()) {
    if (prefix < 0 || prefix > before) {
      throw corrupt('has a page whose values begin with more than the value before has');
    }
    before = prefix + (lengths[index] ?? 0);
    starts[index] = at;
    at += before;
    ends[index] = at;
    if (at > mostBytes) {
      throw tooLarge(`has a page whose values unfold to more than ${mostBytes} bytes`, 'write smaller pages');
    }
  }
  return { starts, ends };
}

function endsEarly(): Error {
  return corrupt('has a page that ends in the middle of a value');
}
