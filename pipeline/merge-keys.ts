/** Two streams in the order of their keys become one: a listing of S3, and the lines of the ledger. Holds one key at a time. */
import { LoaderError } from '../domain/errors.ts';
import { byUtf8 } from '../domain/object/key-order.ts';
import type { KnownWrite } from '../domain/ports/reconciliation.ts';
import type { ListedObject } from '../domain/ports/store.ts';
import type { KeyFacts } from '../domain/reconcile/judge-key.ts';

/** @throws LoaderError STORE_UNAVAILABLE for a listing in another order, as some stores give that are not S3 */
export async function* mergeKeys(
  listing: AsyncIterable<ListedObject>,
  ledger: AsyncIterable<KnownWrite>,
): AsyncGenerator<KeyFacts> {
  const objects = listing[Symbol.asyncIterator]();
  const lines = ledger[Symbol.asyncIterator]();
  let listed = await next(objects);
  let line = await next(lines);
  while (listed !== undefined || line !== undefined) {
    const order = orderOf(listed, line);
    const key = (order <= 0 ? listed?.key : line?.key) ?? '';
    const writes: KnownWrite[] = [];
    while (line !== undefined && line.key === key) {
      writes.push(line);
      line = await next(lines);
    }
    yield { key, listed: order <= 0 ? listed : undefined, writes };
    if (order <= 0) {
      listed = await next(objects);
      refuseOtherOrder(key, listed?.key);
    }
  }
}

async function next<Item>(items: AsyncIterator<Item>): Promise<Item | undefined> {
  const { done, value } = await items.next();
  return done === true ? undefined : value;
}

/** An end comes behind all. */
function orderOf(listed: ListedObject | undefined, line: KnownWrite | undefined): number {
  if (listed === undefined || line === undefined) {
    return listed === undefined ? 1 : -1;
  }
  return byUtf8(listed.key, line.key);
}

/** What comes out of order would be taken for missing, or gone. */
function refuseOtherOrder(key: string, following: string | undefined): void {
  if (following !== undefined && byUtf8(key, following) >= 0) {
    throw new LoaderError('STORE_UNAVAILABLE', {
      value: following,
      reason: `is listed behind ${JSON.stringify(key)}: not in the order of UTF-8 bytes, as S3 lists`,
      remedy: 'check what stands between the loader and S3; directory buckets (S3 Express) cannot be reconciled',
    });
  }
}
