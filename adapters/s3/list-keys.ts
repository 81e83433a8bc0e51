import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { storeError } from './errors.ts';

/**
 * All keys that begin with a prefix, in the order of S3: by UTF-8 bytes. Folder markers, which end with a slash, are left out.
 * @throws LoaderError OBJECT_FORBIDDEN (without s3:ListBucket), OBJECT_MISSING (no such bucket) or STORE_UNAVAILABLE
 */
export async function listKeys(client: S3Client, bucket: string, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token });
    const page = await client.send(command).catch((error: unknown) => {
      throw storeError(error, { bucket, key: prefix });
    });
    keys.push(...(page.Contents ?? []).flatMap(({ Key: key = '/' }) => (key.endsWith('/') ? [] : [key])));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys;
}
