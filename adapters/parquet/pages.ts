/**
 * One page of a column chunk, its header checked against the bytes that are there before anything is decompressed, so that
 * decoding neither loops nor allocates by a lying number.
 */

import { crc32 } from 'node:zlib';
import { parquetHeader } from 'hyparquet/src/column.js';
import type { Encoding, PageHeader } from 'hyparquet/src/types.js';
import { memoryMibFor } from '../../domain/memory-shares.ts';
import type { Codec } from './codecs.ts';
import { corrupt, numberInMessage, tooLarge, unsupported } from './fault.ts';
import type { ParquetLimits } from './limits.ts';
import type { ParquetColumn } from './schema.ts';
import { endsInTheMiddle, structEnd } from './thrift.ts';

/** A header has some 30 values, statistics included. */
const MOST_HEADER_VALUES = 1000;
/** Writers leave statistics of more than 4 KiB out (pyarrow, parquet-java). */
const LARGEST_HEADER_BYTES = 64 * 1024;

/** One page, checked. */
export interface Page {
  readonly kind: 'data' | 'dictionary' | 'index';
  readonly encoding: Encoding;
  /** Rows, NULLs among them; in a dictionary, entries. */
  readonly valueCount: number;
  /** As stored. */
  readonly body: Uint8Array;
  /** Bytes of definition levels before the values of a V2 page, stored as they are; undefined for the other kinds. */
  readonly levelBytes: number | undefined;
  /** NULLs that a V2 page claims. */
  readonly nullCount: number | undefined;
  /** Bytes of what `codec` unpacks to: of a V2 page its values, else all of it. */
  readonly unpackedBytes: number;
  readonly codec: Codec;
}

export interface ChunkContext {
  readonly column: ParquetColumn;
  readonly rowCount: number;
  readonly codec: Codec;
  readonly limits: ParquetLimits;
  readonly marksBadText?: boolean | undefined;
}

/** Bytes of a chunk, of which the first ones are at hand. */
export interface StoredBytes {
  readonly bytes: Uint8Array;
  /** Where the next page begins in them. */
  readonly at: number;
  /** Bytes of the chunk that lie behind them. */
  readonly behind: number;
}

/** The page at `at` and where it ends; or, where it goes on behind the bytes at hand, how many from `at` on are needed, or more. */
export type ReadPage = { readonly page: Page; readonly end: number } | { readonly needed: number };

export function readPage({ bytes, at, behind }: StoredBytes, context: ChunkContext): ReadPage {
  const start = structEnd(bytes, at, { mostValues: MOST_HEADER_VALUES });
  if (start === undefined) {
    return { needed: longerHeader(bytes.length - at, behind) };
  }
  const header = parquetHeader({ view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: at });
  const length = count(header.compressed_page_size, 'size');
  if (length > bytes.length - start + behind) {
    throw corrupt(`has a page of ${length} bytes where ${bytes.length - start + behind} are left`);
  }
  checkSizes(header, context);
  const end = start + length;
  if (end > bytes.length) {
    return { needed: end - at };
  }
  return { page: pageOf(header, bodyOf(bytes.subarray(start, end), header), context), end };
}

function longerHeader(held: number, behind: number): number {
  if (behind === 0) {
    throw endsInTheMiddle();
  }
  if (held >= LARGEST_HEADER_BYTES) {
    throw corrupt(`has a page header of more than ${LARGEST_HEADER_BYTES} bytes`);
  }
  return Math.min(LARGEST_HEADER_BYTES, held + behind);
}

function bodyOf(body: Uint8Array, header: PageHeader): Uint8Array {
  // Optional; DMS writes none (measured on one of its files), pyarrow on request.
  if (typeof header.crc === 'number' && crc32(body) !== header.crc >>> 0) {
    throw corrupt('has a page that does not match its checksum');
  }
  return body;
}

function checkSizes(header: PageHeader, { limits, codec }: ChunkContext): void {
  const unpacked = count(header.uncompressed_page_size, 'size');
  const bytes = Math.max(unpacked, header.compressed_page_size);
  if (bytes > limits.pageBytes) {
    const { num_values: values } = header.data_page_header ?? header.data_page_header_v2 ?? {};
    throw tooLarge(
      `has a ${values === 1 ? 'cell' : 'page'} of ${bytes} bytes, over the limit of ${limits.pageBytes}`,
      `set ${values === 1 ? 'LobMaxSize of the DMS task' : 'DataPageSize and DictPageSizeLimit of the DMS endpoint (their default is 1 MiB)'} lower, or give the process more memory: LOADER_MEMORY_MB=${memoryMibFor(bytes, limits)}`,
    );
  }
  if (codec === 'UNCOMPRESSED' && unpacked !== header.compressed_page_size) {
    throw corrupt('has an uncompressed page of two different sizes');
  }
}

function pageOf(header: PageHeader, body: Uint8Array, context: ChunkContext): Page {
  switch (header.type) {
    case 'DICTIONARY_PAGE':
      return dictionaryPage(header, body, context);
    case 'INDEX_PAGE':
      return { ...INDEX_PAGE, body };
    case 'DATA_PAGE':
      return pageV1(header, body, context);
    default:
      return pageV2(header, body, context);
  }
}

/** Nobody writes them; they hold no rows. */
const INDEX_PAGE = {
  kind: 'index',
  encoding: 'PLAIN',
  valueCount: 0,
  levelBytes: undefined,
  nullCount: undefined,
  unpackedBytes: 0,
  codec: 'UNCOMPRESSED',
} as const;

function dictionaryPage(header: PageHeader, body: Uint8Array, { column, codec }: ChunkContext): Page {
  const valueCount = count(header.dictionary_page_header?.num_values, 'number of dictionary entries');
  const unpackedBytes = header.uncompressed_page_size;
  const encoding = header.dictionary_page_header?.encoding;
  // The shortest value is the length of an empty one: 4 bytes.
  if (valueCount * (column.width === 0 ? 4 : column.width) > unpackedBytes || column.physical === 'BOOLEAN') {
    throw corrupt(`has a dictionary of ${valueCount} entries in ${unpackedBytes} bytes`);
  }
  if (encoding !== 'PLAIN' && encoding !== 'PLAIN_DICTIONARY') {
    throw unsupported(`has a dictionary encoded as ${encoding ?? 'nothing known'}`, 'write it with another encoding');
  }
  return {
    kind: 'dictionary',
    encoding: 'PLAIN',
    valueCount,
    body,
    levelBytes: undefined,
    nullCount: undefined,
    unpackedBytes,
    codec,
  };
}

function pageV1(header: PageHeader, body: Uint8Array, { column, codec }: ChunkContext): Page {
  const fields = header.data_page_header;
  if (fields === undefined) {
    throw corrupt('has a page without its fields');
  }
  const valueCount = count(fields.num_values, 'number of values');
  if (column.isNullable && fields.definition_level_encoding !== 'RLE') {
    throw unsupported(
      `has levels encoded as ${fields.definition_level_encoding ?? 'nothing known'}`,
      'write them as RLE',
    );
  }
  return {
    kind: 'data',
    encoding: encodingOf(fields.encoding),
    valueCount,
    body,
    levelBytes: undefined,
    nullCount: undefined,
    unpackedBytes: header.uncompressed_page_size,
    codec,
  };
}

function pageV2(header: PageHeader, body: Uint8Array, { column, codec }: ChunkContext): Page {
  const fields = header.data_page_header_v2;
  if (header.type !== 'DATA_PAGE_V2' || fields === undefined) {
    throw corrupt('has a page of an unknown type, or without its fields');
  }
  const valueCount = count(fields.num_values, 'number of values');
  const nullCount = count(fields.num_nulls, 'number of nulls');
  const levelBytes = count(fields.definition_levels_byte_length, 'length of levels');
  const repetitionBytes = count(fields.repetition_levels_byte_length, 'length of levels');
  const unpackedBytes = header.uncompressed_page_size - levelBytes;
  if (count(fields.num_rows, 'number of rows') !== valueCount || nullCount > valueCount) {
    throw corrupt(
      `has a page of ${valueCount} values, ${numberInMessage(fields.num_rows)} rows and ${nullCount} nulls`,
    );
  }
  if (repetitionBytes !== 0 || levelBytes > body.length || unpackedBytes < 0) {
    throw corrupt('has a page whose levels are longer than itself, or repeat');
  }
  if (!column.isNullable && (levelBytes > 0 || nullCount > 0)) {
    throw corrupt('has nulls, and says that it has none');
  }
  const isPacked = fields.is_compressed !== false;
  if (!isPacked && body.length - levelBytes !== unpackedBytes) {
    throw corrupt('has an uncompressed page of two different sizes');
  }
  return {
    kind: 'data',
    encoding: encodingOf(fields.encoding),
    valueCount,
    body,
    levelBytes,
    nullCount,
    unpackedBytes,
    codec: isPacked ? codec : 'UNCOMPRESSED',
  };
}

function encodingOf(encoding: Encoding | undefined): Encoding {
  if (encoding === undefined) {
    throw corrupt('has a page with an encoding that Parquet does not know');
  }
  return encoding;
}

/** A number of a page header, which a damaged one may lack or hold as anything. */
function count(value: unknown, what: string): number {
  if (value === undefined) {
    throw corrupt(`has a page whose header lacks its ${what}`);
  }
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw corrupt(`has a page with a ${what} that cannot be (${numberInMessage(value)})`);
  }
  return value;
}
