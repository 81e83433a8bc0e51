/** What was ever said of a row: each change of its key in the files of its table, and what became of it. */
import type { LoaderError } from '../domain/errors.ts';
import { objectUrl } from '../domain/object/identity.ts';
import type { RowTrace, TracedFile, Traces } from '../domain/ports/traces.ts';
import type { Table } from '../domain/table/table.ts';
import { comparePositions, type Fate, fatesOf, type TracedChange } from '../domain/trace/fates.ts';
import { type KeyChange, keyChanges } from './key-changes.ts';
import type { Loader } from './loader.ts';
import { asLoaderError } from './record-failure.ts';
import { routeObject } from './route-object.ts';

export interface HistoryLine extends KeyChange, TracedChange {
  /** `s3://bucket/key` */
  readonly object: string;
  readonly eTag: string;
  readonly fate: Fate;
}

export interface RowHistory {
  /** In the order of their positions. */
  readonly lines: readonly HistoryLine[];
  /** How many files were looked into. */
  readonly files: number;
  /** There are older files, which were not. */
  readonly hasOlder: boolean;
  /** Files that could not be read, or are gone. */
  readonly unread: readonly { readonly object: string; readonly error: LoaderError }[];
}

export interface HistoryRequest {
  readonly table: Table;
  readonly key: readonly string[];
  readonly trace: RowTrace;
  /** Files that are read, the newest first. */
  readonly mostFiles: number;
  /** Written then or later: milliseconds since 1970. */
  readonly sinceMs: number | undefined;
  /** Time for each file. */
  readonly seconds: number;
  onProgress?(done: number, all: number): void;
}

/** Reads the files of a table again, loaded ones and those that are not, through the reader and the mapping of today. */
export async function rowHistory(request: HistoryRequest, traces: Traces, loader: Loader): Promise<RowHistory> {
  const { table, mostFiles, sinceMs } = request;
  const loaded = await traces.loadedFiles(table, { sinceMs, limit: mostFiles + 1 });
  const others = (await traces.unloadedFiles({ sinceMs, limit: mostFiles })).filter(file =>
    mayHold(file, table, loader),
  );
  const files = [...loaded.slice(0, mostFiles), ...others];
  const key = await traces.comparableKey(table, request.key);
  const found: Omit<HistoryLine, 'fate'>[] = [];
  const unread: RowHistory['unread'][number][] = [];
  for (const [at, file] of files.entries()) {
    request.onProgress?.(at, files.length);
    const object = objectUrl(file.object);
    try {
      const startedAtMs = loader.clock.now();
      const deadlineMs = startedAtMs + request.seconds * 1000;
      const attempt = { messageId: 'command-line', receiveCount: 1, startedAtMs, deadlineMs };
      found.push(...(await keyChanges(file, { table, key, loader, attempt })).map(change => lineOf(change, file)));
    } catch (thrown) {
      unread.push({ object, error: asLoaderError(thrown).at({ object }) });
    }
  }
  const ordered = found.toSorted(comparePositions);
  const fates = fatesOf(ordered, request.trace);
  return {
    lines: ordered.map((line, at) => ({ ...line, fate: fates[at] ?? { kind: 'stands' } })),
    files: files.length,
    hasOlder: loaded.length > mostFiles,
    unread,
  };
}

function lineOf(change: KeyChange, file: TracedFile): Omit<HistoryLine, 'fate'> {
  const { object, state, tableLoadId, setAside } = file;
  const isSetAside = setAside.includes(change.row);
  return { ...change, object: objectUrl(object), eTag: object.eTag, state, tableLoadId, isSetAside };
}

/** Of a file that is not loaded only its key tells which table it is of. */
function mayHold({ object }: TracedFile, table: Table, loader: Loader): boolean {
  try {
    const route = routeObject(object, loader);
    return typeof route !== 'string' && (route.kind === 'transaction' || route.table === table);
  } catch {
    return false;
  }
}
