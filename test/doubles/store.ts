import { createHash } from 'node:crypto';
import { LoaderError } from '../../domain/errors.ts';
import type { ObjectStore, StoredObject } from '../../domain/ports.ts';

/** A bucket in memory, whose times of writing a test chooses; S3 itself tells whole seconds of its own clock only. */
export interface MemoryStore extends ObjectStore {
  /** Every key that was asked for, in order. */
  readonly opened: string[];
  put(key: string, bytes: Uint8Array, lastModifiedMs?: number): StoredObject;
}

export const BUCKET = 'landing';

export function memoryStore(): MemoryStore {
  const objects = new Map<string, StoredObject>();
  const opened: string[] = [];
  return {
    opened,
    put(key, bytes, lastModifiedMs = Date.UTC(2026, 0, 1)) {
      const eTag = createHash('md5').update(bytes).digest('hex');
      const read = (start: number, end: number) => Promise.resolve(bytes.slice(start, end));
      const object = { bucket: BUCKET, key, eTag, sizeBytes: bytes.length, lastModifiedMs, read };
      objects.set(key, object);
      return object;
    },
    open({ key, eTag }) {
      opened.push(key);
      const object = objects.get(key);
      if (object === undefined) {
        return Promise.reject(fault('OBJECT_MISSING', 'is not there'));
      }
      return eTag === undefined || eTag === object.eTag
        ? Promise.resolve(object)
        : Promise.reject(fault('OBJECT_CHANGED', 'has another ETag'));
    },
  };
}

function fault(code: 'OBJECT_MISSING' | 'OBJECT_CHANGED', reason: string): LoaderError {
  return new LoaderError(code, { reason, remedy: 'nothing' });
}
