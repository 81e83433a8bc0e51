/** What `dms-loader load` says of its files: a line and remarks of each, a summary of all, and their documents. */
import { LoaderError } from '../../../domain/errors.ts';
import { isoTime } from '../../../domain/iso-time.ts';
import { objectUrl } from '../../../domain/object/identity.ts';
import { readKey } from '../../../domain/object/key.ts';
import { targetName } from '../../../domain/table/table.ts';
import { type LoadResult, toldTables } from '../../../pipeline/loader.ts';
import { counted, countsText } from '../counts.ts';
import { codedMessage } from '../output.ts';
import type { LoadItem } from './load-items.ts';

/**
 * A result as the command line sees it. A file that somebody named is to be loaded: one whose key is of no concern to a
 * queue is a problem here. And a local file may be a copy, whose time is not that of DMS.
 */
export function asAsked(item: LoadItem, result: LoadResult): LoadResult {
  if (result.outcome === 'ignored' && item.isNamed && isNoData(item.key)) {
    return { ...result, error: nameless(item), notes: [] };
  }
  if (result.outcome === 'already-loaded' && item.writtenAtMs !== undefined) {
    return { ...result, notes: [...result.notes, 'it was loaded before, so that --written-at changes nothing'] };
  }
  const { lastModifiedMs } = result.identity;
  const isGuess = item.path !== undefined && item.writtenAtMs === undefined && !result.isTimedByRow;
  return isGuess && lastModifiedMs !== undefined && result.outcome === 'loaded'
    ? { ...result, notes: [...result.notes, placeByFile(lastModifiedMs)] }
    : result;
}

function isNoData(key: string): boolean {
  return (readKey(key)?.kind ?? 'stray') === 'stray';
}

function nameless(item: LoadItem): LoaderError {
  return new LoaderError('KEY_NOT_DMS', {
    object: objectUrl(item),
    reason: 'is not named as DMS names a file, so nothing says what it holds',
    remedy: `name it LOAD00000001.parquet or YYYYMMDD-HHMMSSmmm.parquet${item.path === undefined ? '' : ' in --as'}`,
  });
}

function placeByFile(lastModifiedMs: number): string {
  const time = isoTime(lastModifiedMs);
  return `its place in the order is the file's modification time, ${time}; give --written-at if the file is a copy`;
}

/** What is said of one file: a line, and remarks below it, a sentence each. */
export function toldOf(result: LoadResult, milliseconds: number): [line: string, remarks: readonly string[]] {
  return [lineOf(result, milliseconds), remarksOf(result)];
}

function lineOf({ outcome, identity, counts }: LoadResult, milliseconds: number): string {
  return `${outcome.padEnd(14)} ${objectUrl(identity)}${counts === undefined ? '' : `: ${countsText(counts)}`} (${milliseconds} ms)`;
}

function remarksOf({ error, tables = [], notes }: LoadResult): readonly string[] {
  return [
    ...(error === undefined ? [] : [codedMessage(error)]),
    ...tables.map(({ table, counts }) => `${targetName(table)}: ${countsText(counts)}`),
    ...notes,
  ];
}

/** One line for all: `2 files: 1 loaded, 1 rejected; 60 rows read`. */
export function summary(results: readonly LoadResult[], files: number): string {
  const kinds = [...new Set(results.map(({ outcome }) => outcome))];
  const numbers = kinds.map(kind => `${results.filter(({ outcome }) => outcome === kind).length} ${kind}`);
  const rows = results.reduce((sum, { counts }) => sum + (counts?.read ?? 0), 0);
  const untried = files === results.length ? [] : [`${files - results.length} not tried`];
  return `${counted(files, 'file')}: ${[...numbers, ...untried].join(', ')}; ${counted(rows, 'row')} read`;
}

export function asDocument(result: LoadResult): Readonly<Record<string, unknown>> {
  const { outcome, identity, table, counts, error, notes } = result;
  const target = table === undefined ? null : targetName(table);
  const told = { target, counts: counts ?? null, ...toldTables(result), error: error ?? null, notes };
  return { object: objectUrl(identity), outcome, ...told };
}
