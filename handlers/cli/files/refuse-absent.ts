import { LoaderError } from '../../../domain/errors.ts';
import type { ObjectHeads } from '../../../domain/ports/store.ts';
import type { LoadItem } from './load-items.ts';

const ASKED_AT_ONCE = 16;

/**
 * Objects that somebody names are there. A mistyped key is no announcement: it would leave a line in the ledger that counts as
 * failing until it is pruned. What else is wrong with an object, its load tells.
 * @throws LoaderError OBJECT_MISSING
 */
export async function refuseAbsent(items: readonly LoadItem[], heads: ObjectHeads): Promise<void> {
  const named = items.filter(({ isNamed, path }) => isNamed && path === undefined);
  for (let at = 0; at < named.length; at += ASKED_AT_ONCE) {
    await Promise.all(named.slice(at, at + ASKED_AT_ONCE).map(item => refuseOne(item, heads)));
  }
}

async function refuseOne(item: LoadItem, heads: ObjectHeads): Promise<void> {
  try {
    await heads.head(item);
  } catch (error) {
    if (error instanceof LoaderError && error.code === 'OBJECT_MISSING') {
      throw error;
    }
  }
}
