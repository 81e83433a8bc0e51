import { parquetWriteBuffer } from 'hyparquet-writer';

/** One row of a full load of DMSTEST.TEST_PRODUCT with DMS's timestamp column: its text, the key, a name. */
export type TimedRow = readonly [time: string | null, id: bigint, name: string];

/** Such a file as DMS writes it: no Op, the timestamp column first. */
export function timedFile(rows: readonly TimedRow[], column = 'DMS_TS'): Uint8Array {
  const file = parquetWriteBuffer({
    columnData: [
      { name: column, data: rows.map(([time]) => time), type: 'STRING', nullable: true },
      { name: 'PRODUCT_ID', data: rows.map(([, id]) => id), type: 'INT64', nullable: true },
      { name: 'PRODUCT_NAME', data: rows.map(([, , name]) => name), type: 'STRING', nullable: true },
    ],
  });
  return new Uint8Array(file);
}
