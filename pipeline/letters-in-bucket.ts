/** What the bucket says of the objects that dead letters announce. */
import type { Stored } from '../domain/dead-letters/facts.ts';
import { LoaderError } from '../domain/errors.ts';
import { type ObjectIdentity, objectUrl } from '../domain/object/identity.ts';
import type { ObjectHeads } from '../domain/ports/store.ts';
import type { OurEvent } from './read-letter.ts';
import { asLoaderError } from './record-failure.ts';

/** Questions at the same time. */
const AT_ONCE = 16;

/** Its error, where it does not tell; undefined where it was not asked. */
export type Asked = Stored | LoaderError | undefined;

/** Each object once, however many letters announce it. */
export async function askStore(ours: readonly (OurEvent | undefined)[], heads: ObjectHeads): Promise<readonly Asked[]> {
  const answers = new Map<string, Asked>();
  const wanted = [...new Map(ours.flatMap(our => (our === undefined ? [] : [[objectUrl(our.event), our]]))).entries()];
  const work = async (): Promise<void> => {
    for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
      const [url, { event, route }] = next;
      const place = { ...event, expectedBucketOwner: route?.source.expectedBucketOwner };
      answers.set(
        url,
        await heads.head(place).then(head => ({ ...head, isLoad: route?.kind === 'load' }), asLoaderError),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return ours.map(our => (our === undefined ? undefined : answers.get(objectUrl(our.event))));
}

/** Which write of an object the bucket has. */
export function identityOf({ bucket, key }: OurEvent['event'], stored: Asked): ObjectIdentity | undefined {
  if (stored === undefined || stored instanceof LoaderError) {
    return;
  }
  const { eTag, sizeBytes, lastModifiedMs, isLoad } = stored;
  return { bucket, key, eTag, sizeBytes, lastModifiedMs: isLoad ? lastModifiedMs : undefined };
}
