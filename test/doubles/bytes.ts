import type { StoredObject } from '../../domain/ports/store.ts';

/** An object of given bytes that remembers how it was read. */
export interface CountedObject {
  readonly object: StoredObject;
  /** Every read so far, as [start, end). */
  readonly reads: [start: number, end: number][];
}

export function storedBytes(bytes: Uint8Array, key = 'dmstest/test_product/LOAD00000001.parquet'): CountedObject {
  const reads: [number, number][] = [];
  const object: StoredObject = {
    bucket: 'landing',
    key,
    eTag: 'e1',
    sizeBytes: bytes.length,
    lastModifiedMs: 0,
    async read(start, end) {
      if (!(start >= 0 && start < end && end <= bytes.length)) {
        throw new RangeError(`a store was asked for the bytes ${start} to ${end} of ${bytes.length}`);
      }
      reads.push([start, end]);
      return bytes.slice(start, end);
    },
  };
  return { object, reads };
}
