import { HeadBucketCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { ObjectHeads } from '../../domain/ports/store.ts';
import { storeError } from './errors.ts';

export function makeObjectHeads(client: S3Client): ObjectHeads {
  /** Buckets that are there. */
  const known = new Set<string>();

  async function isBucketThere(bucket: string): Promise<boolean> {
    if (!known.has(bucket)) {
      // Whatever else S3 says of it: it is there.
      const error = await client.send(new HeadBucketCommand({ Bucket: bucket })).catch(thrown => thrown);
      if (isNotFound(error)) {
        return false;
      }
      known.add(bucket);
    }
    return true;
  }

  return {
    async head({ bucket, key, expectedBucketOwner: owner }) {
      const command = new HeadObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }),
      });
      try {
        const { ETag: quoted, LastModified: modified, ContentLength: sizeBytes = 0 } = await client.send(command);
        if (quoted === undefined || modified === undefined) {
          const reason = 'the answer has no ETag or no Last-Modified';
          throw unavailable({ bucket, key }, { reason, remedy: 'check what stands between the loader and S3' });
        }
        return { eTag: quoted.replaceAll('"', ''), sizeBytes, lastModifiedMs: modified.getTime() };
      } catch (error) {
        if (isNotFound(error) && !(await isBucketThere(bucket))) {
          const remedy = 'check that region (AWS_REGION) and endpoint (AWS_ENDPOINT_URL) lead to the S3 that has it';
          throw unavailable({ bucket, key }, { reason: 'its bucket is not there', remedy });
        }
        throw storeError(error, { bucket, key });
      }
    },
  };
}

function unavailable(place: Parameters<typeof objectUrl>[0], why: { reason: string; remedy: string }): LoaderError {
  return new LoaderError('STORE_UNAVAILABLE', { object: objectUrl(place), ...why });
}

function isNotFound(error: unknown): boolean {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode === 404;
}
