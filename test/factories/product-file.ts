import { parquetWriteBuffer } from 'hyparquet-writer';

/** One row of a file of DMSTEST.TEST_PRODUCT. */
export interface ProductRow {
  readonly op?: string;
  readonly id: bigint | null;
  readonly name?: string;
  readonly active?: string;
  readonly registered?: string;
}

/** A Parquet file of products as DMS writes changes: Op first, then columns of the table, all optional. */
export function productFile(rows: readonly ProductRow[], rowGroupSize = 10_000): Uint8Array {
  const text = (name: string, data: readonly (string | null)[]) => ({
    name,
    data: [...data],
    type: 'STRING' as const,
    nullable: true,
  });
  const file = parquetWriteBuffer({
    columnData: [
      text(
        'Op',
        rows.map(({ op = 'I' }) => op),
      ),
      { name: 'PRODUCT_ID', data: rows.map(({ id }) => id), type: 'INT64', nullable: true },
      text(
        'PRODUCT_NAME',
        rows.map(({ name = null }) => name),
      ),
      text(
        'IS_ACTIVE',
        rows.map(({ active = null }) => active),
      ),
      text(
        'REG_DATE',
        rows.map(({ registered = null }) => registered),
      ),
    ],
    rowGroupSize,
  });
  return new Uint8Array(file);
}
