/**
 * The dictionary of a column chunk. It stays as it is stored, and a batch has made of it what its rows use: a batch is
 * 10,000 rows, a dictionary may have 100,000 entries, and whoever gets them converts each.
 */
import type { SourceValue } from '../../domain/columns/column.ts';
import { decompress } from './codecs.ts';
import type { ChunkContext, Page } from './pages.ts';
import type { Part } from './parts.ts';
import type { ParquetColumn } from './schema.ts';
import { openSpans, type Spans } from './spans.ts';
import type { OnBadText } from './text.ts';
import { byteValues, openValues } from './values.ts';

export interface Dictionary {
  readonly length: number;
  /** All values, or those of some entries, which rise. `onBadText` gets their places in the list. */
  valuesOf(entries: Int32Array | undefined, onBadText: OnBadText): ArrayLike<SourceValue>;
}

export function openDictionary(page: Page, { column, limits }: ChunkContext): Dictionary {
  const bytes = decompress(page.body, page.codec, page.unpackedBytes);
  const { encoding, valueCount: length } = page;
  const encoded = { column, encoding, count: () => length, width: column.width, mostBytes: limits.pageBytes };
  if (column.physical === 'BYTE_ARRAY' || column.physical === 'FIXED_LEN_BYTE_ARRAY') {
    const spans = openSpans(bytes, encoded)(length);
    return {
      length,
      valuesOf: (entries, onBadText) =>
        byteValues(entries === undefined ? spans : pick(spans, entries), column, onBadText),
    };
  }
  const values = openValues(bytes, encoded)(length, () => '');
  return {
    length,
    valuesOf: entries => (entries === undefined ? values : Array.from(entries, entry => values[entry] ?? 0)),
  };
}

/** What `openDictionary` holds of a page: its bytes, and two numbers for each text, or each number as a value. */
export function dictionaryBytes({ valueCount, unpackedBytes }: Page, { physical, type }: ParquetColumn): number {
  const isNumber = physical !== 'BYTE_ARRAY' && physical !== 'FIXED_LEN_BYTE_ARRAY';
  return unpackedBytes + valueCount * (isNumber && type.kind === 'decimal' ? LARGE_NUMBER_BYTES : 8);
}

/** A bigint and the reference to it. */
const LARGE_NUMBER_BYTES = 32;

function pick({ bytes, starts, ends }: Spans, entries: Int32Array): Spans {
  return {
    bytes,
    starts: entries.map(entry => starts[entry] ?? 0),
    ends: entries.map(entry => ends[entry] ?? 0),
  };
}

/** A dictionary that is no longer than this part of a batch is handed over whole. */
const SHORT = 1 / 4;

/** The entries that the parts use, rising, if they are worth the work; the parts' indexes are then places among them. */
export function usedEntries(
  parts: readonly Part[],
  length: number,
  { rowCount, isWholeGroup }: { readonly rowCount: number; readonly isWholeGroup: boolean },
): Int32Array | undefined {
  // Writers have no entries that no row uses.
  if (length <= rowCount * (isWholeGroup ? 1 : SHORT)) {
    return undefined;
  }
  const places = new Int32Array(length);
  for (const { indexes = [] } of parts) {
    for (const index of indexes) {
      places[index] = 1;
    }
  }
  const entries = new Int32Array(Math.min(length, rowCount));
  let used = 0;
  for (let entry = 0; entry < length; entry++) {
    if (places[entry] === 1) {
      places[entry] = used;
      entries[used++] = entry;
    }
  }
  for (const { indexes } of parts) {
    for (let at = 0; at < (indexes?.length ?? 0); at++) {
      (indexes as Int32Array)[at] = places[(indexes as Int32Array)[at] ?? 0] ?? 0;
    }
  }
  return entries.subarray(0, used);
}
