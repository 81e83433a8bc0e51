import { memoryMibFor } from '../../domain/memory-shares.ts';
import { placed, tooLarge } from './fault.ts';
import type { ParquetLimits } from './limits.ts';
import { planReads } from './plan.ts';
import type { Chunk, RowGroup } from './row-groups.ts';
import type { ParquetColumn } from './schema.ts';
import type { ByteSource } from './source.ts';
import { type StoredChunk, storedChunk } from './stored-chunk.ts';

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

/** Reads of less cost more than they bring, where the budget has room for as much of each column. */
const SMALLEST_WINDOW_BYTES = 64 * 1024;

/** The first bytes of each wanted chunk of a row group, by the number of its column. */
export type RawGroup = ReadonlyMap<number, StoredChunk>;

/**
 * Reads the first window of each wanted chunk: all of it where the group is small, neighbours together.
 * @throws LoaderError PARQUET_TOO_LARGE; the errors of the source as they are
 */
export async function fetchGroup(source: ByteSource, group: RowGroup, request: GroupRequest): Promise<RawGroup> {
  const wanted = [...new Set(request.wanted)].flatMap(index => {
    const chunk = group.chunks[index];
    return chunk === undefined ? [] : [{ index, chunk }];
  });
  checkRowSize(group, request);
  const windowOf = windows(
    wanted.map(({ chunk }) => chunk),
    request.limits.fetchBytes,
  );
  const firsts = wanted.map(({ index, chunk }) => {
    const windowBytes = windowOf(chunk);
    return { index, chunk, windowBytes, start: chunk.start, end: Math.min(chunk.end, chunk.start + windowBytes) };
  });
  const pieces = await Promise.all(
    planReads(firsts).map(async range => ({ range, bytes: await source.read(range.start, range.end) })),
  );
  const raw = new Map<number, StoredChunk>();
  for (const { index, chunk, windowBytes, start, end } of firsts) {
    const piece = pieces.find(({ range }) => range.start <= start && end <= range.end);
    if (piece !== undefined) {
      const bytes = piece.bytes.subarray(start - piece.range.start, end - piece.range.start);
      raw.set(index, storedChunk(chunk, bytes, { source, windowBytes }));
    }
  }
  return raw;
}

/** Pages that hold even one row of the average size would not fit: known before any of them is read. */
function checkRowSize(group: RowGroup, { columns, wanted, limits, url }: GroupRequest): void {
  const bytesOf = (index: number): number => group.chunks[index]?.unpackedBytes ?? 0;
  const unpacked = wanted.reduce((sum, index) => sum + bytesOf(index), 0);
  const rowBytes = Math.ceil(unpacked / group.rowCount);
  if (rowBytes > limits.pageBytes) {
    const largest = wanted.reduce((one, other) => (bytesOf(other) > bytesOf(one) ? other : one));
    throw placed(
      tooLarge(
        `has the most bytes in rows of ${rowBytes} bytes on average, over the limit of ${limits.pageBytes}`,
        `set LobMaxSize of the DMS task lower, or give the process more memory: LOADER_MEMORY_MB=${memoryMibFor(rowBytes, limits)}`,
      ),
      { object: url, rowGroup: group.number, column: columns[largest]?.name },
    );
  }
}

/** Bytes of a chunk that are read at once. With those that are on their way, they are as many as of a small group. */
function windows(chunks: readonly Chunk[], mostBytes: number): (chunk: Chunk) => number {
  const total = chunks.reduce((sum, chunk) => sum + chunk.end - chunk.start, 0);
  if (total <= mostBytes) {
    return chunk => chunk.end - chunk.start;
  }
  const least = Math.min(SMALLEST_WINDOW_BYTES, Math.floor(mostBytes / 4 / chunks.length));
  return chunk => Math.max(least, Math.ceil(((chunk.end - chunk.start) / total) * (mostBytes / 4)));
}
