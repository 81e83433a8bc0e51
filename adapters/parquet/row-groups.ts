import type { ColumnChunk, CompressionCodec, FileMetaData, RowGroup as StoredRowGroup } from 'hyparquet/src/types.js';
import { type Codec, isCodec } from './codecs.ts';
import { corrupt, nameInMessage, numberInMessage, placed, tooLarge, unsupported } from './fault.ts';
import type { ParquetColumn } from './schema.ts';

/** The pages of one column in one row group: bytes `start` up to `end` of the file. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  readonly codec: Codec;
  /** Of all its pages, as the footer says. */
  readonly unpackedBytes: number;
}

export interface RowGroup {
  /** From 1. */
  readonly number: number;
  /** Number of its first row in the file, from 1. */
  readonly firstRow: number;
  readonly rowCount: number;
  /** In the order of the schema. */
  readonly chunks: readonly Chunk[];
}

/** Rows that say nothing need no bytes, so bytes bound nothing; a million equal rows of pyarrow are some 2,500 to a byte. */
const MOST_ROWS_PER_BYTE = 10_000;
/** Not worth a thought, even if each is NULL in each column. */
const ROWS_OF_NOTHING = 4_000_000;

export interface GroupContext {
  readonly columns: readonly ParquetColumn[];
  /** Where the metadata begins: no page lies behind it. */
  readonly footerStart: number;
}

/** The row groups as the footer tells them, checked against the schema, the file's size and each other. */
export function rowGroupsOf(metadata: FileMetaData, context: GroupContext): readonly RowGroup[] {
  const groups: RowGroup[] = [];
  let firstRow = 1;
  for (const [index, stored] of metadata.row_groups.entries()) {
    try {
      const group = rowGroupOf(stored, { number: index + 1, firstRow, context });
      groups.push(group);
      firstRow += group.rowCount;
    } catch (error) {
      throw placed(error, { rowGroup: index + 1 });
    }
  }
  const declared = wholeNumber(metadata.num_rows, 'number of rows');
  if (declared !== firstRow - 1) {
    throw corrupt(`claims ${declared} rows, and its row groups hold ${firstRow - 1}`);
  }
  if (declared > Math.max(ROWS_OF_NOTHING, context.footerStart * MOST_ROWS_PER_BYTE)) {
    throw tooLarge(
      `claims ${declared} rows in ${context.footerStart} bytes of pages, more than ${MOST_ROWS_PER_BYTE} to a byte`,
      'check who wrote it: a table whose rows can be told apart takes more',
    );
  }
  checkOverlaps(groups, context.columns);
  return groups;
}

/** No byte belongs to two chunks: a small file could be read for ever. */
function checkOverlaps(groups: readonly RowGroup[], columns: readonly ParquetColumn[]): void {
  const all = groups
    .filter(({ rowCount }) => rowCount > 0)
    .flatMap(({ number, chunks }) => chunks.map(({ start, end }, index) => ({ start, end, index, number })));
  // Where two begin at the same byte, the later one stays behind.
  all.sort((one, other) => one.start - other.start);
  for (const [at, { start, index, number }] of all.entries()) {
    const before = all[at - 1];
    if (before !== undefined && before.end > start) {
      throw placed(corrupt('has bytes that overlap those of another column or row group'), {
        rowGroup: number,
        column: columns[index]?.name,
      });
    }
  }
}

function rowGroupOf(
  stored: StoredRowGroup,
  { number, firstRow, context }: { number: number; firstRow: number; context: GroupContext },
): RowGroup {
  const { columns } = context;
  const rowCount = wholeNumber(stored.num_rows, 'number of rows');
  if (stored.columns.length !== columns.length) {
    throw corrupt(`has ${stored.columns.length} column chunks for ${columns.length} columns`);
  }
  const chunks = columns.map((column, index) => {
    try {
      return chunkOf(stored.columns[index], { column, rowCount, footerStart: context.footerStart });
    } catch (error) {
      throw placed(error, { column: column.name });
    }
  });
  return { number, firstRow, rowCount, chunks };
}

function chunkOf(
  stored: ColumnChunk | undefined,
  { column, rowCount, footerStart }: { column: ParquetColumn; rowCount: number; footerStart: number },
): Chunk {
  const data = stored?.meta_data;
  if (stored === undefined || data === undefined) {
    throw unsupported('is encrypted', 'write it without Parquet encryption; S3 can encrypt it at rest');
  }
  if (stored.file_path !== undefined && stored.file_path !== '') {
    throw unsupported('is stored in another file', 'write each table into files of their own');
  }
  if (data.type !== column.physical || data.path_in_schema.join('.') !== column.name) {
    throw corrupt(`has a chunk of ${nameInMessage(data.path_in_schema.join('.'))} (${data.type}) in its place`);
  }
  const valueCount = wholeNumber(data.num_values, 'number of values');
  if (valueCount !== rowCount) {
    throw corrupt(`has ${valueCount} values for ${rowCount} rows`);
  }
  const dataStart = wholeNumber(data.data_page_offset, 'offset');
  const dictionaryStart = wholeNumber(data.dictionary_page_offset ?? 0n, 'offset');
  // Writers without a dictionary put 0 or nothing.
  const start = dictionaryStart > 0 && dictionaryStart < dataStart ? dictionaryStart : dataStart;
  const end = start + wholeNumber(data.total_compressed_size, 'size');
  if (rowCount > 0 && (start < 4 || end > footerStart || end <= start)) {
    throw corrupt(`claims the bytes ${start} to ${end}, outside of the file's pages (4 to ${footerStart})`);
  }
  const unpackedBytes = wholeNumber(data.total_uncompressed_size, 'size');
  return { start, end, codec: codecOf(data.codec), unpackedBytes };
}

function codecOf(codec: CompressionCodec): Codec {
  if (!isCodec(codec)) {
    throw unsupported(
      `is compressed with ${codec ?? 'an unknown codec'}`,
      'use gzip (the CompressionType of DMS), zstd, snappy or none',
    );
  }
  return codec;
}

/** A count of the footer, which a damaged one may hold as anything. */
function wholeNumber(value: unknown, what: string): number {
  if (typeof value !== 'bigint' || value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw corrupt(`has a ${what} that cannot be (${numberInMessage(value)})`);
  }
  return Number(value);
}
