import { LoaderError } from '../errors.ts';
import { given } from '../given.ts';
import { checkColumns } from './check-columns.ts';
import { checkCsvColumns } from './check-csv-columns.ts';
import { nameProblems, unknownProperties } from './check-names.ts';
import { checkPolicies } from './check-policies.ts';
import { type ColumnSource, isDerived } from './column-source.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Budget, Contract, DerivedColumn, Table, TableColumn, TableSql } from './table.ts';

/** A mapping, as it is written. */
export interface TableDefinition<Columns extends Readonly<Record<string, ColumnSource>>> {
  /** At the source, as DMS names it in the keys of its files; case does not matter. */
  readonly source: `${string}.${string}`;
  /** In PostgreSQL; case matters. */
  readonly target: `${string}.${string}`;
  /**
   * Target columns that tell one row from another. They are required, and deletes need only them. `none`: there is
   * no key, and every row of every file, deletes too, is appended to the target with its `_dms_op`.
   */
  readonly key: readonly [NoInfer<keyof Columns & string>, ...NoInfer<keyof Columns & string>[]] | 'none';
  /** Target columns by name, each with where it comes from. */
  readonly columns: Columns;
  /** Every column of the source table, in its order: needed for CSV files without a header. */
  readonly csvColumns?: readonly string[];
  /** What becomes of columns of the files that are neither mapped nor left out; without it they are left out, and noted. */
  readonly contract?: Contract;
  /** Columns of the files that are left out on purpose. */
  readonly leaveOut?: readonly string[];
  /** For all columns but the key's: an update does not overwrite with NULL. `from(.., { keepOnNull: true })` is for one. */
  readonly keepOnNull?: boolean;
  /** A deleted row is removed (without this setting, too), or stays and is marked by `_dms_deleted`. */
  readonly onDelete?: 'remove' | 'mark';
  /** A bad row fails its file (without this setting, too), or is set aside within the budget. */
  readonly badRows?: 'fail' | 'quarantine';
  /** How many bad rows of one file may be set aside: without it 100 rows, whatever their percentage. */
  readonly budget?: Partial<Budget>;
  /** SQL that runs in the load's transaction: on the staged rows (`dms_stage`) before the merge, and after it. */
  readonly beforeMerge?: string | readonly string[];
  readonly afterMerge?: string | readonly string[];
  /**
   * Each file commits at once, however long it is; one that cannot is refused before it is read. Without this setting a
   * large file commits in runs of rows, unless the mapping has SQL of its own, which may want to see the whole file.
   */
  readonly atomic?: boolean;
}

const PROPERTIES = [
  'source',
  'target',
  'key',
  'columns',
  'csvColumns',
  'contract',
  'leaveOut',
  'keepOnNull',
  'onDelete',
  'badRows',
  'budget',
  'beforeMerge',
  'afterMerge',
  'atomic',
] as const;

const DEFAULT_BUDGET: Budget = { rows: 100, percent: 100 };

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
  const key: readonly string[] = Array.isArray(definition.key) ? definition.key : [];
  const { columns, derived } = columnsOf(definition.columns ?? {}, definition.keepOnNull === true, key);
  const problems = [
    ...unknownProperties(definition, PROPERTIES),
    ...nameProblems({ source: definition.source, target: definition.target }),
    ...checkColumns({ columns, derived, key: definition.key }),
    ...checkCsvColumns(columns, definition.csvColumns),
    ...checkPolicies(definition),
  ];
  if (problems.length > 0) {
    throw invalid(definition.target, problems);
  }
  const source = partsOf(definition.source);
  const target = partsOf(definition.target);
  const mapping = {
    source: Object.freeze({ schema: source[0], table: source[1] }),
    target: Object.freeze({ schema: target[0], table: target[1] }),
    key: Object.freeze([...key]),
    columns: Object.freeze(columns),
    ...(derived.length === 0 ? {} : { derived: Object.freeze(derived) }),
    ...policiesOf(definition),
  };
  return Object.freeze({ ...mapping, fingerprint: fingerprintOf(mapping) });
}

function columnsOf(
  columns: Readonly<Record<string, ColumnSource>>,
  keepOnNull: boolean,
  key: readonly string[],
): { columns: TableColumn[]; derived: DerivedColumn[] } {
  const entries = Object.entries(columns);
  return {
    columns: entries
      .filter(([, column]) => !isDerived(column))
      .map(([name, column]) => {
        const isKept = !key.includes(name) && (column?.keepOnNull ?? keepOnNull);
        const plain = { name, source: column?.source as string, type: column?.type };
        return Object.freeze(isKept ? { ...plain, keepOnNull: true } : plain);
      }),
    derived: entries.filter(([, column]) => isDerived(column)).map(([name, { type }]) => Object.freeze({ name, type })),
  };
}

/** Only what is declared and not the default, so that a mapping that does without has no such property. */
function policiesOf(
  definition: Omit<TableDefinition<Readonly<Record<string, ColumnSource>>>, 'key' | 'columns'>,
): Partial<Table> {
  const { csvColumns, contract, leaveOut, onDelete, badRows, budget } = definition;
  const sql: TableSql = { beforeMerge: listed(definition.beforeMerge), afterMerge: listed(definition.afterMerge) };
  return {
    ...(csvColumns === undefined ? {} : { csvColumns: Object.freeze([...csvColumns]) }),
    ...(contract === undefined ? {} : { contract }),
    ...(contract === 'evolve' && definition.keepOnNull === true ? { keepOnNull: true } : {}),
    ...(leaveOut === undefined ? {} : { leaveOut: Object.freeze([...leaveOut]) }),
    ...(onDelete === 'mark' ? { onDelete } : {}),
    ...(badRows === 'quarantine' ? { quarantine: Object.freeze({ ...DEFAULT_BUDGET, ...given(budget ?? {}) }) } : {}),
    ...(sql.beforeMerge.length + sql.afterMerge.length === 0 ? {} : { sql: Object.freeze(sql) }),
    ...(definition.atomic === undefined ? {} : { atomic: definition.atomic }),
  };
}

function listed(texts: string | readonly string[] = []): readonly string[] {
  return Object.freeze(typeof texts === 'string' ? [texts] : [...texts]);
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
