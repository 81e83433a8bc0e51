import { LoaderError } from '../../domain/errors.ts';
import { type Table, type TableColumn, targetName } from '../../domain/table/table.ts';
import { quoted, quotedTarget } from './identifiers.ts';
import type { TargetColumn, TargetRow } from './sql/describe-target.ts';

/** `format_type` of what a mapping declares, where PostgreSQL has another word for it. */
const LONG_NAMES: Readonly<Record<string, string>> = {
  timestamp: 'timestamp without time zone',
  time: 'time without time zone',
  bool: 'boolean',
};

/** Other types that hold every value of a declared one, and say so when they cannot. */
const ALSO_HELD_BY: readonly (readonly [RegExp, RegExp])[] = [
  [/^text$/, /^character varying/],
  [/^smallint$/, /^(integer|bigint|numeric)$/],
  [/^integer$/, /^(bigint|numeric)$/],
  [/^bigint$/, /^numeric$/],
  [/^numeric/, /^numeric$/],
];

/**
 * Refuses a target that would bend values or has no key to merge by. An assignment in PostgreSQL rounds a numeric to the
 * column's scale without a word, so the types are compared before anything is loaded.
 * @throws LoaderError TARGET_NOT_MIGRATED with the SQL to run
 */
export function checkTarget(table: Table, found: TargetRow | undefined): void {
  if (found === undefined) {
    throw notReady(table, 'the table does not exist', 'run `dms-loader migrate`');
  }
  for (const column of table.columns) {
    checkColumn(table, column, found.columns);
  }
  if (!found.columns.some(column => column.name === '_dms_written_at') || !found.tombstones) {
    throw notReady(table, 'the loader’s own columns or its tombstone table are missing', 'run `dms-loader migrate`');
  }
  const key = table.key.toSorted().join('\n');
  if (!found.unique_keys.some(columns => columns.join('\n') === key)) {
    const names = table.key.map(quoted).join(', ');
    throw notReady(
      table,
      `no unique index on exactly its key (${table.key.join(', ')})`,
      `run: alter table ${quotedTarget(table)} add primary key (${names})`,
    );
  }
}

/** Every column has the very type that the mapping declares: binary COPY may write it without a cast. */
export function isExact(table: Table, found: TargetRow | undefined): boolean {
  return table.columns.every(({ name, type }) =>
    found?.columns.some(column => column.name === name && column.type === longName(type.declaration)),
  );
}

function longName(declared: string): string {
  return LONG_NAMES[declared] ?? declared;
}

function checkColumn(table: Table, column: TableColumn, columns: readonly TargetColumn[]): void {
  const found = columns.find(({ name }) => name === column.name);
  if (found === undefined) {
    throw notReady(
      table,
      `column ${column.name} does not exist`,
      `run: alter table ${quotedTarget(table)} add column ${quoted(column.name)} ${column.type.declaration}`,
    );
  }
  if (!holds(found.type, column.type.declaration)) {
    throw notReady(
      table,
      `column ${column.name} is ${found.type}, which does not hold every value of the mapping's ${column.type.declaration}`,
      `change the mapping, or run: alter table ${quotedTarget(table)} alter column ${quoted(column.name)} type ${column.type.declaration}`,
    );
  }
}

function holds(actual: string, declared: string): boolean {
  return actual === longName(declared) || ALSO_HELD_BY.some(([from, to]) => from.test(declared) && to.test(actual));
}

function notReady(table: Table, reason: string, remedy: string): LoaderError {
  return new LoaderError('TARGET_NOT_MIGRATED', { reason: `table ${targetName(table)}: ${reason}`, remedy });
}
