import { decompress } from './codecs.ts';
import { corrupt } from './fault.ts';
import { readHybrid } from './hybrid.ts';
import type { Page } from './pages.ts';

/** A page unpacked: which of its rows have a value, and the encoded values. */
export interface PageValues {
  /** 1 where a row has a value, 0 where it is NULL; undefined when every row has one. */
  readonly present: Uint8Array | undefined;
  /** Rows that have a value. */
  readonly count: number;
  readonly encoded: Uint8Array;
}

export function unpackPage(page: Page, isNullable: boolean): PageValues {
  return page.levelBytes === undefined ? unpackV1(page, isNullable) : unpackV2(page, page.levelBytes);
}

/** V1: all of it is compressed, and the levels begin with their length. */
function unpackV1(page: Page, isNullable: boolean): PageValues {
  const bytes = decompress(page.body, page.codec, page.unpackedBytes);
  if (!isNullable || page.valueCount === 0) {
    return { present: undefined, count: page.valueCount, encoded: bytes };
  }
  const { content, rest } = lengthPrefixed(bytes);
  return { ...presence(content, page.valueCount), encoded: rest };
}

/** V2: the levels lie uncompressed before the values. */
function unpackV2(page: Page, levelBytes: number): PageValues {
  const encoded = decompress(page.body.subarray(levelBytes), page.codec, page.unpackedBytes);
  const levels =
    levelBytes === 0
      ? { present: undefined, count: page.valueCount }
      : presence(page.body.subarray(0, levelBytes), page.valueCount);
  if (page.nullCount !== page.valueCount - levels.count) {
    throw corrupt(`has a page that claims ${page.nullCount} nulls and has ${page.valueCount - levels.count}`);
  }
  return { ...levels, encoded };
}

function presence(levels: Uint8Array, rows: number): { present: Uint8Array | undefined; count: number } {
  const present = new Uint8Array(rows);
  readHybrid(levels, 1, present);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    count += present[row] ?? 0;
  }
  return { present: count === rows ? undefined : present, count };
}

/** A run of bytes after its own length, 32 bits. */
export function lengthPrefixed(bytes: Uint8Array): { content: Uint8Array; rest: Uint8Array } {
  const length = bytes.length < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length < 0 || length > bytes.length - 4) {
    throw corrupt('has a page that ends in its levels');
  }
  return { content: bytes.subarray(4, 4 + length), rest: bytes.subarray(4 + length) };
}
