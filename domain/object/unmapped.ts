import { didYouMean } from '../did-you-mean.ts';
import { LoaderError, shown } from '../errors.ts';
import { oneLine } from '../one-line.ts';
import type { Source } from '../table/source.ts';
import { sourceName, type TableName } from './table-name.ts';

/** Folders of dates in every form that DMS has: `2021`, `20211123`, `2022-10-23`, `2022_10_23`. */
export const DATE_FOLDER = /^[0-9_-]+$/u;

/** Where a table was looked for that no mapping knows. */
interface Scope {
  readonly source: Source;
  readonly mapped: readonly TableName[];
  /** The module that lists the tables, where it is not that of the checkout. */
  readonly module: string | undefined;
}

/** A file of a table that no mapping knows. */
export interface Unmapped extends Scope {
  readonly folders: readonly string[];
  /** The pairs of folders that may name the table, one at least for a key that has two. */
  readonly pairs: readonly TableName[];
}

/** The named error for such a file, with the best guess at what was meant: an error never loads anything by a guess. */
export function notMapped(file: Unmapped): LoaderError {
  const guess = likelyName(file);
  const path = file.folders.join('/');
  if (file.folders.length < 2) {
    return new LoaderError('TABLE_NOT_MAPPED', {
      reason: 'has no folders of schema and table in its key, by which its table is known',
      remedy: 'give it a key such as schema/table/LOAD00000001.parquet; on the command line, in --as',
    });
  }
  if (guess === undefined) {
    return new LoaderError('TABLE_NOT_MAPPED', {
      value: path,
      reason: `has no two folders of schema and table in source ${file.source.name}`,
      remedy: 'let the prefix of the source name all folders before the schema, or put the file where DMS would',
    });
  }
  const name = sourceName(guess);
  const written = shown(name);
  return new LoaderError('TABLE_NOT_MAPPED', {
    value: path,
    reason: `is of a table without a mapping, probably ${written}${nearly(name, file)}`,
    remedy: ORDINARY.test(name)
      ? mapOrIgnore(guess, file)
      : 'copy the file to a key that DMS would write, schema/table/LOAD00000001.parquet, or remove it',
  });
}

/** The same of a row that names its table itself, in a file of transactions. */
export function rowNotMapped(table: TableName, scope: Scope): LoaderError {
  const name = sourceName(table);
  return new LoaderError('TABLE_NOT_MAPPED', {
    value: name,
    reason: `is a table without a mapping${nearly(name, scope)}`,
    remedy: ORDINARY.test(name)
      ? `${mapOrIgnore(table, scope)}; nothing of the file was loaded`
      : 'check csv.delimiter and csv.quoting of the source: a row of a file of transactions begins with Op, table and schema',
  });
}

function nearly(name: string, { mapped }: Scope): string {
  const near = didYouMean(name, mapped.map(sourceName));
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

function mapOrIgnore(table: TableName, scope: Scope): string {
  const written = shown(sourceName(table));
  return `add ${mappingOf(table, scope)} with source ${written}, or ${written} to the ignore list of source ${scope.source.name}`;
}

/** A file in a place that no source covers. */
export function notCovered(bucket: string, folders: readonly string[], sources: readonly Source[]): LoaderError {
  const places = sources.map(source => `${source.name} (s3://${source.bucket ?? '*'}/${source.prefix})`);
  return new LoaderError('TABLE_NOT_MAPPED', {
    value: [bucket, ...folders].join('/'),
    reason: `lies in no source: ${places.join(', ')}`,
    remedy: 'declare a source with that bucket and prefix, or narrow the notification to the prefix',
  });
}

/**
 * The only pair; else one whose schema is mapped; else one that is nearly a mapped name; else the two folders before the
 * dates, since a bucket folder is more common than a partition folder.
 */
function likelyName({ pairs, mapped }: Unmapped): TableName | undefined {
  const schemas = new Set(mapped.map(({ schema }) => schema.toLowerCase()));
  const known = mapped.map(sourceName);
  const undated = pairs.filter(({ table }) => !DATE_FOLDER.test(table));
  return (
    pairs.find(({ schema }) => schemas.has(schema.toLowerCase())) ??
    undated.find(pair => didYouMean(sourceName(pair), known) !== undefined) ??
    undated.at(-1) ??
    pairs[0]
  );
}

/** Characters of the longest name of a table in Oracle since 12.2. */
const LONGEST_FILE_NAME = 128;
const NOT_IN_A_FILE_NAME = /[^\p{L}\p{N}]+/gu;

/** What Oracle takes for the names of schema and table without quotes; for other names no mapping is likely to be meant. */
export const ORDINARY = /^\p{L}[\p{L}\p{N}_$#]*\.\p{L}[\p{L}\p{N}_$#]*$/u;

/** Where the missing mapping is to stand. */
function mappingOf(name: TableName, { module }: Scope): string {
  return module === undefined ? mappingFile(name) : `a table to ${oneLine(module)}`;
}

/** Where the mapping of a table stands in a checkout. */
export function mappingFile({ table }: TableName): string {
  const file = table.toLowerCase().replaceAll(NOT_IN_A_FILE_NAME, '-').slice(0, LONGEST_FILE_NAME);
  return `domain/tables/${file}.ts`;
}
