import type { CsvFormat } from '../ports/files.ts';
import type { CsvSettings } from './csv-settings.ts';
import { OP } from './dms-columns.ts';
import type { Table } from './table.ts';

/**
 * How the CSV files of a table are to be read. Without a header the columns are, as DMS writes them, Op where there is
 * one, then the timestamp column where one is set, then those of the table in its order.
 */
export function csvFormat(settings: CsvSettings, table: Table, kind: 'load' | 'cdc'): CsvFormat {
  if (settings.header || table.csvColumns === undefined) {
    return { kind: 'csv', settings, columns: undefined };
  }
  const op = kind === 'cdc' || settings.opInFullLoad ? [OP] : [];
  const timestamp = settings.timestampColumn === undefined ? [] : [settings.timestampColumn];
  return { kind: 'csv', settings, columns: [...op, ...timestamp, ...table.csvColumns] };
}
