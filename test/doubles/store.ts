import { createHash } from 'node:crypto';
import { LoaderError } from '../../domain/errors.ts';
import type { ObjectStore, StoredObject } from '../../domain/ports/store.ts';

export const BUCKET = 'landing';

interface Write {
  readonly bytes: Uint8Array;
  readonly eTag: string;
  readonly lastModifiedMs: number;
}

interface Place {
  readonly bucket: string;
  readonly key: string;
  readonly eTag: string;
  readonly sizeBytes: number;
}

/**
 * A bucket in memory, whose times of writing a test chooses (S3 itself tells whole seconds of its own clock only), that
 * answers as S3 does and remembers what was opened.
 */
export interface MemoryStore extends ObjectStore {
  /** Gives what a message would say of it. The ETag is the MD5, as S3's of a single upload. */
  put(key: string, bytes: Uint8Array, lastModifiedMs?: number): Place;
  remove(key: string): void;
  /** Keys, in the order in which they were opened. */
  readonly opened: string[];
  /** What a message would say of it. */
  place(key: string): Place;
  /** Awaited before a range is read; to hold a load in its middle. */
  beforeRead: ((key: string, start: number) => Promise<void>) | undefined;
}

export function memoryStore(): MemoryStore {
  const writes = new Map<string, Write>();
  const opened: string[] = [];

  function written(key: string): Write {
    const write = writes.get(key);
    if (write === undefined) {
      throw new LoaderError('OBJECT_MISSING', { object: key, reason: 'is not there', remedy: 'put it' });
    }
    return write;
  }

  const store: MemoryStore = {
    opened,
    beforeRead: undefined,
    put(key, bytes, lastModifiedMs = Date.UTC(2026, 0, 1)) {
      const eTag = createHash('md5').update(bytes).digest('hex');
      writes.set(key, { bytes, eTag, lastModifiedMs });
      return store.place(key);
    },
    remove: key => void writes.delete(key),
    place(key) {
      const { eTag, bytes } = written(key);
      return { bucket: BUCKET, key, eTag, sizeBytes: bytes.length };
    },
    async open({ key, eTag }) {
      opened.push(key);
      const write = written(key);
      refuseOther(key, eTag, write.eTag);
      return storedObject(key, write, store);
    },
  };
  return store;
}

/** Each request asks for one write of the object, as those to S3 do (If-Match). */
function refuseOther(key: string, wanted: string | undefined, found: string): void {
  if (wanted !== undefined && wanted !== found) {
    throw new LoaderError('OBJECT_CHANGED', { object: key, reason: 'was written again', remedy: 'none' });
  }
}

function storedObject(key: string, { bytes, eTag, lastModifiedMs }: Write, store: MemoryStore): StoredObject {
  return {
    bucket: BUCKET,
    key,
    eTag,
    sizeBytes: bytes.length,
    lastModifiedMs,
    async read(start, end) {
      await store.beforeRead?.(key, start);
      refuseOther(key, eTag, store.place(key).eTag);
      return bytes.slice(start, end);
    },
  };
}
