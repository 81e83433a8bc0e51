/** An unpacked page, from which rows are taken piece by piece. */
import { decompress } from './codecs.ts';
import { corrupt } from './fault.ts';
import { type Hybrid, openHybrid, readHybrid } from './hybrid.ts';
import type { ChunkContext, Page } from './pages.ts';

export interface OpenPage {
  readonly page: Page;
  readonly levels: Hybrid | undefined;
  /** The values, encoded. */
  readonly encoded: Uint8Array;
  rowsLeft: number;
  /** In the rows that were taken. */
  nulls: number;
}

/** Which of some rows have a value. */
export interface Presence {
  /** 1 where a row has a value, 0 where it is NULL; undefined when every row has one. */
  readonly present: Uint8Array | undefined;
  /** Rows that have a value. */
  readonly count: number;
}

export function openPage(page: Page, { column }: ChunkContext): OpenPage {
  const { levelBytes, valueCount } = page;
  const begun = { page, rowsLeft: valueCount, nulls: 0 };
  if (levelBytes !== undefined) {
    // V2: the levels lie uncompressed before the values.
    const encoded = decompress(page.body.subarray(levelBytes), page.codec, page.unpackedBytes);
    return { ...begun, encoded, levels: levelBytes === 0 ? undefined : levelsIn(page.body.subarray(0, levelBytes)) };
  }
  // V1: all of it is compressed, and the levels begin with their length.
  const bytes = decompress(page.body, page.codec, page.unpackedBytes);
  if (!column.isNullable || valueCount === 0) {
    return { ...begun, encoded: bytes, levels: undefined };
  }
  const { content, rest } = lengthPrefixed(bytes);
  return { ...begun, encoded: rest, levels: levelsIn(content) };
}

function levelsIn(bytes: Uint8Array): Hybrid {
  return openHybrid(bytes, 1);
}

/** The next `rows` rows. */
export function takeLevels(open: OpenPage, rows: number): Presence {
  const { levels, page } = open;
  let count = rows;
  let present: Uint8Array | undefined;
  if (levels !== undefined) {
    present = new Uint8Array(rows);
    readHybrid(levels, present);
    count = ones(present);
  }
  open.rowsLeft -= rows;
  open.nulls += rows - count;
  if (open.rowsLeft === 0 && page.nullCount !== undefined && page.nullCount !== open.nulls) {
    throw corrupt(`has a page that claims ${page.nullCount} nulls and has ${open.nulls}`);
  }
  return { present: count === rows ? undefined : present, count };
}

const COUNTED_ROWS = 4096;

/** Values of the whole page, before any is taken; some encodings are unfolded at once, and have to know. */
export function countValues({ page, levels }: OpenPage): number {
  if (levels === undefined) {
    return page.valueCount;
  }
  const again = openHybrid(levels.bytes, levels.width);
  const piece = new Uint8Array(COUNTED_ROWS);
  let count = 0;
  for (let row = 0; row < page.valueCount; row += COUNTED_ROWS) {
    const present = piece.subarray(0, Math.min(COUNTED_ROWS, page.valueCount - row));
    readHybrid(again, present);
    count += ones(present);
  }
  return count;
}

function ones(present: Uint8Array): number {
  let count = 0;
  for (const one of present) {
    count += one;
  }
  return count;
}

/** A run of bytes after its own length, 32 bits. */
export function lengthPrefixed(bytes: Uint8Array): { content: Uint8Array; rest: Uint8Array } {
  const length = bytes.length < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length < 0 || length > bytes.length - 4) {
    throw corrupt('has a page that ends in its levels');
  }
  return { content: bytes.subarray(4, 4 + length), rest: bytes.subarray(4 + length) };
}
