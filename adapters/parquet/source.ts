import { FIRST_READ_BYTES } from '../../domain/limits.ts';
import type { StoredObject } from '../../domain/ports/store.ts';

/** Bytes by ranges, `start` up to, not including, `end`. */
export interface ByteSource {
  readonly sizeBytes: number;
  read(start: number, end: number): Promise<Uint8Array>;
}

/**
 * The bytes of an object with its last 64 KiB read at most once: they hold the footer of most files and the whole of a
 * small one, which so costs one ranged read.
 */
export function tailCached(object: StoredObject): ByteSource {
  const tailStart = Math.max(0, object.sizeBytes - FIRST_READ_BYTES);
  let tail: Promise<Uint8Array> | undefined;
  return {
    sizeBytes: object.sizeBytes,
    async read(start, end) {
      if (start < tailStart) {
        return object.read(start, end);
      }
      tail ??= object.read(tailStart, object.sizeBytes);
      return (await tail).subarray(start - tailStart, end - tailStart);
    },
  };
}
