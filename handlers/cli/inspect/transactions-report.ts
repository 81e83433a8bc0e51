/** What `dms-loader inspect` says of a file of transactions: a text for people, and a document. */
import { shown } from '../../../domain/errors.ts';
import { rowsLookedAt } from '../../../domain/inspect/file-sample.ts';
import type { NamedRow, NamedTable } from '../../../domain/inspect/named-rows.ts';
import type { TableName } from '../../../domain/object/table-name.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { written } from '../../../domain/table/plan-notes.ts';
import { counted } from '../counts.ts';
import { KINDS } from './report.ts';
import type { TransactionSample } from './transactions.ts';
import { aligned, opText, rowsText } from './words.ts';

export function transactionsText(sample: TransactionSample): string {
  const { object, sizeBytes, tables, rows } = sample;
  const sections = [
    [object, `CSV, ${counted(sizeBytes, 'byte')}, ${rowsText(sample)}`, NUMBERED],
    ['tables', ...aligned(tables.map(tableCells))],
    ['DMS', ...aligned(dialectCells(sample))],
    ...rows.map(rowLines),
  ];
  return sections.map(lines => lines.map(oneLine).join('\n')).join('\n\n');
}

const NUMBERED =
  'Each row names its table, and no row names columns: they are numbered, column_1 the first of the table.';

function tableCells(found: NamedTable): string[] {
  const { table, rows, fewestColumns, mostColumns } = found;
  const few = fewestColumns === mostColumns ? '' : `${fewestColumns} to `;
  return [nameOf(table), counted(rows, 'row'), opText(found), `${few}${counted(mostColumns, 'column')}`];
}

function dialectCells(sample: TransactionSample): string[][] {
  return [
    ['kind', `${KINDS.transaction}, as its name says`],
    ['looked at', rowsLookedAt(sample)],
  ];
}

function rowLines({ row, op, table, columns }: NamedRow): string[] {
  const cells = columns.map(({ name, cell }) => [written(name), cell === null ? 'NULL' : shown(cell)]);
  return [`row ${row}, ${op === null ? 'NULL' : written(op)} of ${nameOf(table)}`, ...aligned(cells)];
}

function nameOf({ schema, table }: TableName): string {
  return `${written(schema)}.${written(table)}`;
}

export function transactionsDocument({ object, sizeBytes, tables, rows, rowCount }: TransactionSample): unknown {
  return {
    object,
    format: 'csv',
    sizeBytes,
    rowCount: rowCount ?? null,
    dialect: { kind: 'transaction', kindBy: 'name' },
    tables: tables.map(({ table, ...found }) => ({ ...table, ...found })),
    rows: rows.map(({ row, op, table, columns }) => ({
      row,
      op,
      ...table,
      columns: Object.fromEntries(columns.map(({ name, cell }) => [name, cell])),
    })),
  };
}
