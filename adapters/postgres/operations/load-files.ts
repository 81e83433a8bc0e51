import type { ObjectIdentity } from '../../../domain/object/identity.ts';
import type { LoadFile } from '../../../domain/reload/generation.ts';
import type { Folder } from '../../../domain/reload/load-folders.ts';
import type { Table } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { findLoadFolders } from '../sql/find-load-folders.ts';
import { findLoadedSince, findLoadedWrites, type LoadedRow } from '../sql/find-loaded-files.ts';
import { findOpenSince, type OpenRow } from '../sql/find-open-files.ts';

/** A full-load file that was loaded into a target. */
export interface LoadedFile extends LoadFile {
  /** `table_load_id`. */
  readonly load: bigint;
  /** Position of its first row: microseconds since 1970. */
  readonly writtenAtMicros: bigint;
  /** Rows that are set aside and wait. */
  readonly setAside: number;
}

/** What the ledger says of the full-load files of a target. */
export interface LoadFiles {
  /** Folders from which such files were loaded. */
  folders(): Promise<readonly Folder[]>;
  /** Those of the given writes that are loaded. */
  loaded(writes: readonly ObjectIdentity[]): Promise<readonly LoadedFile[]>;
  /** Those modified at a time or later (milliseconds since 1970). */
  loadedSince(sinceMs: number): Promise<readonly LoadedFile[]>;
  /** Those of whatever table, modified at a time or later, that are not loaded and were not written again. */
  openSince(sinceMs: number): Promise<readonly Pick<ObjectIdentity, 'bucket' | 'key'>[]>;
}

export function loadFilesOf(connection: Connection, table: Table): LoadFiles {
  const isoOf = (ms: number): string => new Date(ms).toISOString();
  return {
    folders: () => connection.ask<Folder>(findLoadFolders(table)),
    loaded: async writes => (await connection.ask<LoadedRow>(findLoadedWrites(table, writes))).map(loadedFile),
    loadedSince: async sinceMs =>
      (await connection.ask<LoadedRow>(findLoadedSince(table, isoOf(sinceMs)))).map(loadedFile),
    openSince: async sinceMs => {
      const rows = await connection.ask<OpenRow>(findOpenSince(isoOf(sinceMs)));
      return rows.map(row => ({ bucket: row.bucket, key: row.object_key }));
    },
  };
}

function loadedFile(row: LoadedRow): LoadedFile {
  return {
    bucket: row.bucket,
    key: row.object_key,
    eTag: row.etag,
    sizeBytes: Number(row.size_bytes),
    lastModifiedMs: Number(row.last_modified_ms),
    load: BigInt(row.table_load_id),
    writtenAtMicros: BigInt(row.written_at_micros),
    setAside: Number(row.set_aside),
  };
}
