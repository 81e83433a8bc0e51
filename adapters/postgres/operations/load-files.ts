import { isoTime } from '../../../domain/iso-time.ts';
import type { LoadedFile, LoadFiles } from '../../../domain/ports/load-files.ts';
import type { Folder } from '../../../domain/reload/load-folders.ts';
import type { Table } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { findLoadFolders } from '../sql/find-load-folders.ts';
import { findLoadedSince, findLoadedWrites, type LoadedRow } from '../sql/find-loaded-files.ts';
import { findOpenSince, type OpenRow } from '../sql/find-open-files.ts';

export function loadFilesOf(connection: Connection, table: Table): LoadFiles {
  return {
    folders: () => connection.ask<Folder>(findLoadFolders(table)),
    loaded: async writes => (await connection.ask<LoadedRow>(findLoadedWrites(table, writes))).map(loadedFile),
    loadedSince: async sinceMs =>
      (await connection.ask<LoadedRow>(findLoadedSince(table, isoTime(sinceMs)))).map(loadedFile),
    openSince: async sinceMs => {
      const rows = await connection.ask<OpenRow>(findOpenSince(isoTime(sinceMs)));
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
