import type { ObjectIdentity } from '../object/identity.ts';

/** Loads that are to be done once more, although they are done: somebody mended a mapper. */
export interface Reopening {
  /**
   * Marks those of some writes that are loaded: the next attempt at each, by whomever, loads it once more, and takes the
   * mark away in its transaction. Gives how many were marked.
   */
  reopen(objects: readonly ObjectIdentity[]): Promise<number>;
}
