import { parquetReader } from '../../../adapters/parquet/reader.ts';
import { cellOf } from '../../../domain/columns/column.ts';
import { LoaderError } from '../../../domain/errors.ts';
import type { FileReader, SourceBatch, SourceFile } from '../../../domain/ports/files.ts';
import type { StoredObject } from '../../../domain/ports/store.ts';
import { storedBytes } from '../../doubles/bytes.ts';

export interface WholeFile {
  readonly file: SourceFile;
  readonly batches: readonly SourceBatch[];
}

/** Reads every batch of the named columns, or of all. */
export async function readAll(
  object: StoredObject,
  { reader = parquetReader, names }: { reader?: FileReader; names?: readonly string[] } = {},
): Promise<WholeFile> {
  const file = await reader.open(object);
  const batches: SourceBatch[] = [];
  for await (const batch of file.read(names ?? file.columns.map(column => column.name))) {
    batches.push(batch);
  }
  return { file, batches };
}

export function readBytes(bytes: Uint8Array, reader?: FileReader): Promise<WholeFile> {
  return readAll(storedBytes(bytes).object, reader === undefined ? {} : { reader });
}

/** The cells of one column of the whole file. */
export function cellsOf(batches: readonly SourceBatch[], index: number): unknown[] {
  return batches.flatMap(batch => {
    const column = batch.columns[index];
    return Array.from({ length: batch.rowCount }, (_, row) => (column === undefined ? undefined : cellOf(column, row)));
  });
}

/** The cells of the first column. */
export async function firstColumn(bytes: Uint8Array): Promise<unknown[]> {
  return cellsOf((await readBytes(bytes)).batches, 0);
}

/** The LoaderError that a piece of work ends with; any other end fails the test. */
export async function errorOf(work: Promise<unknown>): Promise<LoaderError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LoaderError)) {
    throw new Error('no LoaderError', { cause: error });
  }
  return error;
}

export function readingError(bytes: Uint8Array, reader?: FileReader): Promise<LoaderError> {
  return errorOf(readBytes(bytes, reader));
}
