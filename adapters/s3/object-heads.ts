import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { ObjectHeads } from '../../domain/ports/store.ts';
import { storeError } from './errors.ts';

export function makeObjectHeads(client: S3Client): ObjectHeads {
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
          const remedy = 'check what stands between the loader and S3';
          throw new LoaderError('STORE_UNAVAILABLE', { object: objectUrl({ bucket, key }), reason, remedy });
        }
        return { eTag: quoted.replaceAll('"', ''), sizeBytes, lastModifiedMs: modified.getTime() };
      } catch (error) {
        throw storeError(error, { bucket, key });
      }
    },
  };
}
