import type { ObjectIdentity } from '../object/identity.ts';

/** Refusals that the ledger keeps, so that bytes which will fail again are not read again. */
export interface Refusals {
  /**
   * Forgets those of objects, of all their writes: the next attempt reads them anew. State, history and progress stay; so does
   * that a full-load file is a copy (LOAD_COPIED), which its bytes do not tell.
   * Gives how many there were.
   */
  clear(objects: readonly Pick<ObjectIdentity, 'bucket' | 'key'>[]): Promise<number>;
}
