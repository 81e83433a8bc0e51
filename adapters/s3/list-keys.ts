import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { ListedObject } from '../../domain/ports/store.ts';
import { storeError } from './errors.ts';

/** The keys of `listObjects`. */
export async function listKeys(client: S3Client, bucket: string, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(client, bucket, prefix)) {
    keys.push(key);
  }
  return keys;
}

/**
 * All objects whose keys begin with a prefix, in the order of S3: by UTF-8 bytes. Folder markers, which end with a slash,
 * are left out.
 * @throws LoaderError OBJECT_FORBIDDEN (without s3:ListBucket), OBJECT_MISSING (no such bucket) or STORE_UNAVAILABLE
 */
export async function* listObjects(client: S3Client, bucket: string, prefix: string): AsyncGenerator<ListedObject> {
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token });
    const page = await client.send(command).catch((error: unknown) => {
      throw listingError(error, { bucket, key: prefix });
    });
    for (const { Key: key = '/', ETag: quoted = '', Size: sizeBytes = 0, LastModified: modified } of page.Contents ??
      []) {
      if (!key.endsWith('/')) {
        const lastModifiedMs = wholeSecond(modified?.getTime() ?? 0);
        yield { key, eTag: quoted.replaceAll('"', ''), sizeBytes, lastModifiedMs };
      }
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

/** What lacks is another right than that to read an object. */
function listingError(error: unknown, place: { readonly bucket: string; readonly key: string }): LoaderError {
  const named = storeError(error, place);
  if (named.code !== 'OBJECT_FORBIDDEN') {
    return named;
  }
  const name = error instanceof Error ? error.name : 'unknown';
  return new LoaderError('OBJECT_FORBIDDEN', {
    object: objectUrl(place),
    reason: `may not be listed (${name})`,
    remedy: `grant s3:ListBucket on arn:aws:s3:::${place.bucket} to who runs this, and check whose credentials they are`,
    cause: error,
  });
}

/** As the Last-Modified of a GET says it: some stores keep fractions, and tell them in listings alone. */
function wholeSecond(milliseconds: number): number {
  return milliseconds - (milliseconds % 1000);
}
