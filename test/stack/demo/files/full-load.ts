/** Full-load files as DMS writes them: no Op, gzip, 10,000 rows a row group, decimals as fixed bytes. Writer: hyparquet-writer. */
import { gzipSync } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { type DayForm, productCells } from './products.ts';

const ROW_GROUP_ROWS = 10_000;

const OPTIONAL = { repetition_type: 'OPTIONAL' } as const;
const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', ...OPTIONAL } as const;
const DECIMAL = { type: 'FIXED_LEN_BYTE_ARRAY', converted_type: 'DECIMAL', ...OPTIONAL } as const;

const COLUMNS: readonly SchemaElement[] = [
  { name: 'PRODUCT_ID', type: 'INT64', ...OPTIONAL },
  { name: 'PRODUCT_NAME', ...TEXT },
  { name: 'IS_ACTIVE', ...TEXT },
  { name: 'REG_DATE', ...TEXT },
  { name: 'PRICE', ...TEXT },
  { name: 'AMOUNT', ...DECIMAL, type_length: 6, precision: 12, scale: 2 },
  { name: 'AMOUNT_EXACT', ...DECIMAL, type_length: 16, precision: 38, scale: 10 },
  { name: 'TAGS', ...TEXT },
  { name: 'UPDATED_AT', type: 'INT64', converted_type: 'TIMESTAMP_MICROS', ...OPTIONAL },
  { name: 'DESCRIPTION', ...TEXT },
];

/** A file of the products from one number to another, both included. */
export function fullLoadFile(first: number, last: number, form: DayForm): Uint8Array {
  const rows = Array.from({ length: last - first + 1 }, (_, index) => productCells(first + index, form));
  const buffer = parquetWriteBuffer({
    columnData: COLUMNS.map(({ name }, at) => ({ name, data: rows.map(row => row[at] ?? null) })),
    schema: [{ name: 'root', num_children: COLUMNS.length }, ...COLUMNS],
    rowGroupSize: ROW_GROUP_ROWS,
    codec: 'GZIP',
    compressors: { GZIP: bytes => gzipSync(bytes) },
  });
  return new Uint8Array(buffer);
}
