import { markedText } from '../../domain/columns/bad-text.ts';
import type { Column, SourceValue } from '../../domain/columns/column.ts';
import { LoaderError } from '../../domain/errors.ts';
import { decompress } from './codecs.ts';
import { corrupt } from './fault.ts';
import { readHybrid } from './hybrid.ts';
import { unpackPage } from './page-values.ts';
import type { ChunkContext, ChunkPages, Page } from './pages.ts';
import { type Part, partsColumn } from './parts.ts';
import { valuesOf } from './values.ts';

/** Decodes the walked pages of one column in one row group, whose first row has the number `firstRow`. */
export function decodeChunk(chunk: ChunkPages, context: ChunkContext, firstRow: number): Column<SourceValue> {
  const parts: Part[] = [];
  let row = 0;
  for (const page of chunk.pages) {
    parts.push(decodePage(page, { chunk, context, firstRow: firstRow + row }));
    row += page.valueCount;
  }
  return partsColumn(parts, {
    rowCount: context.rowCount,
    // Last, so that a bad entry can be named by a row that uses it.
    dictionary: dictionaryValues(chunk.dictionary, { context, parts, firstRow }),
  });
}

interface PageContext {
  readonly chunk: ChunkPages;
  readonly context: ChunkContext;
  readonly firstRow: number;
}

function decodePage(page: Page, { chunk, context, firstRow }: PageContext): Part {
  const { column } = context;
  const { present, count, encoded } = unpackPage(page, column.isNullable);
  if (page.encoding === 'RLE_DICTIONARY' || page.encoding === 'PLAIN_DICTIONARY') {
    const indexes = dictionaryIndexes(encoded, count, chunk.dictionary?.valueCount ?? 0);
    return { rowCount: page.valueCount, present, indexes };
  }
  const values = valuesOf(encoded, {
    column,
    encoding: page.encoding,
    count,
    mostBytes: context.limits.pageBytes,
    onBadText: (index, bytes) => badText(context, () => firstRow + rowOf(present, index), bytes),
  });
  return { rowCount: page.valueCount, present, values };
}

/** A byte with the width of an index, then the indexes; nothing at all where every row is NULL. */
function dictionaryIndexes(encoded: Uint8Array, count: number, entries: number): Int32Array {
  const indexes = new Int32Array(count);
  if (count === 0) {
    return indexes;
  }
  const [width] = encoded;
  if (width === undefined) {
    throw corrupt('has a page without its dictionary indexes');
  }
  readHybrid(encoded.subarray(1), width, indexes);
  let largest = 0;
  for (let index = 0; index < count; index++) {
    // Unsigned, so that an index of 32 bits is too large and not negative.
    largest = Math.max(largest, (indexes[index] ?? 0) >>> 0);
  }
  if (largest >= entries) {
    throw corrupt(`has an index of ${largest} into a dictionary of ${entries} entries`);
  }
  return indexes;
}

function dictionaryValues(
  page: Page | undefined,
  { context, parts, firstRow }: { context: ChunkContext; parts: readonly Part[]; firstRow: number },
): ArrayLike<SourceValue> {
  if (page === undefined) {
    return [];
  }
  return valuesOf(decompress(page.body, page.codec, page.unpackedBytes), {
    column: context.column,
    encoding: page.encoding,
    count: page.valueCount,
    mostBytes: context.limits.pageBytes,
    onBadText: (index, bytes) => badText(context, () => rowUsing(parts, index, firstRow), bytes),
  });
}

/** Row of the page, from 0, that has its value number `index`. */
function rowOf(present: Uint8Array | undefined, index: number): number {
  if (present === undefined) {
    return index;
  }
  let row = -1;
  for (let left = index; left >= 0; left--) {
    row = present.indexOf(1, row + 1);
  }
  return row;
}

function rowUsing(parts: readonly Part[], entry: number, firstRow: number): number | undefined {
  let row = firstRow;
  for (const part of parts) {
    const at = part.indexes?.indexOf(entry) ?? -1;
    if (at >= 0) {
      return row + rowOf(part.present, at);
    }
    row += part.rowCount;
  }
  return undefined;
}

function badText({ marksBadText }: ChunkContext, rowOfText: () => number | undefined, bytes: Uint8Array): string {
  if (marksBadText === true) {
    return markedText(bytes);
  }
  const hex = Buffer.from(bytes.subarray(0, 40)).toString('hex');
  throw new LoaderError('ROW_BAD', {
    row: rowOfText(),
    reason: `is not UTF-8 (its bytes: ${hex}${bytes.length > 40 ? '...' : ''})`,
    remedy: 'correct the value in the source database, or map it there to bytes (RAW, BLOB)',
    value: Buffer.from(bytes.subarray(0, 80)).toString('utf8'),
  });
}
