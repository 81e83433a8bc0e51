/** Two tables whose changes come in files of transactions, and such files. */
import { bigint, integer, text } from '../../domain/columns/index.ts';
import { DEFAULT_CSV } from '../../domain/table/csv-settings.ts';
import { defineSource, defineTable, from } from '../../domain/table/index.ts';
import { writeCsv } from '../adapters/csv/write-csv.ts';

export const CUSTOMER = defineTable({
  source: 'SHOP.CUSTOMER',
  target: 'shop.customer',
  key: ['id'],
  columns: { id: from('ID', bigint()), name: from('NAME', text()) },
  csvColumns: ['ID', 'NAME'],
});

export const ORDERS = defineTable({
  source: 'SHOP.ORDERS',
  target: 'shop.orders',
  key: ['id'],
  columns: { id: from('ID', bigint()), customer: from('CUSTOMER_ID', bigint()), pieces: from('PIECES', integer()) },
  csvColumns: ['ID', 'CUSTOMER_ID', 'PIECES'],
});

export const SHOP_SOURCE = defineSource({ name: 'shop', ignore: ['SHOP.TMP_*', 'OLD.*'] });

export type TxnRow = readonly (string | null)[];

const DIALECT = { ...DEFAULT_CSV, quotes: () => false };

/** A file of transactions as DMS writes it: op, table, schema, and the columns of the table. */
export function txnFile(rows: readonly TxnRow[]): Buffer {
  return Buffer.from(writeCsv(rows, DIALECT));
}

/** Its key, from YYYYMMDDHHMMSSmmm. */
export function txnKey(writtenAt: string): string {
  return `cdc/CDC_TXN-${writtenAt}.csv`;
}
