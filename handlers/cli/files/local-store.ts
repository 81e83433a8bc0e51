import { type LocalFile, openLocalFile } from '../../../adapters/files/local-file.ts';
import { objectUrl } from '../../../domain/object/identity.ts';
import type { ObjectStore } from '../../../domain/ports/store.ts';
import type { LoadItem } from './load-items.ts';

/** A store over files of this machine, which stay open until they are closed. */
export interface LocalStore extends ObjectStore {
  /** Closes every file that was opened so far. */
  closeFiles(): Promise<void>;
}

/**
 * A store in which local files stand under the key that was given to them; all else is looked for elsewhere. A time that
 * was given to them is no part of their identity: as on S3 it says where their rows stand, not which write they are.
 */
export function makeLocalStore(items: readonly LoadItem[], elsewhere: ObjectStore): LocalStore {
  const known = new Map(items.map(item => [objectUrl(item), item]));
  const opened: LocalFile[] = [];
  return {
    async open(place) {
      const { path } = known.get(objectUrl(place)) ?? {};
      if (path === undefined) {
        return await elsewhere.open(place);
      }
      const file = await openLocalFile(path, place);
      opened.push(file);
      return file;
    },
    async closeFiles() {
      await Promise.all(opened.splice(0).map(file => file.close()));
    },
  };
}
