/**
 * A walk over Thrift compact structs (Apache Thrift, "Thrift Compact protocol encoding") that builds nothing. hyparquet
 * parses them, but trusts them: a list that claims 32 million entries is allocated before the first is read, a varint may
 * be as long as the file, and structs may nest until the stack ends. What passes here does none of that.
 */
import { corrupt, tooLarge } from './fault.ts';

const STOP = 0;
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/** Parquet's own structs nest seven deep: file, row group, chunk, chunk's data, statistics and lists between them. */
const DEEPEST = 16;

interface Bounds {
  /** Numbers and texts in all. */
  readonly mostValues: number;
  /** Filled with the lengths of the lists in the struct, by their field. */
  readonly lists?: Map<number, number>;
}

interface Walk extends Bounds {
  readonly bytes: Uint8Array;
  offset: number;
  values: number;
}

/** Thrown where the bytes end before the struct does; it never leaves this file. */
const ENDS_EARLY = new Error('metadata ends in the middle');

/**
 * Checks the struct that begins at `start`, and returns the offset after it; undefined where the bytes end before it does.
 * @throws LoaderError PARQUET_CORRUPT where it nests too deep, PARQUET_TOO_LARGE where it holds more values than it may
 */
export function structEnd(bytes: Uint8Array, start: number, bounds: Bounds): number | undefined {
  const walk: Walk = { ...bounds, bytes, offset: start, values: 0 };
  try {
    walkStruct(walk, 0);
    return walk.offset;
  } catch (error) {
    if (error === ENDS_EARLY) {
      return undefined;
    }
    throw error;
  }
}

export function endsInTheMiddle(): Error {
  return corrupt('has metadata that ends in the middle');
}

function walkStruct(walk: Walk, depth: number): void {
  if (depth > DEEPEST) {
    throw corrupt('has metadata that nests too deep');
  }
  for (let field = 0; ; ) {
    const head = nextByte(walk);
    const type = head & 0x0f;
    if (type === STOP) {
      return;
    }
    field = head >> 4 === 0 ? varint(walk, 3) >>> 1 : field + (head >> 4);
    if (type === LIST) {
      const size = walkList(walk, depth + 1);
      if (depth === 0) {
        walk.lists?.set(field, size);
      }
    } else if (type !== TRUE && type !== FALSE) {
      walkValue(walk, type, depth);
    }
    countValue(walk);
  }
}

function walkValue(walk: Walk, type: number, depth: number): void {
  switch (type) {
    case TRUE:
    case FALSE:
    case BYTE:
      nextByte(walk);
      return;
    case I16:
    case I32:
      varint(walk, 5);
      return;
    case I64:
      varint(walk, 10);
      return;
    case DOUBLE:
      advance(walk, 8);
      return;
    case BINARY:
      advance(walk, varint(walk, 5));
      return;
    case LIST:
      walkList(walk, depth + 1);
      return;
    case STRUCT:
      walkStruct(walk, depth + 1);
      return;
    default:
      throw corrupt(`has metadata with a field of the unknown type ${type}`);
  }
}

function walkList(walk: Walk, depth: number): number {
  if (depth > DEEPEST) {
    throw corrupt('has metadata that nests too deep');
  }
  const head = nextByte(walk);
  const size = head >> 4 === 15 ? varint(walk, 5) : head >> 4;
  if (size > walk.bytes.length - walk.offset) {
    throw ENDS_EARLY;
  }
  if (size > walk.mostValues) {
    throw tooMany(walk);
  }
  for (let entry = 0; entry < size; entry++) {
    walkValue(walk, head & 0x0f, depth);
    countValue(walk);
  }
  return size;
}

function countValue(walk: Walk): void {
  walk.values++;
  if (walk.values > walk.mostValues) {
    throw tooMany(walk);
  }
}

function tooMany({ mostValues }: Walk): Error {
  return tooLarge(
    `has metadata of more than ${mostValues} values`,
    'write fewer and larger row groups, or give the process more memory (LOADER_MEMORY_MB)',
  );
}

function nextByte(walk: Walk): number {
  const byte = walk.bytes[walk.offset];
  if (byte === undefined) {
    throw ENDS_EARLY;
  }
  walk.offset++;
  return byte;
}

function advance(walk: Walk, length: number): void {
  if (length > walk.bytes.length - walk.offset) {
    throw ENDS_EARLY;
  }
  walk.offset += length;
}

/** The low 32 bits of a varint of at most so many bytes, unsigned. */
function varint(walk: Walk, mostBytes: number): number {
  let value = 0;
  for (let index = 0; index < mostBytes; index++) {
    const byte = nextByte(walk);
    value |= index < 5 ? (byte & 0x7f) << (7 * index) : 0;
    if (byte < 0x80) {
      return value >>> 0;
    }
  }
  throw corrupt('has metadata with a number that does not end');
}
