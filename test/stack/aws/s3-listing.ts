/**
 * S3 lists keys in the order of their UTF-8 bytes (S3 API reference, ListObjectsV2); fauxqs sorts them as a dictionary of the
 * machine's language does, and goes on behind a page by code units, which loses keys. It takes a store of its class, which
 * it does not export: it is taken from its file.
 */
import type { buildApp } from 'fauxqs';

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
type Store = Stores['s3Store'];

/** What of the store is used here. */
interface Listing {
  readonly buckets: ReadonlyMap<string, ReadonlyMap<string, { readonly key: string }>>;
  listObjects(bucket: string, options?: ListOptions): unknown;
}

interface ListOptions {
  readonly prefix?: string;
  readonly delimiter?: string;
  readonly maxKeys?: number;
  readonly startAfter?: string;
}

const MOST_KEYS = 1000;

/** The stores that fauxqs is to work with; it makes those that are not given. */
export async function orderedStores(): Promise<Stores> {
  const file = new URL('s3/s3Store.js', import.meta.resolve('fauxqs'));
  const { S3Store } = (await import(file.href)) as { readonly S3Store: new () => Store };
  const store = new S3Store();
  const listing = store as unknown as Listing;
  const asDictionary = listing.listObjects.bind(store);
  listing.listObjects = (bucket, options = {}) => {
    const objects = listing.buckets.get(bucket);
    return objects === undefined || options.delimiter !== undefined
      ? asDictionary(bucket, options)
      : page([...objects.values()], options);
  };
  return { s3Store: store } as Stores;
}

function page(
  objects: readonly { readonly key: string }[],
  { prefix = '', maxKeys = MOST_KEYS, startAfter = '' }: ListOptions,
): unknown {
  const wanted = objects
    .filter(({ key }) => key.startsWith(prefix) && byBytes(key, startAfter) > 0)
    .toSorted((one, other) => byBytes(one.key, other.key));
  return { objects: wanted.slice(0, maxKeys), commonPrefixes: [], isTruncated: wanted.length > maxKeys };
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
