/**
 * Files of DMSTEST.TEST_PRODUCT as DMS writes them, by another writer than the reader under test: Op first, the before
 * image where a row has one, then the table's columns.
 */
import type { SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter, parquetWriteBuffer } from 'hyparquet-writer';

export interface ProductRow {
  /** Left out by every row of a full-load file. */
  readonly op?: string | null;
  readonly id: bigint | null;
  /** The key before the change: BI_PRODUCT_ID. */
  readonly oldId?: bigint;
  readonly name?: string | null;
  readonly active?: string | null;
  readonly date?: string | null;
  readonly price?: string | null;
  /** Unscaled: hundredths. */
  readonly amount?: bigint | null;
  /** Unscaled: ten decimals. */
  readonly amountExact?: bigint | null;
  readonly tags?: string | null;
  /** Microseconds since 1970 of the wall clock. */
  readonly updatedAt?: bigint | null;
  readonly description?: string | null;
}

type Field = keyof ProductRow;

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const;
const WHOLE = { type: 'INT64', repetition_type: 'OPTIONAL' } as const;
const MOMENT = { ...WHOLE, logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' } } as const;

const OP: readonly [Field, SchemaElement] = ['op', { name: 'Op', ...TEXT }];
const BEFORE_IMAGE: readonly [Field, SchemaElement] = ['oldId', { name: 'BI_PRODUCT_ID', ...WHOLE }];
const COLUMNS: readonly (readonly [Field, SchemaElement])[] = [
  ['id', { name: 'PRODUCT_ID', ...WHOLE }],
  ['name', { name: 'PRODUCT_NAME', ...TEXT }],
  ['active', { name: 'IS_ACTIVE', ...TEXT }],
  ['date', { name: 'REG_DATE', ...TEXT }],
  ['price', { name: 'PRICE', ...TEXT }],
  ['amount', { name: 'AMOUNT', ...WHOLE, converted_type: 'DECIMAL', precision: 12, scale: 2 }],
  [
    'amountExact',
    {
      name: 'AMOUNT_EXACT',
      type: 'FIXED_LEN_BYTE_ARRAY',
      type_length: 16,
      repetition_type: 'OPTIONAL',
      converted_type: 'DECIMAL',
      precision: 38,
      scale: 10,
    },
  ],
  ['tags', { name: 'TAGS', ...TEXT }],
  ['updatedAt', { name: 'UPDATED_AT', ...MOMENT }],
  ['description', { name: 'DESCRIPTION', ...TEXT }],
];

/** As DMS writes them. */
const ROW_GROUP_ROWS = 10_000;

export function productFile(rows: readonly ProductRow[], rowGroupRows = ROW_GROUP_ROWS): Uint8Array {
  const has = (field: Field): boolean => rows.some(row => row[field] !== undefined);
  const columns = [...(has('op') ? [OP] : []), ...(has('oldId') ? [BEFORE_IMAGE] : []), ...COLUMNS];
  const file = parquetWriteBuffer({
    schema: [{ name: 'root', num_children: columns.length }, ...columns.map(([, element]) => element)],
    columnData: columns.map(([field, { name }]) => ({ name, data: rows.map(row => row[field] ?? null) })),
    // What DMS's CompressionType defaults to.
    codec: 'UNCOMPRESSED',
    rowGroupSize: rowGroupRows,
  });
  return new Uint8Array(file);
}

/** Writes a large file to a path, a row group of 10,000 rows at a time; each row is made when it is written. */
export function writeProductFile(path: string, rowCount: number, rowOf: (number: bigint) => ProductRow): void {
  const columns = [...(rowOf(1n).op === undefined ? [] : [OP]), ...COLUMNS];
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [{ name: 'root', num_children: columns.length }, ...columns.map(([, element]) => element)],
    codec: 'UNCOMPRESSED',
  });
  for (let first = 1; first <= rowCount; first += ROW_GROUP_ROWS) {
    const length = Math.min(ROW_GROUP_ROWS, rowCount - first + 1);
    const rows = Array.from({ length }, (_, index) => rowOf(BigInt(first + index)));
    const columnData = columns.map(([field, { name }]) => ({ name, data: rows.map(row => row[field] ?? null) }));
    void writer.write({ columnData, rowGroupSize: ROW_GROUP_ROWS });
  }
  void writer.finish();
}

/** Key of a file of changes written at `YYYYMMDDHHMMSSmmm`, UTC. */
export function changesKey(writtenAt: string, folders = 'dmstest/test_product'): string {
  return `${folders}/${writtenAt.slice(0, 8)}-${writtenAt.slice(8)}.parquet`;
}

/** Key of a full-load file. */
export function loadKey(counter: number, folders = 'dmstest/test_product'): string {
  return `${folders}/LOAD${counter.toString(16).toUpperCase().padStart(8, '0')}.parquet`;
}

/** Rows that do nothing but make a load too large for parameters: keys from `firstId` on, which no test looks at. */
export function paddingRows(count: number, firstId: bigint, op?: string): readonly ProductRow[] {
  return Array.from({ length: count }, (_, index) => ({
    ...(op === undefined ? {} : { op }),
    id: firstId + BigInt(index),
    name: `padding ${index}`,
  }));
}
