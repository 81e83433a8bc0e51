import { LoaderError } from '../domain/errors.ts';
import type { ObjectStore, StoredObject } from '../domain/ports/store.ts';
import type { Source } from '../domain/table/source.ts';
import type { ObjectPlace } from './loader.ts';

export interface OpenedObject {
  readonly object: StoredObject;
  /** The announced write is gone: another one stands under its key, and is what was opened. */
  readonly isOverwritten: boolean;
}

/**
 * Opens the announced write, or, where another has replaced it, the one that is there: a message is a hint, the object
 * is the truth.
 */
export async function openObject(
  place: ObjectPlace,
  terms: Pick<Source, 'expectedBucketOwner'> & { readonly signal: AbortSignal },
  store: ObjectStore,
): Promise<OpenedObject> {
  const { expectedBucketOwner, signal } = terms;
  try {
    return { object: await store.open({ ...place, expectedBucketOwner, signal }), isOverwritten: false };
  } catch (error) {
    if (place.eTag !== undefined && error instanceof LoaderError && error.code === 'OBJECT_CHANGED') {
      return {
        object: await store.open({ bucket: place.bucket, key: place.key, expectedBucketOwner, signal }),
        isOverwritten: true,
      };
    }
    throw error;
  }
}
