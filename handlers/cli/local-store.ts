import { openLocalFile } from '../../adapters/files/local-file.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { ObjectStore } from '../../domain/ports.ts';
import type { LoadItem } from './load-items.ts';

/** A store in which local files stand under the identity that was given to them; all else is looked for elsewhere. */
export function makeLocalStore(items: readonly LoadItem[], elsewhere: ObjectStore): ObjectStore {
  const paths = new Map(items.map(item => [objectUrl(item), item.path]));
  return {
    open(place) {
      const path = paths.get(objectUrl(place));
      return path === undefined ? elsewhere.open(place) : openLocalFile(path, place);
    },
  };
}
