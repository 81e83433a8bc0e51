import { loadObject } from '../../../pipeline/load-object.ts';
import type { Loader, LoadResult, ObjectPlace } from '../../../pipeline/loader.ts';

/** Loads a file, or as much of it as one attempt can, after which it is `continued`. `seconds` is the time of an attempt. */
export async function tryFile(place: ObjectPlace, loader: Loader, seconds: number): Promise<LoadResult> {
  const startedAtMs = Date.now();
  const deadlineMs = startedAtMs + seconds * 1000;
  return await loadObject(place, { messageId: 'command-line', receiveCount: 1, startedAtMs, deadlineMs }, loader);
}

/** Loads a file to its end: one that takes longer than an attempt is gone on with by the next, as each has committed some of it. */
export async function takeFile(place: ObjectPlace, loader: Loader, seconds: number): Promise<LoadResult> {
  for (;;) {
    const result = await tryFile(place, loader, seconds);
    if (result.outcome !== 'continued') {
      return result;
    }
  }
}
