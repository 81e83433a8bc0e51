/** Which full load a sweep goes by: its files in the bucket, held against the ledger. */
import { LoaderError } from '../domain/errors.ts';
import { type ObjectIdentity, objectUrl } from '../domain/object/identity.ts';
import { readKey } from '../domain/object/key.ts';
import { type Routes, routeKey } from '../domain/object/route.ts';
import { TIME_UNKNOWN } from '../domain/object/written-at.ts';
import type { LoadedFile, LoadFiles } from '../domain/ports/load-files.ts';
import type { ListedObject } from '../domain/ports/store.ts';
import { type Generation, generationOf, type LoadFile } from '../domain/reload/generation.ts';
import { type Folder, loadFolders } from '../domain/reload/load-folders.ts';
import { type Table, targetName } from '../domain/table/table.ts';
import { refuseUnfinished } from './unfinished-load.ts';

export interface SweepRequest {
  readonly table: Table;
  readonly routes: Routes;
  /** Milliseconds since 1970, if the operator says when the full load began. */
  readonly beforeMs: number | undefined;
  readonly ledger: LoadFiles;
  list(bucket: string, prefix: string): AsyncIterable<ListedObject>;
}

export interface SweepScope extends Generation {
  /** The full load's start, microseconds since 1970: what was written before it goes. */
  readonly beforeMicros: bigint;
  /** Loads whose rows stay, whatever their time is. */
  readonly keptLoads: readonly bigint[];
  /** What could not be looked at. */
  readonly remarks: readonly string[];
}

/** @throws LoaderError LOAD_INCOMPLETE while a file of the full load is not loaded; the errors of S3 and the database */
export async function sweepScope(request: SweepRequest): Promise<SweepScope> {
  const { ledger, table, routes, beforeMs } = request;
  const seen = [...(await ledger.folders()), ...(await foldersOfFailures(request))];
  const folders = loadFolders(seen, table.source, routes.sources);
  const remarks: string[] = [];
  const found: LoadFile[] = [];
  for (const folder of folders) {
    found.push(...(await filesIn(folder, request, remarks)));
  }
  return beforeMs === undefined
    ? await byGeneration(found, request)
    : { ...(await byTime(found, request, beforeMs)), remarks };
}

/** A reload may lie in a folder from which nothing was loaded yet. */
async function foldersOfFailures(request: SweepRequest): Promise<readonly Folder[]> {
  const open = (await request.ledger.openSince(0)).filter(file => isLoadOf(request, file));
  return open.map(({ bucket, key }) => ({ bucket, prefix: key.slice(0, key.lastIndexOf('/') + 1) }));
}

/** A folder that cannot be listed matters less to who says when the full load began. */
async function filesIn({ bucket, prefix }: Folder, request: SweepRequest, remarks: string[]): Promise<LoadFile[]> {
  try {
    const loads: LoadFile[] = [];
    // Beside them lie the files of changes of years, of which none is kept.
    for await (const object of request.list(bucket, prefix)) {
      loads.push(...[{ bucket, ...object }].filter(file => isLoadOf(request, file)));
    }
    return loads;
  } catch (error) {
    if (!(error instanceof LoaderError)) {
      throw error;
    }
    const unlisted = `s3://${bucket}/${prefix} could not be listed`;
    if (request.beforeMs !== undefined) {
      remarks.push(`${unlisted} (${error.details.reason}): of its files only those that the ledger knows were checked`);
      return [];
    }
    throw new LoaderError(error.code, {
      reason: `${unlisted}: ${error.details.reason}`,
      remedy: `${error.details.remedy}; or say with --before when the full load began, as for files that were loaded from this machine`,
      cause: error,
    });
  }
}

function isLoadOf({ routes, table }: SweepRequest, { bucket, key }: Pick<ObjectIdentity, 'bucket' | 'key'>): boolean {
  const read = readKey(key);
  const routed = read?.kind === 'load' ? routeKey(read, routes, bucket) : undefined;
  return routed !== undefined && !(routed instanceof LoaderError) && routed.kind === 'table' && routed.table === table;
}

/** It starts with the oldest position of its files: their LastModified, if no column and no operator says otherwise. */
async function byGeneration(found: readonly LoadFile[], { table, ledger }: SweepRequest): Promise<SweepScope> {
  const generation = generationOf(found);
  if (generation.files.length === 0) {
    throw new LoaderError('LOAD_INCOMPLETE', {
      reason: `no full-load file of ${targetName(table)} is in a bucket`,
      remedy: 'say with --before when the full load began, as for files that were loaded from this machine',
    });
  }
  const loaded = await ledger.loaded(generation.files);
  refuseUnfinished(notLoaded(generation.files, loaded), { table, loaded });
  return {
    ...generation,
    beforeMicros: beginOf(loaded, table),
    keptLoads: loaded.map(({ load }) => load),
    remarks: [],
  };
}

function beginOf(loaded: readonly LoadedFile[], table: Table): bigint {
  const [first, ...others] = loaded.map(file => file.writtenAtMicros).filter(time => time !== TIME_UNKNOWN);
  if (first === undefined) {
    throw new LoaderError('LOAD_INCOMPLETE', {
      reason: `no row of the full load of ${targetName(table)} says when it began: its files have none with a time`,
      remedy: 'say with --before when it began',
    });
  }
  return others.reduce((one, other) => (other < one ? other : one), first);
}

async function byTime(found: readonly LoadFile[], request: SweepRequest, beforeMs: number) {
  const { ledger } = request;
  const listed = found.filter(file => file.lastModifiedMs >= beforeMs);
  const loaded = [...(await ledger.loaded(listed)), ...(await ledger.loadedSince(beforeMs))];
  const known = new Set(found.map(objectUrl));
  const open = (await ledger.openSince(beforeMs)).filter(
    file => isLoadOf(request, file) && !known.has(objectUrl(file)),
  );
  refuseUnfinished([...notLoaded(listed, loaded), ...open], { table: request.table, loaded });
  const files = [...new Map(loaded.map(file => [file.load, file])).values()];
  return { files, stale: [], beforeMicros: BigInt(beforeMs) * 1000n, keptLoads: [] };
}

function notLoaded(files: readonly LoadFile[], loaded: readonly LoadedFile[]): readonly LoadFile[] {
  const known = new Set(loaded.map(writeOf));
  return files.filter(file => !known.has(writeOf(file)));
}

function writeOf({ bucket, key, eTag, sizeBytes, lastModifiedMs }: LoadFile): string {
  return JSON.stringify([bucket, key, eTag, sizeBytes, lastModifiedMs]);
}
