import { CSV_LIMITS, type CsvLimits } from '../../../adapters/csv/limits.ts';
import { makeCsvReader } from '../../../adapters/csv/reader.ts';
import { cellOf } from '../../../domain/columns/column.ts';
import { LoaderError } from '../../../domain/errors.ts';
import type { OpenedFile, SourceBatch } from '../../../domain/ports/files.ts';
import { type CsvSettings, DEFAULT_CSV } from '../../../domain/table/csv-settings.ts';
import { storedBytes } from '../../doubles/bytes.ts';

export interface Way {
  readonly settings?: Partial<CsvSettings>;
  readonly limits?: Partial<CsvLimits>;
  /** Without them, the first row names the columns. */
  readonly columns?: readonly string[];
  readonly key?: string;
}

export interface WholeCsv {
  readonly file: OpenedFile;
  readonly batches: readonly SourceBatch[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Opens a file and reads all of it; text is written as UTF-8. */
export async function readCsv(content: string | Uint8Array, way: Way = {}): Promise<WholeCsv> {
  const { settings, limits, columns, key = 'dmstest/test_product/LOAD00000001.csv' } = way;
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const reader = makeCsvReader({ ...CSV_LIMITS, ...limits });
  const file = await reader.open(storedBytes(bytes, key).object, {
    kind: 'csv',
    settings: { ...DEFAULT_CSV, header: columns === undefined, ...settings },
    columns,
  });
  const batches = await all(file.read(file.columns.map(({ name }) => name)));
  return { file, batches, rows: batches.flatMap(rowsOf) };
}

export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) {
    list.push(item);
  }
  return list;
}

export function rowsOf({ rowCount, columns }: SourceBatch): unknown[][] {
  return Array.from({ length: rowCount }, (_, row) => columns.map(column => cellOf(column, row)));
}

/** The LoaderError that reading ends with; any other end fails the test. */
export async function refusal(content: string | Uint8Array, way?: Way): Promise<LoaderError> {
  const end = await readCsv(content, way).catch((error: unknown) => error);
  if (!(end instanceof LoaderError)) {
    throw new Error('no LoaderError', { cause: end });
  }
  return end;
}
