/** S3 in the process of the benchmark, which has nothing else to do meanwhile: the bytes of an object come over HTTP from it. */
import { readFile } from 'node:fs/promises';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { startAws } from '../test/stack/aws.ts';
import { clientsFor } from '../test/stack/stack.ts';

/** A stored object as S3 announces it. */
export interface Announced {
  readonly key: string;
  /** Without quotes. */
  readonly eTag: string;
  readonly size: number;
}

export interface Bucket {
  readonly name: string;
  /** What a process needs to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Stores a local file. */
  put(key: string, path: string): Promise<Announced>;
  remove(key: string): Promise<void>;
  stop(): Promise<void>;
}

/** The bucket of the notifications of test/factories/notification.ts. */
const NAME = 'dms-files';

export async function startBucket(): Promise<Bucket> {
  const aws = await startAws();
  const { s3 } = clientsFor(aws);
  await s3.send(new CreateBucketCommand({ Bucket: NAME }));
  return {
    name: NAME,
    environment: {
      AWS_REGION: aws.region,
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: aws.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
    },
    async put(key, path) {
      const body = await readFile(path);
      const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket: NAME, Key: key, Body: body }));
      return { key, eTag: ETag.replaceAll('"', ''), size: body.length };
    },
    async remove(key) {
      await s3.send(new DeleteObjectCommand({ Bucket: NAME, Key: key }));
    },
    async stop() {
      s3.destroy();
      await aws.stop();
    },
  };
}

const FOLDER = 'dmstest/test_product';

/** Key of a full-load file. */
export function loadKey(number: number): string {
  return `${FOLDER}/LOAD${`${number}`.padStart(8, '0')}.parquet`;
}

/** Key of a file of changes that DMS wrote at a time, in milliseconds since 1970. */
export function changeKey(writtenAtMs: number): string {
  const [date, time = ''] = new Date(writtenAtMs)
    .toISOString()
    .replaceAll(/[-:.Z]/gu, '')
    .split('T');
  return `${FOLDER}/${date}-${time}.parquet`;
}
