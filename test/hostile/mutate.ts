/** Files damaged at random; the same seed damages the same way. */

/** Numbers from 0 up to, not including, `below`. */
export type Random = (below: number) => number;

/** Mulberry32 (Tommy Ettinger, public domain). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return below => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Mutation = (bytes: Buffer, random: Random) => Buffer;

/** Where Parquet has its footer, and most of its numbers. */
const TAIL_BYTES = 2500;

const anywhere = (bytes: Buffer, random: Random): number => random(bytes.length);
const inTail = (bytes: Buffer, random: Random): number =>
  Math.max(0, bytes.length - 1 - random(Math.min(TAIL_BYTES, bytes.length)));

/** Bytes that are the edge of something in varints, lengths and types. */
const EDGES = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x0c, 0x15, 0x19];

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'bits flipped': (bytes, random) => {
    for (let left = 1 + random(8); left > 0; left--) {
      const at = anywhere(bytes, random);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    }
    return bytes;
  },
  'a run overwritten': (bytes, random) => {
    const at = anywhere(bytes, random);
    const fill = [0, 255, random(256)][random(3)];
    return bytes.fill(fill ?? 0, at, Math.min(bytes.length, at + 1 + random(64)));
  },
  'a byte of the footer': (bytes, random) => {
    bytes[inTail(bytes, random)] = random(256);
    return bytes;
  },
  'edges in the footer': (bytes, random) => {
    for (let left = 1 + random(4); left > 0; left--) {
      bytes[inTail(bytes, random)] = EDGES[random(EDGES.length)] ?? 0;
    }
    return bytes;
  },
  'edges anywhere': (bytes, random) => {
    for (let left = 1 + random(4); left > 0; left--) {
      bytes[anywhere(bytes, random)] = EDGES[random(EDGES.length)] ?? 0;
    }
    return bytes;
  },
  'a cut': (bytes, random) => bytes.subarray(0, anywhere(bytes, random)),
  'bytes lost': (bytes, random) => {
    const at = anywhere(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(16))]);
  },
  'bytes doubled': (bytes, random) => {
    const at = anywhere(bytes, random);
    return Buffer.concat([bytes.subarray(0, at + 1 + random(16)), bytes.subarray(at)]);
  },
  'bytes of another place': (bytes, random) => {
    const from = anywhere(bytes, random);
    return bytes.fill(bytes.subarray(from, from + 1 + random(200)), anywhere(bytes, random));
  },
};

const NAMES = Object.keys(MUTATIONS);

/** A copy of a file, damaged, and in which way. */
export function mutated(file: Uint8Array, random: Random): { readonly bytes: Buffer; readonly way: string } {
  const way = NAMES[random(NAMES.length)] ?? '';
  const bytes = MUTATIONS[way]?.(Buffer.from(file), random) ?? Buffer.alloc(0);
  return { bytes, way };
}
