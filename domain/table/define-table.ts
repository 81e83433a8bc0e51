import type { ColumnType } from '../columns/type.ts';
import { LoaderError } from '../errors.ts';
import { checkColumns } from './check-columns.ts';
import { checkCsvColumns } from './check-csv-columns.ts';
import { nameProblems, unknownProperties } from './check-names.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Table, TableColumn } from './table.ts';

/** Where the values of a target column come from. Made by `from`. */
export interface ColumnSource {
  readonly source: string;
  readonly type: ColumnType;
}

/** A mapping, as it is written. */
export interface TableDefinition<Columns extends Readonly<Record<string, ColumnSource>>> {
  /** At the source, as DMS names it in the keys of its files; case does not matter. */
  readonly source: `${string}.${string}`;
  /** In PostgreSQL; case matters. */
  readonly target: `${string}.${string}`;
  /** Target columns that tell one row from another. They are required, and deletes need only them. */
  readonly key: readonly [NoInfer<keyof Columns & string>, ...NoInfer<keyof Columns & string>[]];
  /** Target columns by name, each with where it comes from. */
  readonly columns: Columns;
  /** Every column of the source table, in its order: needed for CSV files without a header. */
  readonly csvColumns?: readonly string[];
}

const PROPERTIES = ['source', 'target', 'key', 'columns', 'csvColumns'] as const;

/** The values of a target column come from this column of the file, matched exactly or, failing that, without regard to case. */
export function from(source: string, type: ColumnType): ColumnSource {
  return Object.freeze({ source, type });
}

/**
 * Declares how the files of one source table become rows of one target table.
 *
 * @throws LoaderError MAPPING_INVALID, which names every mistake with its remedy
 * @example
 * defineTable({
 *   source: 'DMSTEST.TEST_PRODUCT',
 *   target: 'dmstest.test_product',
 *   key: ['product_id'],
 *   columns: { product_id: from('PRODUCT_ID', bigint()), is_active: from('IS_ACTIVE', yesNo()) },
 * });
 */
export function defineTable<const Columns extends Readonly<Record<string, ColumnSource>>>(
  definition: TableDefinition<Columns>,
): Table {
  const columns = Object.entries(definition.columns ?? {}).map(
    ([name, column]): TableColumn => Object.freeze({ name, source: column?.source, type: column?.type }),
  );
  const source = partsOf(definition.source);
  const target = partsOf(definition.target);
  const problems = [
    ...unknownProperties(definition, PROPERTIES),
    ...nameProblems({ source: definition.source, target: definition.target }),
    ...checkColumns(columns, definition.key),
    ...checkCsvColumns(columns, definition.csvColumns),
  ];
  if (problems.length > 0) {
    throw invalid(definition.target, problems);
  }
  const mapping = {
    source: Object.freeze({ schema: source[0], table: source[1] }),
    target: Object.freeze({ schema: target[0], table: target[1] }),
    key: Object.freeze([...definition.key]),
    columns: Object.freeze(columns),
    ...(definition.csvColumns === undefined ? {} : { csvColumns: Object.freeze([...definition.csvColumns]) }),
  };
  return Object.freeze({ ...mapping, fingerprint: fingerprintOf(mapping) });
}

function partsOf(name: string): readonly [string, string] {
  const [schema = '', table = ''] = String(name).split('.');
  return [schema, table];
}

function invalid(target: string, problems: readonly string[]): LoaderError {
  const numbered =
    problems.length === 1 ? problems.join('') : problems.map((text, at) => `(${at + 1}) ${text}`).join(' ');
  return new LoaderError('MAPPING_INVALID', {
    reason: `the mapping of ${String(target)} cannot be used: ${numbered}`,
    remedy: 'correct it; docs/add-a-table.md describes mappings',
  });
}
