/**
 * The pages of a column chunk, walked header by header before anything is decompressed: what is not a row of well-formed
 * pages that add up to the row group is refused here, so that decoding neither loops nor allocates by a lying number.
 */

import { crc32 } from 'node:zlib';
import { parquetHeader } from 'hyparquet/src/column.js';
import type { Encoding, PageHeader } from 'hyparquet/src/types.js';
import type { Codec } from './codecs.ts';
import { corrupt, numberInMessage, tooLarge, unsupported } from './fault.ts';
import type { ParquetLimits } from './limits.ts';
import type { ParquetColumn } from './schema.ts';
import { checkStruct } from './thrift.ts';

/** A header has some 30 values, statistics included. */
const MOST_HEADER_VALUES = 1000;

/** One page, checked. */
export interface Page {
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

export interface ChunkPages {
  readonly dictionary: Page | undefined;
  /** In row order. */
  readonly pages: readonly Page[];
  readonly unpackedBytes: number;
}

export interface ChunkContext {
  readonly column: ParquetColumn;
  readonly rowCount: number;
  readonly codec: Codec;
  readonly limits: ParquetLimits;
  readonly marksBadText?: boolean | undefined;
}

/** Walks the pages of a chunk until its rows are complete. */
export function walkPages(bytes: Uint8Array, context: ChunkContext): ChunkPages {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  const pages: Page[] = [];
  let dictionary: Page | undefined;
  let rows = 0;
  let unpackedBytes = 0;
  while (rows < context.rowCount) {
    checkStruct(bytes, reader.offset, MOST_HEADER_VALUES);
    const header = parquetHeader(reader);
    const body = bodyOf(bytes, reader.offset, header);
    reader.offset += body.length;
    unpackedBytes += checkSizes(header, context);
    if (unpackedBytes > context.limits.chunkBytes) {
      throw tooLarge(
        `unpacks to more than ${context.limits.chunkBytes} bytes in one row group`,
        'write smaller row groups',
      );
    }
    if (header.type === 'DICTIONARY_PAGE') {
      if (dictionary !== undefined || pages.length > 0) {
        throw corrupt('has a dictionary that is not the first page');
      }
      dictionary = dictionaryPage(header, body, context);
    } else if (header.type !== 'INDEX_PAGE') {
      rows += keep(pages, header.type === 'DATA_PAGE' ? pageV1(header, body, context) : pageV2(header, body, context));
    }
  }
  if (rows > context.rowCount) {
    throw corrupt(`has pages of ${rows} values for ${context.rowCount} rows`);
  }
  return { dictionary, pages, unpackedBytes };
}

/** A page without rows adds nothing, and a chunk may have millions of them. */
function keep(pages: Page[], page: Page): number {
  if (page.valueCount > 0) {
    pages.push(page);
  }
  return page.valueCount;
}

function bodyOf(bytes: Uint8Array, start: number, header: PageHeader): Uint8Array {
  const length = count(header.compressed_page_size, 'size');
  if (length > bytes.length - start) {
    throw corrupt(`has a page of ${length} bytes where ${bytes.length - start} are left`);
  }
  const body = bytes.subarray(start, start + length);
  // Optional; DMS writes none (measured on one of its files), pyarrow on request.
  if (typeof header.crc === 'number' && crc32(body) !== header.crc >>> 0) {
    throw corrupt('has a page that does not match its checksum');
  }
  return body;
}

function checkSizes(header: PageHeader, { limits, codec }: ChunkContext): number {
  const unpacked = count(header.uncompressed_page_size, 'size');
  if (unpacked > limits.pageBytes) {
    throw tooLarge(
      `has a page of ${unpacked} bytes, over the limit of ${limits.pageBytes}`,
      'set DataPageSize and DictPageSizeLimit of the DMS endpoint lower (their default is 1 MiB)',
    );
  }
  if (codec === 'UNCOMPRESSED' && unpacked !== header.compressed_page_size) {
    throw corrupt('has an uncompressed page of two different sizes');
  }
  return unpacked;
}

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
  return { encoding: 'PLAIN', valueCount, body, levelBytes: undefined, nullCount: undefined, unpackedBytes, codec };
}

function pageV1(header: PageHeader, body: Uint8Array, { column, codec }: ChunkContext): Page {
  const fields = header.data_page_header;
  const valueCount = count(fields?.num_values, 'number of values');
  if (column.isNullable && fields?.definition_level_encoding !== 'RLE') {
    throw unsupported(
      `has levels encoded as ${fields?.definition_level_encoding ?? 'nothing known'}`,
      'write them as RLE',
    );
  }
  return {
    encoding: encodingOf(fields?.encoding),
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
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw corrupt(`has a page with a ${what} that cannot be (${numberInMessage(value)})`);
  }
  return value;
}
