/** What becomes of unknown columns under the contract `evolve`: target columns of their own, new or there already. */
import type { SourceType, SourceValue } from '../columns/column.ts';
import { typeOfDeclaration } from '../columns/from-declaration.ts';
import { typeOfSource } from '../columns/from-source.ts';
import { asIs } from '../columns/make-type.ts';
import { CellFault, type ColumnType, type Convert } from '../columns/type.ts';
import { LoaderError } from '../errors.ts';
import type { SourceColumn } from '../ports/files.ts';
import { targetNameProblems } from './check-columns.ts';
import { type Table, type TableColumn, targetName } from './table.ts';
import type { ExistingColumn } from './target-column.ts';

interface File {
  readonly object: string;
  /** Of the target. */
  readonly existing: readonly ExistingColumn[];
}

/**
 * The target column for each unknown column: of its name in lower case, and of the type that the target's column has, or
 * else of the narrowest that holds what the file may.
 * @throws LoaderError COLUMN_UNKNOWN for a name that cannot be a column's, COLUMN_AMBIGUOUS for one that is another's too,
 * COLUMN_TYPE for a target column of a type that the loader does not fill
 */
export function evolvedColumns(table: Table, unknown: readonly SourceColumn[], file: File): readonly TableColumn[] {
  const taken = new Map([...table.columns, ...(table.derived ?? [])].map(({ name }) => [name, 'the mapping']));
  return unknown.map(source => {
    const name = source.name.toLowerCase();
    refuseName(name, source.name, file.object);
    const other = taken.get(name);
    if (other !== undefined) {
      throw clash(name, other, { table, source, object: file.object });
    }
    taken.set(name, source.name);
    const there = file.existing.find(column => column.name === name);
    const type = there === undefined ? typeOfSource(source.type) : typeThere(there, source, file.object);
    return { name, source: source.name, type, ...(table.keepOnNull === true ? { keepOnNull: true } : {}) };
  });
}

const MAP_IT = "map it with from() to a column of another name, or add it to the mapping's leaveOut";

function refuseName(name: string, column: string, object: string): void {
  const [problem] = targetNameProblems(name);
  if (problem !== undefined) {
    const reason = `cannot become a column of the target: ${problem.replace(SENTENCE_END, '')}`;
    throw new LoaderError('COLUMN_UNKNOWN', { object, column, reason, remedy: MAP_IT });
  }
}

/** The problems of a mapping end in what its author should write, which is no remedy for a file. */
const SENTENCE_END = /;[^;]*\.$/u;

function clash(
  name: string,
  other: string,
  { table, source, object }: { table: Table; source: SourceColumn; object: string },
): LoaderError {
  return new LoaderError('COLUMN_AMBIGUOUS', {
    object,
    column: source.name,
    reason: `would become ${targetName(table)}.${name}, which is that of ${other} too`,
    remedy: MAP_IT,
  });
}

/** What does not fit a column that is there is a fault of its cell, and the remedy is the statement that widens it. */
function typeThere(there: ExistingColumn, source: SourceColumn, object: string): ColumnType {
  const type = typeOfDeclaration(there.type);
  if (type === undefined) {
    throw new LoaderError('COLUMN_TYPE', {
      object,
      column: source.name,
      reason: `goes to ${there.sql.table}.${there.sql.column}, which is ${there.type}, a type that is filled by a mapping only`,
      remedy: `map it with from(), add it to leaveOut, or run: ${widening(there, source.type)}`,
    });
  }
  const convert = (from: SourceType): Convert | CellFault => {
    const plain = type.converter(from);
    // Text takes whatever any other type would; what it refuses, no other type takes either.
    const isWidest = TEXT.test(there.type) && from.kind !== 'bytes';
    const remedied = (fault: CellFault, value?: SourceValue) =>
      isWidest
        ? fault
        : new CellFault(fault.reason, `run: ${widening(there, from, value)}; or map the column with from()`);
    if (plain instanceof CellFault) {
      return remedied(plain);
    }
    return plain === asIs ? plain : value => withRemedy(plain(value), fault => remedied(fault, value));
  };
  return { ...type, converter: convert };
}

function withRemedy<Value>(converted: Value | CellFault, remedied: (fault: CellFault) => CellFault): Value | CellFault {
  return converted instanceof CellFault ? remedied(converted) : converted;
}

const TEXT = /^(?:text|character varying)$/u;
const WHOLE = /^(?:smallint|integer|bigint)$/u;
const NUMBER = /^(?:smallint|integer|bigint|numeric.*|double precision)$/u;

/** SQL that makes a column hold what it holds and what a source column may bring; none of it rounds what is there. */
function widening({ type, sql }: ExistingColumn, source: SourceType, value?: SourceValue): string {
  const change = `alter table ${sql.table} alter column ${sql.column} type`;
  const isNumber = typeof value !== 'number' || Number.isFinite(value);
  switch (source.kind) {
    case 'bytes':
      return `${change} bytea using convert_to(${sql.column}::text, 'UTF8')`;
    case 'integer':
      return WHOLE.test(type)
        ? `${change} ${typeOfSource(source).declaration}`
        : numberOrText(change, type, sql.column);
    case 'decimal':
    case 'float':
      return isNumber ? numberOrText(change, type, sql.column) : `${change} text`;
    case 'timestamp':
      return `${change} ${type === 'date' ? 'timestamp' : 'text'}`;
    default:
      return `${change} text`;
  }
}

/** A cast from double precision to numeric rounds to 15 digits, one by way of its text does not. */
function numberOrText(change: string, type: string, column: string): string {
  if (!NUMBER.test(type)) {
    return `${change} text`;
  }
  return `${change} numeric${type === 'double precision' ? ` using ${column}::text::numeric` : ''}`;
}
