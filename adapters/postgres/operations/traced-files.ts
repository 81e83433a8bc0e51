import { isoTime } from '../../../domain/iso-time.ts';
import type { TracedFile, Traces } from '../../../domain/ports/traces.ts';
import type { Connection } from '../connection.ts';
import { type FileOfTargetRow, findFilesOfTarget, findUnloadedFiles } from '../sql/find-files-of-target.ts';

/** Files whose changes a row's history is read from, as the ledger has them. */
export function tracedFilesOf(connection: Connection): Pick<Traces, 'loadedFiles' | 'unloadedFiles'> {
  const ask = async (query: Parameters<Connection['ask']>[0]) =>
    (await connection.ask<FileOfTargetRow>(query)).map(readFile);
  return {
    loadedFiles: (table, { sinceMs, limit }) => ask(findFilesOfTarget(table, isoOf(sinceMs), limit)),
    unloadedFiles: ({ sinceMs, limit }) => ask(findUnloadedFiles(isoOf(sinceMs), limit)),
  };
}

function isoOf(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : isoTime(milliseconds);
}

function readFile(row: FileOfTargetRow): TracedFile {
  return {
    object: {
      bucket: row.bucket,
      key: row.object_key,
      eTag: row.etag,
      sizeBytes: Number(row.size_bytes),
      lastModifiedMs: row.last_modified?.getTime(),
    },
    state: row.state,
    tableLoadId: row.table_load_id === null ? undefined : BigInt(row.table_load_id),
    writtenAtMicros: row.written_at_micros === null ? undefined : BigInt(row.written_at_micros),
    setAside: row.set_aside,
  };
}
