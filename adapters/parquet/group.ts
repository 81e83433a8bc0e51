import type { SourceBatch } from '../../domain/ports/files.ts';
import { decodeChunk } from './chunk.ts';
import { placed, tooLarge } from './fault.ts';
import type { ParquetLimits } from './limits.ts';
import { type ChunkContext, walkPages } from './pages.ts';
import { planReads } from './plan.ts';
import type { Chunk, RowGroup } from './row-groups.ts';
import type { ParquetColumn } from './schema.ts';
import type { ByteSource } from './source.ts';

export interface GroupRequest {
  readonly columns: readonly ParquetColumn[];
  /** Which of them, by number, in the order in which they were asked for. */
  readonly wanted: readonly number[];
  readonly limits: ParquetLimits;
  /** `s3://bucket/key` */
  readonly url: string;
  readonly marksBadText?: boolean | undefined;
  readonly fromRow?: number | undefined;
  readonly beforeRow?: number | undefined;
}

/** The stored bytes of the wanted chunks of a row group. */
export type RawGroup = ReadonlyMap<Chunk, Uint8Array>;

/** Reads the wanted chunks, neighbours together. @throws LoaderError PARQUET_TOO_LARGE; the errors of the source as they are */
export async function fetchGroup(source: ByteSource, group: RowGroup, request: GroupRequest): Promise<RawGroup> {
  const chunks = wantedChunks(group, request);
  checkSize(chunks, group, request);
  const reads = planReads(chunks);
  const pieces = await Promise.all(
    reads.map(async range => ({ range, bytes: await source.read(range.start, range.end) })),
  );
  const raw = new Map<Chunk, Uint8Array>();
  for (const chunk of chunks) {
    const piece = pieces.find(({ range }) => range.start <= chunk.start && chunk.end <= range.end);
    if (piece !== undefined) {
      raw.set(chunk, piece.bytes.subarray(chunk.start - piece.range.start, chunk.end - piece.range.start));
    }
  }
  return raw;
}

function wantedChunks(group: RowGroup, { wanted }: GroupRequest): Chunk[] {
  return wanted.flatMap(index => group.chunks[index] ?? []);
}

function checkSize(chunks: readonly Chunk[], group: RowGroup, { limits, url }: GroupRequest): void {
  const cells = group.rowCount * chunks.length;
  if (cells > limits.groupCells) {
    throw placed(tooManyCells(cells, limits), { object: url, rowGroup: group.number });
  }
  const sizes = chunks.map(chunk => chunk.end - chunk.start);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > limits.groupBytes || sizes.some(size => size > limits.chunkBytes)) {
    throw placed(tooManyBytes(total, limits), { object: url, rowGroup: group.number });
  }
}

/** Walks all pages of the wanted chunks first, then decodes them. */
export function decodeGroup(group: RowGroup, raw: RawGroup, request: GroupRequest): SourceBatch {
  const { columns, wanted, limits, url, marksBadText } = request;
  let unpackedBytes = 0;
  const walked = wanted.map(index =>
    inColumn(index, (context, bytes) => {
      const chunk = walkPages(bytes, context);
      unpackedBytes += chunk.unpackedBytes;
      if (unpackedBytes > limits.groupBytes) {
        throw tooManyBytes(unpackedBytes, limits);
      }
      return { index, chunk };
    }),
  );
  return {
    firstRow: group.firstRow,
    rowCount: group.rowCount,
    columns: walked.map(({ index, chunk }) => inColumn(index, context => decodeChunk(chunk, context, group.firstRow))),
  };

  function inColumn<Result>(index: number, work: (context: ChunkContext, bytes: Uint8Array) => Result): Result {
    const column = columns[index];
    const chunk = group.chunks[index];
    const bytes = chunk === undefined ? undefined : raw.get(chunk);
    if (column === undefined || chunk === undefined || bytes === undefined) {
      throw new RangeError(`column ${index} of row group ${group.number} was not read`);
    }
    try {
      return work({ column, rowCount: group.rowCount, codec: chunk.codec, limits, marksBadText }, bytes);
    } catch (error) {
      throw placed(error, { object: url, rowGroup: group.number, column: column.name });
    }
  }
}

function tooManyCells(cells: number, limits: ParquetLimits): Error {
  return tooLarge(
    `has a row group of ${cells} cells in the columns that are read, over the limit of ${limits.groupCells}`,
    'set RowGroupLength of the DMS endpoint lower (its default is 10,000 rows)',
  );
}

function tooManyBytes(bytes: number, limits: ParquetLimits): Error {
  return tooLarge(
    `has a row group of ${bytes} bytes or more, over the limit of ${limits.groupBytes} (${limits.chunkBytes} to a column)`,
    'set RowGroupLength of the DMS endpoint lower (its default is 10,000 rows)',
  );
}
