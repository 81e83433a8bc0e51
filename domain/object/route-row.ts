import { LoaderError } from '../errors.ts';
import type { Source } from '../table/source.ts';
import { type Table, targetName } from '../table/table.ts';
import type { Routes } from './route.ts';
import { folded, ignoringPattern, sourceName, type TableName } from './table-name.ts';
import { rowNotMapped } from './unmapped.ts';

/** Where a row goes that names its table itself, as rows of files of transactions do. */
export type RowRoute =
  /** With every column of the source table, in its order. */
  | { readonly kind: 'table'; readonly table: Table; readonly columns: readonly string[] }
  /** By this pattern of the source's ignore list. */
  | { readonly kind: 'ignored'; readonly pattern: string };

/**
 * The mapped table of that name, without regard to case. The ignore list of the source wins over a mapping. Rows of a table
 * of which nothing is known are not passed over: they refuse the file.
 *
 * @throws LoaderError TABLE_NOT_MAPPED, or CSV_COLUMNS_UNKNOWN for a mapping without `csvColumns`
 */
export function routeRow(name: TableName, source: Source, routes: Routes): RowRoute {
  const pattern = ignoringPattern(name, source);
  if (pattern !== undefined) {
    return { kind: 'ignored', pattern };
  }
  const table = routes.tables.get(folded(name));
  // In a folder's name there is no slash; in a row `a/b` and `c` must not be taken for `a` and `b/c`.
  if (table === undefined || name.schema.length !== table.source.schema.length) {
    throw rowNotMapped(name, {
      source,
      mapped: [...routes.tables.values()].map(mapped => mapped.source),
      module: routes.module,
    });
  }
  return { kind: 'table', table, columns: columnsOf(table) };
}

function columnsOf(table: Table): readonly string[] {
  if (table.csvColumns !== undefined) {
    return table.csvColumns;
  }
  throw new LoaderError('CSV_COLUMNS_UNKNOWN', {
    value: sourceName(table.source),
    reason: `has rows in a file of transactions, which has no header, and the mapping of ${targetName(table)} does not name the columns`,
    remedy: 'list all columns of the source table in csvColumns of the mapping, in their order',
  });
}
