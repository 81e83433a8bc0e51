import type { RowRoute } from '../object/route-row.ts';
import type { TableName } from '../object/table-name.ts';
import type { CsvSettings } from '../table/csv-settings.ts';
import type { Table } from '../table/table.ts';
import type { SourceBatch, SourceColumn } from './files.ts';
import type { StoredObject } from './store.ts';

/** How the rows of a file of transactions are read, each of a table that it names itself. */
export interface TransactionFormat {
  readonly settings: CsvSettings;
  /**
   * What becomes of the rows of a table, by its name in the file. Asked more than once for a table.
   * @throws LoaderError TABLE_NOT_MAPPED or CSV_COLUMNS_UNKNOWN for one that keeps the file from being loaded
   */
  route(name: TableName): RowRoute;
}

/** A run of rows of one table, in file order, with all their columns; or rows that are left out. */
export type TransactionPart =
  | {
      readonly kind: 'rows';
      readonly table: Table;
      /** Those of `batch`, Op first. Always the same ones for one table of a file. */
      readonly columns: readonly SourceColumn[];
      readonly batch: SourceBatch;
    }
  | { readonly kind: 'ignored'; readonly pattern: string; readonly rowCount: number };

/** Reads files whose rows are of many tables. */
export interface TransactionReader {
  /**
   * The parts of a file. Those of one table come in file order, and each table's first in the order in which the file
   * names them. How many rows are held back for it does not grow with the file.
   * @throws LoaderError OBJECT_EMPTY, CSV_* or ROW_BAD for what is wrong with the bytes; the errors of `StoredObject.read`
   * and of `TransactionFormat.route`
   */
  read(object: StoredObject, format: TransactionFormat): AsyncIterable<TransactionPart>;
}
