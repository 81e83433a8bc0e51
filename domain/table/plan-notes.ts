/** What a plan says to people: the errors of columns that must or must not be there, and sentences of what is left out. */
import { didYouMean } from '../did-you-mean.ts';
import { LoaderError, shown } from '../errors.ts';
import type { SourceColumn } from '../ports/files.ts';
import type { PlannedColumn } from './column-plan.ts';
import { type Table, type TableColumn, targetName } from './table.ts';
import { type FileToKnow, unknownPlaces } from './unknown-columns.ts';

/** How a file was planned. */
interface Planned {
  readonly columns: readonly PlannedColumn[];
  /** Places of the file's columns that the load reads. */
  readonly used: readonly number[];
}

/** More would make a message that nobody reads. A file may have 4,096 columns that nothing is mapped to. */
const MOST_NAMED = 40;
const MOST_NOTES = 20;

/** A name that needs no quotes; any other comes from the file, and may hold anything. */
const PLAIN_NAME = /^[\p{L}\p{N}_$#.-]{1,80}$/u;

export function missingColumn(table: Table, column: TableColumn, file: FileToKnow): LoaderError {
  const meant = meantColumn(table, column, file);
  return new LoaderError('COLUMN_MISSING', {
    object: file.object,
    column: column.source,
    reason: `is not in the file, but ${targetName(table)}.${column.name} ${roleOf(table, column)}; the file has ${listed(file.columns)}`,
    remedy:
      meant === undefined
        ? 'correct its name in the mapping, or add it to the DMS task'
        : `did you mean ${written(meant)}? Correct the name in the mapping, or take the column out of it`,
  });
}

/** The refusal of a file with columns that nothing is mapped from, under the contract `freeze`. */
export function unknownColumn(table: Table, columns: readonly SourceColumn[], object: string): LoaderError {
  const [first, ...others] = columns;
  return new LoaderError('COLUMN_UNKNOWN', {
    object,
    column: first?.name,
    reason: `is in the file, and ${targetName(table)}, whose contract is 'freeze', maps no column from it${others.length === 0 ? '' : `, nor from ${listed(others)}`}`,
    remedy: "map it with from(), add it to leaveOut, or change the contract to 'evolve' or 'rescue'",
  });
}

function roleOf(table: Table, column: TableColumn): string {
  if (table.key.includes(column.name)) {
    return 'belongs to the key';
  }
  return column.type.isRequired ? 'is required' : 'is mapped from it';
}

/** The column of the file that was probably meant by one that it lacks. */
export function meantColumn(table: Table, column: TableColumn, file: FileToKnow): string | undefined {
  return didYouMean(column.source, unmapped(table, file));
}

/** Sentences about mapped columns that the file lacks, then about columns of the file that nothing is mapped to. */
export function planNotes(table: Table, { columns, used }: Planned, file: FileToKnow): string[] {
  const notes = [...absentNotes(table, columns), ...spareNotes(table, used, file), ...rescuedNotes(table, columns)];
  const unnamed = notes.length - MOST_NOTES;
  return unnamed > 0 ? [...notes.slice(0, MOST_NOTES), `${unnamed} more columns are left out.`] : notes;
}

/** Mapped columns that the file lacks. */
function absentNotes(table: Table, columns: readonly PlannedColumn[]): string[] {
  const there = new Set(columns.map(column => column.target.name));
  return table.columns
    .filter(column => !there.has(column.name))
    .map(({ name, source }) => `${source} is not in the file, so ${targetName(table)}.${name} is left alone.`);
}

/** Columns of the file that nothing is mapped to. */
function spareNotes(table: Table, used: readonly number[], file: FileToKnow): string[] {
  return unknownNames(table, used, file).map(
    name => `${written(name)} is in the file, but ${targetName(table)} maps no column from it.`,
  );
}

function rescuedNotes(table: Table, columns: readonly PlannedColumn[]): string[] {
  const parts = columns.flatMap(column => column.parts ?? []);
  return parts.length === 0
    ? []
    : [`${targetName(table)}._dms_extra keeps what nothing is mapped from: ${listed(parts.map(part => part.source))}.`];
}

/** A name out of a file, as it may stand in a message. */
export function written(name: string): string {
  return PLAIN_NAME.test(name) ? name : shown(name);
}

function unmapped(table: Table, file: FileToKnow): string[] {
  const mapped = new Set(table.columns.map(column => column.source.toLowerCase()));
  return unknownNames(table, [], file).filter(name => !mapped.has(name.toLowerCase()));
}

function unknownNames(table: Table, used: readonly number[], file: FileToKnow): string[] {
  return unknownPlaces(table, used, file).flatMap(place => file.columns[place]?.name ?? []);
}

function listed(columns: readonly SourceColumn[]): string {
  const names = columns.slice(0, MOST_NAMED).map(column => written(column.name));
  const rest = columns.length - names.length;
  return `${names.join(', ') || 'no columns'}${rest > 0 ? ` and ${rest} more` : ''}`;
}
