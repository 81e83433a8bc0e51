import { expect, it } from 'vitest';
import type { KnownWrite } from '../../domain/ports/reconciliation.ts';
import { mergeKeys } from '../../pipeline/merge-keys.ts';

const LINE: Omit<KnownWrite, 'key'> = {
  eTag: 'e',
  sizeBytes: 1,
  lastModifiedMs: undefined,
  state: 'loaded',
  firstSeenAtMs: 0,
  changedAtMs: 0,
  error: undefined,
  setAside: 0,
};

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function merged(listed: readonly string[], known: readonly string[]): Promise<unknown[]> {
  const listing = each(listed.map(key => ({ key, eTag: 'e', sizeBytes: 1, lastModifiedMs: 0 })));
  const facts = await Array.fromAsync(mergeKeys(listing, each(known.map(key => ({ ...LINE, key })))));
  return facts.map(({ key, listed: object, writes }) => [key, object !== undefined, writes.length]);
}

it('brings together what the bucket and the ledger have of each key', async () => {
  expect(await merged(['b', 'c', 'e'], ['a', 'b', 'b', 'd', 'e', 'f', 'f'])).toEqual([
    ['a', false, 1],
    ['b', true, 2],
    ['c', true, 0],
    ['d', false, 1],
    ['e', true, 1],
    ['f', false, 2],
  ]);
  expect(await merged([], [])).toEqual([]);
});

it('goes by UTF-8 bytes, as both do', async () => {
  expect(await merged(['\uFF5E', '\u{1F600}'], ['\u{1F600}'])).toEqual([
    ['\uFF5E', true, 0],
    ['\u{1F600}', true, 1],
  ]);
});

it('refuses a listing in another order, in which keys would seem to be missing and gone', async () => {
  await expect(merged(['b', 'B'], [])).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('"B" is listed behind "b": not in the order of UTF-8 bytes'),
  });
});
