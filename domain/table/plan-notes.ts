/** What a plan says to people: the error of a column that must be there, and sentences of what is left out. */
import { didYouMean } from '../did-you-mean.ts';
import { LoaderError } from '../errors.ts';
import type { SourceColumn } from '../ports.ts';
import type { PlannedColumn } from './column-plan.ts';
import { type Table, type TableColumn, targetName } from './table.ts';

interface File {
  readonly columns: readonly SourceColumn[];
  readonly object: string;
}

/** The header columns that DMS's documentation names in its transformation rules, and before images. */
const METADATA = /^(?:op$|bi_|\$?ar_[hm]_)/iu;

/** More would make a message that nobody reads. */
const MOST_NAMED = 40;

export function missingColumn(table: Table, column: TableColumn, file: File): LoaderError {
  const role = table.key.includes(column.name) ? 'belongs to the key' : 'is required';
  const meant = didYouMean(column.source, unmapped(table, file));
  return new LoaderError('COLUMN_MISSING', {
    object: file.object,
    column: column.source,
    reason: `is not in the file, but ${targetName(table)}.${column.name} ${role}; the file has ${listed(file.columns)}`,
    remedy:
      meant === undefined
        ? 'correct its name in the mapping, or add it to the DMS task'
        : `did you mean ${meant}? Correct the name in the mapping`,
  });
}

/** Mapped columns that the file lacks. */
export function absentNotes(table: Table, columns: readonly PlannedColumn[], file: File): string[] {
  const there = new Set(columns.map(column => column.target.name));
  return table.columns
    .filter(column => !there.has(column.name))
    .map(({ name, source }) => {
      const meant = didYouMean(source, unmapped(table, file));
      const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
      return `${source} is not in the file${hint}, so ${targetName(table)}.${name} is left alone.`;
    });
}

/** Columns of the file that nothing is mapped to. */
export function spareNotes(table: Table, used: readonly number[], file: File): string[] {
  return file.columns
    .filter((column, at) => !used.includes(at) && !METADATA.test(column.name))
    .map(column => `${column.name} is in the file, but ${targetName(table)} maps no column from it.`);
}

function unmapped(table: Table, file: File): string[] {
  const mapped = new Set(table.columns.map(column => column.source.toLowerCase()));
  return file.columns.map(column => column.name).filter(name => !mapped.has(name.toLowerCase()));
}

function listed(columns: readonly SourceColumn[]): string {
  const names = columns.slice(0, MOST_NAMED).map(column => column.name);
  const rest = columns.length - names.length;
  return `${names.join(', ') || 'no columns'}${rest > 0 ? ` and ${rest} more` : ''}`;
}
