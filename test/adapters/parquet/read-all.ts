import { parquetReader } from '../../../adapters/parquet/reader.ts';
import { cellOf } from '../../../domain/columns/column.ts';
import type { FileReader, SourceBatch, SourceFile, StoredObject } from '../../../domain/ports.ts';
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
