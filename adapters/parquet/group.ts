/** A row group in batches: as many rows at a time as the budget has room for. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BATCH_ROWS } from '../../domain/limits.ts';
import { memoryMibFor } from '../../domain/memory-shares.ts';
import type { SourceBatch } from '../../domain/ports/files.ts';
import { cellBytes } from './cell-bytes.ts';
import {
  type ColumnReader,
  columnReader,
  heldByDictionary,
  reached,
  skipRows,
  takeRows,
  walkPages,
} from './column-reader.ts';
import { placed, tooLarge } from './fault.ts';
import type { GroupRequest, RawGroup } from './fetch.ts';
import type { RowGroup } from './row-groups.ts';
import { fetchMore } from './stored-chunk.ts';

export interface OpenGroup {
  readonly group: RowGroup;
  readonly request: GroupRequest;
  /** By the number of the column. */
  readonly readers: ReadonlyMap<number, ColumnReader>;
  /** The first that is wanted, and not read yet. */
  row: number;
  readonly beforeRow: number;
  /** That are passed over, before `row`. */
  skipped: number;
}

export function openGroup(group: RowGroup, raw: RawGroup, request: GroupRequest): OpenGroup {
  const { columns, limits, marksBadText, fromRow = 1, beforeRow = Number.POSITIVE_INFINITY } = request;
  const readers = new Map<number, ColumnReader>();
  for (const [index, stored] of raw) {
    const [column, chunk] = [columns[index], group.chunks[index]];
    if (column !== undefined && chunk !== undefined) {
      const { rowCount } = group;
      readers.set(index, columnReader(stored, { column, rowCount, codec: chunk.codec, limits, marksBadText }));
    }
  }
  const row = Math.max(fromRow, group.firstRow);
  const end = group.firstRow + group.rowCount;
  return { group, request, readers, row, beforeRow: Math.min(beforeRow, end), skipped: row - group.firstRow };
}

/** All bytes are at hand, or on their way. */
export function isAsked({ readers }: OpenGroup): boolean {
  return [...readers.values()].every(({ stored }) => stored.unasked === stored.end);
}

/** The next rows; some are left. @throws LoaderError PARQUET_*, ROW_BAD; the errors of the source as they are */
export async function nextBatch(open: OpenGroup): Promise<SourceBatch> {
  const { readers, request, row } = open;
  // Lets timers and sockets have their turn: what is at hand already is decoded without waiting for anything.
  await nextTurn();
  if (open.skipped > 0) {
    await skip(open);
  }
  const rowCount = await rowsThatFit(open);
  open.row += rowCount;
  const columns = new Map(
    [...readers].map(([index, reader]) => [index, inColumn(open, reader, () => takeRows(reader, rowCount, row))]),
  );
  return { firstRow: row, rowCount, columns: request.wanted.map(index => columns.get(index) ?? { values: [] }) };
}

async function skip(open: OpenGroup): Promise<void> {
  const { readers, group } = open;
  for (let row = group.firstRow; row < open.row; ) {
    const rows = Math.min(BATCH_ROWS, open.row - row);
    for (const reader of readers.values()) {
      await walkTo(open, reader, { rows, mostBytes: Number.POSITIVE_INFINITY });
      inColumn(open, reader, () => skipRows(reader, rows, row));
    }
    row += rows;
  }
  open.skipped = 0;
}

/** Walks the pages of as many rows as a batch may have. */
async function rowsThatFit(open: OpenGroup): Promise<number> {
  const { readers, row, beforeRow, request } = open;
  const { pageBytes, batchBytes } = request.limits;
  const list = [...readers.values()];
  const perRow = list.reduce((sum, { context }) => sum + cellBytes(context.column), 1);
  let rows = Math.max(1, Math.min(BATCH_ROWS, beforeRow - row, Math.floor(batchBytes / perRow)));
  for (;;) {
    let bytes = 0;
    for (const reader of list) {
      bytes += await walkTo(open, reader, { rows, mostBytes: pageBytes - bytes });
    }
    checkDictionaries(open);
    if (bytes <= pageBytes) {
      return rows;
    }
    if (rows === 1) {
      throw tooManyPages(open);
    }
    rows = Math.ceil(rows / 2);
  }
}

/** Until the pages of so many rows are walked, or they take more than so many bytes. Gives how many they take. */
async function walkTo(
  open: OpenGroup,
  reader: ColumnReader,
  { rows, mostBytes }: { readonly rows: number; readonly mostBytes: number },
): Promise<number> {
  const now = reached(reader, rows);
  while (now.rows < rows && now.bytes <= mostBytes) {
    const needed = inColumn(open, reader, () => walkPages(reader, now, { rows, mostBytes }));
    if (needed > 0) {
      await fetchMore(reader.stored, needed);
    }
  }
  return now.bytes;
}

function checkDictionaries(open: OpenGroup): void {
  const { limits, url } = open.request;
  const list = [...open.readers.values()];
  const bytes = list.reduce((sum, reader) => sum + heldByDictionary(reader), 0);
  if (bytes <= limits.dictionaryBytes) {
    return;
  }
  const largest = list.toSorted((one, other) => heldByDictionary(other) - heldByDictionary(one))[0];
  throw placed(
    tooLarge(
      `has the largest of dictionaries that take ${bytes} bytes together, over the limit of ${limits.dictionaryBytes}`,
      `set DictPageSizeLimit of the DMS endpoint lower (its default is 1 MiB), or give the process more memory: LOADER_MEMORY_MB=${memoryMibFor(bytes / 2, limits)}`,
    ),
    { object: url, rowGroup: open.group.number, column: largest?.context.column.name },
  );
}

function tooManyPages(open: OpenGroup): Error {
  const { limits, url } = open.request;
  const sizes = [...open.readers.values()].map(reader => ({ reader, bytes: reached(reader, 1).bytes }));
  const [largest] = sizes.toSorted((one, other) => other.bytes - one.bytes);
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  return placed(
    tooLarge(
      `has the largest of the pages that row ${open.row} takes, one of each column: ${bytes} bytes together, over the limit of ${limits.pageBytes}`,
      `set DataPageSize of the DMS endpoint lower (its default is 1 MiB), or give the process more memory: LOADER_MEMORY_MB=${memoryMibFor(bytes, limits)}`,
    ),
    { object: url, rowGroup: open.group.number, column: largest?.reader.context.column.name },
  );
}

function inColumn<Result>({ group, request }: OpenGroup, { context }: ColumnReader, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw placed(error, { object: request.url, rowGroup: group.number, column: context.column.name });
  }
}
