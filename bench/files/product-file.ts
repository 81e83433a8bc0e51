/** Parquet files as DMS writes them: gzip, dictionaries, 10,000 rows a row group. Kept in the folder for temporary files. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { type Cells, productRows, type Version } from './product-rows.ts';

/** Where the benchmark keeps what it can use again: files, and the rival's Python packages. */
export const CACHE = join(tmpdir(), 'dms-loader-bench');

/** Of the files' content; a file made by an older one is not used again. */
export const EDITION = 1;
const ROW_GROUP_ROWS = 10_000;

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const;
const MOMENT = {
  type: 'INT64',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
  repetition_type: 'OPTIONAL',
} as const;

const COLUMNS: readonly SchemaElement[] = [
  { name: 'Op', ...TEXT },
  { name: 'dms_ts', ...TEXT },
  { name: 'ar_h_change_seq', ...TEXT },
  { name: 'product_id', type: 'INT64', repetition_type: 'OPTIONAL' },
  { name: 'product_code', ...TEXT },
  { name: 'product_name', ...TEXT },
  { name: 'is_active', ...TEXT },
  { name: 'created_date_str', ...TEXT },
  { name: 'price_str', ...TEXT },
  { name: 'stock_qty', type: 'INT32', repetition_type: 'OPTIONAL' },
  { name: 'weight_kg', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  { name: 'metadata_json', ...TEXT },
  { name: 'tags', ...TEXT },
  { name: 'created_at', ...MOMENT },
  { name: 'updated_at', ...MOMENT },
];

/** Path of a file of products 1 to `rows`, made if it is not there yet. */
export function productFile(rows: number, version: Version): string {
  const path = join(CACHE, `products-${EDITION}-${rows}-v${version.number}.parquet`);
  if (!existsSync(path)) {
    mkdirSync(CACHE, { recursive: true });
    const unfinished = `${path}.${process.pid}`;
    writeProducts(unfinished, rowGroups(rows, version));
    renameSync(unfinished, path);
  }
  return path;
}

function* rowGroups(rows: number, version: Version): Generator<Readonly<Record<string, Cells>>> {
  for (let first = 1; first <= rows; first += ROW_GROUP_ROWS) {
    yield productRows(first, Math.min(ROW_GROUP_ROWS, rows - first + 1), version);
  }
}

/** Writes a file of row groups, each by column. */
export function writeProducts(path: string, groups: Iterable<Readonly<Record<string, Cells>>>): void {
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [{ name: 'root', num_children: COLUMNS.length }, ...COLUMNS],
    codec: 'GZIP',
    compressors: { GZIP: bytes => gzipSync(bytes) },
  });
  for (const cells of groups) {
    const columnData = COLUMNS.map(({ name }) => ({ name, data: cells[name] ?? [] }));
    void writer.write({ columnData, rowGroupSize: ROW_GROUP_ROWS });
  }
  void writer.finish();
}
