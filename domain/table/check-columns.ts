/** Mistakes in the columns and the key of a mapping. Each is a sentence that ends in its remedy. */
import { didYouMean } from '../did-you-mean.ts';
import { identifierProblems, OWN_PREFIX } from './check-names.ts';
import type { DerivedColumn, TableColumn } from './table.ts';

/** PostgreSQL manual, "System Columns". */
const SYSTEM_COLUMNS = ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid'];

export interface DeclaredColumns {
  readonly columns: readonly TableColumn[];
  readonly derived: readonly DerivedColumn[];
  readonly key: readonly string[] | 'none';
}

export function checkColumns({ columns, derived, key }: DeclaredColumns): string[] {
  const missing =
    columns.length === 0 ? ["no columns are mapped; write columns: { name: from('SOURCE', text()) }."] : [];
  return [
    ...missing,
    ...columns.flatMap(checkColumn),
    ...derived.flatMap(checkDerived),
    ...repeatedNames([...columns, ...derived]),
    ...repeatedSources(columns),
    ...checkKey(columns, key),
  ];
}

function checkDerived({ name, type }: DerivedColumn): string[] {
  if (typeof type?.converter !== 'function') {
    return [`column ${name} is derived without a type; write ${name}: derived(integer()).`];
  }
  const ofType = (type.problems ?? []).map(problem => `column ${name}: ${problem}.`);
  return [...targetNameProblems(name), ...ofType];
}

/** What is wrong with the name of a target column. */
export function targetNameProblems(name: string): string[] {
  return name.toLowerCase().startsWith(OWN_PREFIX) || SYSTEM_COLUMNS.includes(name)
    ? [
        ...identifierProblems(name),
        `column ${name} has a name that the loader or PostgreSQL uses itself; choose another.`,
      ]
    : identifierProblems(name);
}

function checkColumn(column: TableColumn): string[] {
  if (typeof column.source !== 'string' || typeof column.type?.converter !== 'function') {
    return [`column ${column.name} is not made by from(); write ${column.name}: from('SOURCE_COLUMN', text()).`];
  }
  const problems = targetNameProblems(column.name);
  if (column.source === '') {
    problems.push(`column ${column.name} comes from a column without a name; write the one in the file.`);
  }
  if (column.source.toLowerCase().startsWith(OWN_PREFIX)) {
    problems.push(
      `column ${column.name} comes from ${column.source}, but names with ${OWN_PREFIX} are the loader's own; rename it.`,
    );
  }
  const ofType = (column.type.problems ?? []).map(problem => `column ${column.name}: ${problem}.`);
  return [...problems, ...ofType];
}

/** Names that differ by case only: a slip. */
function repeatedNames(columns: readonly DerivedColumn[]): string[] {
  const problems: string[] = [];
  const names = new Map<string, string>();
  for (const { name } of columns) {
    const twin = names.get(name.toLowerCase());
    if (twin !== undefined) {
      problems.push(`columns ${twin} and ${name} differ by case only; leave one out.`);
    }
    names.set(name.toLowerCase(), name);
  }
  return problems;
}

/** Columns that are mapped twice in the same way: a slip, too. */
function repeatedSources(columns: readonly TableColumn[]): string[] {
  const problems: string[] = [];
  const sources = new Map<string, string>();
  for (const { name, source, type } of columns) {
    const mapping = `${source} ${type?.name}`;
    const other = sources.get(mapping);
    if (other !== undefined) {
      problems.push(`columns ${other} and ${name} both hold ${source} as ${type?.name}; leave one out.`);
    }
    sources.set(mapping, name);
  }
  return problems;
}

function checkKey(columns: readonly TableColumn[], key: readonly string[] | 'none'): string[] {
  if (key === 'none') {
    return [];
  }
  if (!Array.isArray(key) || key.length === 0) {
    return [
      "the key is empty; name the columns that tell one row from another, as in the primary key of the source, or write key: 'none' for a table to which rows are only appended.",
    ];
  }
  const names = columns.map(column => column.name);
  return key.flatMap((name, at) => {
    if (!names.includes(name)) {
      const meant = didYouMean(String(name), names);
      return [
        `key column ${name} is not mapped; ${meant === undefined ? 'add it to columns.' : `did you mean ${meant}?`}`,
      ];
    }
    return key.indexOf(name) === at ? [] : [`key column ${name} is named twice; leave one out.`];
  });
}
