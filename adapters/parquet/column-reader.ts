/**
 * One column of a row group, read piece by piece: pages are walked as far as a batch needs them, and unpacked one at a
 * time when its rows are taken.
 */
import type { Column, SourceValue } from '../../domain/columns/column.ts';
import { badText, rowOf, rowUsing } from './bad-text.ts';
import { type Dictionary, dictionaryBytes, openDictionary, usedEntries } from './dictionary.ts';
import { corrupt } from './fault.ts';
import { openHybrid, readHybrid } from './hybrid.ts';
import { countValues, type OpenPage, openPage, takeLevels } from './page-values.ts';
import { type ChunkContext, type Page, readPage } from './pages.ts';
import { type Part, partsColumn } from './parts.ts';
import type { StoredChunk } from './stored-chunk.ts';
import { openValues, type TakeValues } from './values.ts';

export interface ColumnReader {
  readonly context: ChunkContext;
  readonly stored: StoredChunk;
  /** Walked and not begun, in row order. */
  readonly pages: Page[];
  /** Of all pages walked so far. */
  walkedRows: number;
  begun: BegunPage | undefined;
  dictionaryPage: Page | undefined;
  dictionary: Dictionary | undefined;
}

/** The page whose rows are being taken. */
interface BegunPage {
  readonly open: OpenPage;
  take(count: number, firstRow: () => FirstRow): Pick<Part, 'indexes' | 'values'>;
}

/** Where in the file the rows are that are taken. */
interface FirstRow {
  readonly firstRow: number;
  readonly present: Uint8Array | undefined;
}

export function columnReader(stored: StoredChunk, context: ChunkContext): ColumnReader {
  return {
    context,
    stored,
    pages: [],
    walkedRows: 0,
    begun: undefined,
    dictionaryPage: undefined,
    dictionary: undefined,
  };
}

/** The pages of the next rows: how many rows they have, and what it takes to have them at hand, stored or unpacked. */
export interface Reach {
  rows: number;
  bytes: number;
}

/** Walks pages until they reach as far as is wanted. Gives how many bytes have to be at hand before they do, or 0. */
export function walkPages(
  reader: ColumnReader,
  now: Reach,
  wanted: { readonly rows: number; readonly mostBytes: number },
): number {
  const { stored, context } = reader;
  while (now.rows < wanted.rows && now.bytes <= wanted.mostBytes) {
    const read = readPage(stored, context);
    if ('needed' in read) {
      return read.needed;
    }
    stored.at = read.end;
    keep(reader, read.page);
    if (read.page.kind === 'data' && read.page.valueCount > 0) {
      now.rows += read.page.valueCount;
      now.bytes += bytesOf(read.page);
    }
  }
  return 0;
}

function keep(reader: ColumnReader, page: Page): void {
  if (page.kind === 'dictionary') {
    if (reader.dictionaryPage !== undefined || reader.walkedRows > 0) {
      throw corrupt('has a dictionary that is not the first page');
    }
    reader.dictionaryPage = page;
  } else if (page.valueCount > 0) {
    // A page without rows adds nothing, and a chunk may have millions of them.
    reader.pages.push(page);
    reader.walkedRows += page.valueCount;
    if (reader.walkedRows > reader.context.rowCount) {
      throw corrupt(`has pages of ${reader.walkedRows} values for ${reader.context.rowCount} rows`);
    }
  }
}

/** As far as the pages are walked. */
export function reached({ begun, pages }: ColumnReader, rows: number): Reach {
  let covered = begun?.open.rowsLeft ?? 0;
  let bytes = begun === undefined ? 0 : bytesOf(begun.open.page);
  for (const page of pages) {
    if (covered >= rows) {
      break;
    }
    covered += page.valueCount;
    bytes += bytesOf(page);
  }
  return { rows: covered, bytes };
}

function bytesOf(page: Page): number {
  return Math.max(page.unpackedBytes, page.body.length);
}

export function heldByDictionary({ dictionaryPage, context }: ColumnReader): number {
  return dictionaryPage === undefined ? 0 : dictionaryBytes(dictionaryPage, context.column);
}

/** Passes over walked rows: pages that are passed over whole are not unpacked. */
export function skipRows(reader: ColumnReader, rows: number, firstRow: number): void {
  let left = rows;
  while (left > 0) {
    const [next] = reader.pages;
    if (reader.begun === undefined && next !== undefined && next.valueCount <= left) {
      reader.pages.shift();
      left -= next.valueCount;
    } else {
      left -= takePart(reader, left, firstRow + rows - left).rowCount;
    }
  }
}

/** The next rows, whose pages are walked; the first has the number `firstRow` in the file. */
export function takeRows(reader: ColumnReader, rowCount: number, firstRow: number): Column<SourceValue> {
  const parts: Part[] = [];
  for (let row = 0; row < rowCount; ) {
    const part = takePart(reader, rowCount - row, firstRow + row);
    parts.push(part);
    row += part.rowCount;
  }
  return partsColumn(parts, { rowCount, dictionary: dictionaryOf(reader, parts, { rowCount, firstRow }) });
}

/** Rows of one page. */
function takePart(reader: ColumnReader, most: number, firstRow: number): Part {
  reader.begun ??= beginPage(reader);
  const { open, take } = reader.begun;
  const rowCount = Math.min(most, open.rowsLeft);
  const { present, count } = takeLevels(open, rowCount);
  const values = take(count, () => ({ firstRow, present }));
  if (open.rowsLeft === 0) {
    reader.begun = undefined;
  }
  return { rowCount, present, ...values };
}

function beginPage(reader: ColumnReader): BegunPage {
  const { context } = reader;
  const page = reader.pages.shift();
  if (page === undefined) {
    throw new RangeError('rows are wanted of a page that was not walked');
  }
  const open = openPage(page, context);
  if (page.encoding === 'RLE_DICTIONARY' || page.encoding === 'PLAIN_DICTIONARY') {
    const take = openIndexes(open.encoded, reader.dictionaryPage?.valueCount ?? 0);
    return { open, take: count => ({ indexes: take(count) }) };
  }
  const take: TakeValues = openValues(open.encoded, {
    column: context.column,
    encoding: page.encoding,
    count: () => countValues(open),
    mostBytes: context.limits.pageBytes,
  });
  return {
    open,
    take: (count, at) => ({
      values: take(count, (index, bytes) => {
        const { firstRow, present } = at();
        return badText(context, firstRow + rowOf(present, index), bytes);
      }),
    }),
  };
}

/** A byte with the width of an index, then the indexes; nothing at all where every row is NULL. */
function openIndexes(encoded: Uint8Array, entries: number): (count: number) => Int32Array {
  const hybrid = openHybrid(encoded.subarray(1), encoded[0] ?? 0);
  return count => {
    const indexes = new Int32Array(count);
    if (count === 0) {
      return indexes;
    }
    if (encoded.length === 0) {
      throw corrupt('has a page without its dictionary indexes');
    }
    readHybrid(hybrid, indexes);
    let largest = 0;
    for (let at = 0; at < count; at++) {
      // Unsigned, so that an index of 32 bits is too large and not negative.
      largest = Math.max(largest, (indexes[at] ?? 0) >>> 0);
    }
    if (largest >= entries) {
      throw corrupt(`has an index of ${largest} into a dictionary of ${entries} entries`);
    }
    return indexes;
  };
}

function dictionaryOf(
  reader: ColumnReader,
  parts: readonly Part[],
  { rowCount, firstRow }: { readonly rowCount: number; readonly firstRow: number },
): ArrayLike<SourceValue> {
  const { context, dictionaryPage } = reader;
  if (dictionaryPage === undefined || parts.every(part => part.indexes === undefined)) {
    return [];
  }
  reader.dictionary ??= openDictionary(dictionaryPage, context);
  const isWholeGroup = rowCount === context.rowCount;
  const entries = usedEntries(parts, reader.dictionary.length, { rowCount, isWholeGroup });
  return reader.dictionary.valuesOf(entries, (index, bytes) => {
    const row = rowUsing(parts, index, firstRow);
    return row === undefined ? '' : badText(context, row, bytes);
  });
}
