import { shown } from '../../domain/errors.ts';
import { sourceName } from '../../domain/object/table-name.ts';
import type { SourceColumn } from '../../domain/ports/files.ts';
import type { TransactionFormat } from '../../domain/ports/transactions.ts';
import type { CsvSettings } from '../../domain/table/csv-settings.ts';
import type { Table } from '../../domain/table/table.ts';
import { corrupt } from './fault.ts';
import { isTimestamp, LEADING_FIELDS, nameless, startOf } from './leading-fields.ts';
import type { Field } from './record.ts';

/** How the rows of one table of a file are made. */
export interface TableRows {
  readonly table: Table;
  /** Of a row without the names of its table: Op, the timestamp if it is there, and those of the table. */
  readonly columns: readonly SourceColumn[];
}

/** Which table a row is of, for a whole file. */
export interface RowTables {
  /**
   * Of a row as it was taken; undefined for one that is left out.
   * @throws LoaderError CSV_CORRUPT for a row that does not fit, and the errors of `TransactionFormat.route`
   */
  of(fields: readonly Field[]): TableRows | undefined;
  /** Rows left out, by the pattern that covers them. */
  readonly ignored: ReadonlyMap<string, number>;
}

/** Names that are remembered: an ignore list may cover any number of them, of any length. */
const MOST_NAMES = 10_000;
const LONGEST_NAME = 300;

export function rowTables(format: TransactionFormat): RowTables {
  const byName = new Map<string, TableRows | string>();
  const byTable = new Map<Table, TableRows>();
  const ignored = new Map<string, number>();

  /** What the rows of a table are, or the pattern that leaves them out. */
  function find(fields: readonly Field[], schema: string, table: string): TableRows | string {
    const route = format.route({ schema, table });
    if (route.kind === 'ignored') {
      return route.pattern;
    }
    const rows = byTable.get(route.table) ?? rowsOf(route, fields, format.settings);
    byTable.set(route.table, rows);
    return rows;
  }

  return {
    ignored,
    of(fields) {
      const [, table = null, schema = null] = fields;
      if (table === null || schema === null) {
        throw nameless(fields);
      }
      const name = `${table.length} ${table}${schema}`;
      const found = byName.get(name) ?? find(fields, schema, table);
      if (name.length <= LONGEST_NAME && byName.size < MOST_NAMES) {
        byName.set(name, found);
      }
      if (typeof found === 'string') {
        ignored.set(found, (ignored.get(found) ?? 0) + 1);
        return;
      }
      if (fields.length - LEADING_FIELDS + 1 !== found.columns.length) {
        throw miscounted(fields, found);
      }
      return found;
    },
  };
}

interface Declared {
  readonly table: Table;
  readonly columns: readonly string[];
}

/** Decided by the first row of a table. */
function rowsOf({ table, columns }: Declared, fields: readonly Field[], { timestampColumn }: CsvSettings): TableRows {
  const isTimed =
    timestampColumn !== undefined &&
    fields.length === LEADING_FIELDS + 1 + columns.length &&
    isTimestamp(fields[LEADING_FIELDS]);
  const names = ['Op', ...(isTimed ? [timestampColumn] : []), ...columns];
  return { table, columns: names.map(name => ({ name, type: { kind: 'text' } })) };
}

const MOST_NAMED = 10;

function miscounted(fields: readonly Field[], { table, columns }: TableRows): Error {
  const [, ...own] = columns.map(({ name }) => shown(name));
  const dots = own.length > MOST_NAMED ? ', ...' : '';
  return corrupt({
    value: startOf(fields),
    reason: `has ${fields.length - LEADING_FIELDS} fields behind Op, table and schema, but ${sourceName(table.source)} has ${own.length}: ${own.slice(0, MOST_NAMED).join(', ')}${dots}`,
    remedy:
      'correct csvColumns of the mapping, which lists all columns of the source table, or csv.delimiter, csv.quoting and csv.timestampColumn of the source',
  });
}
