import type { ObjectIdentity } from '../object/identity.ts';
import type { LoadFile } from '../reload/generation.ts';
import type { Folder } from '../reload/load-folders.ts';

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
