import { LoaderError } from '../../domain/errors.ts';
import { type DerivedColumn, isAppendOnly, type Table, targetColumns, targetName } from '../../domain/table/table.ts';
import { quoted, quotedTarget, quotedTombstones } from './identifiers.ts';
import type { TargetRow } from './sql/describe-target.ts';
import { loaderColumns } from './target-ddl.ts';

/** `format_type` of what a mapping declares, where PostgreSQL has another word for it. */
const LONG_NAMES: Readonly<Record<string, string>> = {
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
  bool: 'boolean',
};

/**
 * Other types that hold every value of a declared one. A varchar with a length is none: it cuts trailing blanks off
 * without a word.
 */
const ALSO_HELD_BY: readonly (readonly [RegExp, RegExp])[] = [
  [/^text$/, /^character varying$/],
  [/^smallint$/, /^(integer|bigint|numeric)$/],
  [/^integer$/, /^(bigint|numeric)$/],
  [/^bigint$/, /^numeric$/],
  [/^numeric/, /^numeric$/],
];

/** What is wrong with a target, and the SQL or the command that mends it. */
interface Problem {
  readonly reason: string;
  readonly remedy: string;
}

const MIGRATE = '`dms-loader migrate`';

/**
 * Refuses a target that would bend values or has no key to merge by. An assignment in PostgreSQL rounds a numeric to the
 * column's scale without a word, so the types are compared before anything is loaded.
 * @throws LoaderError TARGET_NOT_MIGRATED with everything that is wrong, and what to run
 */
export function checkTarget(table: Table, found: TargetRow | undefined): void {
  const problems =
    found === undefined
      ? [{ reason: 'the table does not exist', remedy: MIGRATE }]
      : [
          ...targetColumns(table).flatMap(column => columnProblems(table, column, found)),
          ...strangerProblems(table, found),
          ...loaderColumnProblems(table, found),
          ...(isAppendOnly(table) ? [] : [...keyProblems(table, found), ...tombstoneProblems(table, found)]),
        ];
  if (problems.length > 0) {
    const remedies = new Set(problems.map(problem => problem.remedy));
    throw new LoaderError('TARGET_NOT_MIGRATED', {
      reason: `table ${targetName(table)}: ${problems.map(problem => problem.reason).join(', and ')}`,
      remedy: `run: ${[...remedies].join('; ')}`,
    });
  }
}

/** Every column has the very type in which its values come: binary COPY may write it without a cast. */
export function isExact(columns: readonly DerivedColumn[], found: TargetRow | undefined): boolean {
  return columns.every(({ name, type }) =>
    found?.columns.some(column => column.name === name && column.type === longName(type.declaration)),
  );
}

/** The target may refuse a row that the mapping takes: by a constraint, a trigger or a NOT NULL of its own. */
export function judgesRows(table: Table, found: TargetRow | undefined): boolean {
  const isFilled = (name: string) =>
    table.key.includes(name) || table.columns.some(column => column.name === name && column.type.isRequired);
  return found === undefined || found.judges_rows || found.not_null.some(name => !isFilled(name));
}

function longName(declared: string): string {
  return LONG_NAMES[declared] ?? declared;
}

function columnProblems(table: Table, { name, type }: DerivedColumn, { columns }: TargetRow): Problem[] {
  const target = quotedTarget(table);
  const found = columns.find(column => column.name === name);
  if (found === undefined) {
    const remedy = `alter table ${target} add column ${quoted(name)} ${type.declaration}`;
    return [{ reason: `column ${name} does not exist`, remedy }];
  }
  if (!holds(found.type, type.declaration)) {
    const cast = `type ${type.declaration} using ${quoted(name)}::${type.declaration}`;
    return [
      {
        reason: `column ${name} is ${found.type}, which does not hold every value of the mapping's ${type.declaration}`,
        remedy: `alter table ${target} alter column ${quoted(name)} ${cast}`,
      },
    ];
  }
  return [];
}

function holds(actual: string, declared: string): boolean {
  return actual === longName(declared) || ALSO_HELD_BY.some(([from, to]) => from.test(declared) && to.test(actual));
}

/** Columns that the mapping does not fill, and nothing else does. */
function strangerProblems(table: Table, { columns }: TargetRow): Problem[] {
  return columns
    .filter(column => column.must_be_given && !table.columns.some(({ name }) => name === column.name))
    .map(({ name }) => ({
      reason: `column ${name} must not be NULL, has no default and is not in the mapping`,
      remedy: `alter table ${quotedTarget(table)} alter column ${quoted(name)} drop not null`,
    }));
}

function keyProblems(table: Table, found: TargetRow): Problem[] {
  const key = table.key.toSorted().join('\n');
  const hasIndex = found.unique_keys.some(columns => columns.join('\n') === key);
  const loose = found.columns.filter(column => column.is_loose && table.key.includes(column.name));
  return [
    ...(hasIndex
      ? []
      : [
          {
            reason: `no unique index on exactly its key (${table.key.join(', ')})`,
            remedy: `alter table ${quotedTarget(table)} add primary key (${table.key.map(quoted).join(', ')})`,
          },
        ]),
    ...loose.map(({ name }) => ({
      reason: `key column ${name} has a collation that takes different texts for equal`,
      remedy: `alter table ${quotedTarget(table)} alter column ${quoted(name)} type text collate "default"`,
    })),
  ];
}

function loaderColumnProblems(table: Table, { columns }: TargetRow): Problem[] {
  const missing = loaderColumns(table).filter(([name]) => !columns.some(column => column.name === name));
  const names = missing.map(([name]) => name).join(', ');
  return names === '' ? [] : [{ reason: `the loader’s own columns are missing (${names})`, remedy: MIGRATE }];
}

/** The tombstones have the key's columns, in its types; a mapping that got another key needs others. */
function tombstoneProblems(table: Table, { tombstones }: TargetRow): Problem[] {
  if (tombstones.length === 0) {
    return [{ reason: 'its tombstone table is missing', remedy: MIGRATE }];
  }
  const key = table.columns.filter(({ name }) => table.key.includes(name));
  const own = tombstones.filter(({ name }) => !name.startsWith('_dms_'));
  const isSame =
    own.length === key.length &&
    key.every(({ name, type }) =>
      own.some(column => column.name === name && column.type === longName(type.declaration)),
    );
  const relation = quotedTombstones(table);
  const reason = `its tombstones are of another key (${own.map(({ name, type }) => `${name} ${type}`).join(', ')})`;
  return isSame ? [] : [{ reason, remedy: `alter table ${relation} rename to old_tombstones; ${MIGRATE}` }];
}
