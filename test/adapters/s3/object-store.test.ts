import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  type PutObjectCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeObjectStore } from '../../../adapters/s3/object-store.ts';
import type { ObjectStore } from '../../../domain/ports/store.ts';
import { type Aws, startAws } from '../../stack/aws.ts';

const BUCKET = 'landing';
const KEY = 'dmstest/test_product/상품 a+b=%.parquet';

describe('makeObjectStore', () => {
  let aws: Aws;
  let client: S3Client;
  let store: ObjectStore;
  /** Range and If-Match of every request, in order. */
  let requests: { method: string; range: string | undefined; ifMatch: string | undefined; owner: string | undefined }[];

  beforeAll(async () => {
    aws = await startAws();
    client = new S3Client({
      endpoint: aws.endpoint,
      region: aws.region,
      forcePathStyle: true,
      credentials: { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey },
    });
    requests = [];
    client.middlewareStack.add(
      next => args => {
        const { method, headers } = args.request as { method: string; headers: Record<string, string> };
        requests.push({
          method,
          range: headers['range'],
          ifMatch: headers['if-match'],
          owner: headers['x-amz-expected-bucket-owner'],
        });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    store = makeObjectStore(client);
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  });
  afterAll(async () => {
    client.destroy();
    await aws.stop();
  });

  function put(body: Uint8Array | string, key = KEY): Promise<PutObjectCommandOutput> {
    return client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
  }

  it('opens a small object and reads all of it with one request', async () => {
    const { ETag: eTag } = await put('0123456789');
    requests.length = 0;
    const object = await store.open({ bucket: BUCKET, key: KEY });
    expect(object).toMatchObject({ bucket: BUCKET, key: KEY, sizeBytes: 10, eTag: eTag?.replaceAll('"', '') });
    expect(Math.abs(object.lastModifiedMs - Date.now())).toBeLessThan(60_000);
    expect(Buffer.from(await object.read(2, 5)).toString()).toBe('234');
    expect(Buffer.from(await object.read(0, 10)).toString()).toBe('0123456789');
    expect(requests).toEqual([{ method: 'GET', range: 'bytes=-65536', ifMatch: undefined, owner: undefined }]);
  });

  it('P5: reads a larger one by ranges, each of the write that was opened', async () => {
    const body = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
    await put(body);
    const object = await store.open({ bucket: BUCKET, key: KEY });
    requests.length = 0;
    expect(Buffer.from(await object.read(1000, 3000)).equals(body.subarray(1000, 3000))).toBe(true);
    expect(Buffer.from(await object.read(199_000, 200_000)).equals(body.subarray(199_000))).toBe(true);
    expect(requests).toEqual([
      { method: 'GET', range: 'bytes=1000-2999', ifMatch: `"${object.eTag}"`, owner: undefined },
    ]);
  });

  it('P5: fact 11: an object that is another write than announced is OBJECT_CHANGED', async () => {
    await put('new');
    await expect(
      store.open({ bucket: BUCKET, key: KEY, eTag: 'd41d8cd98f00b204e9800998ecf8427e' }),
    ).rejects.toMatchObject({
      code: 'OBJECT_CHANGED',
      verdict: 'failed',
    });
  });

  it('P5: so is one that was overwritten after it was opened', async () => {
    await put(Buffer.alloc(100_000, 1));
    const object = await store.open({ bucket: BUCKET, key: KEY });
    await put(Buffer.alloc(100_000, 2));
    await expect(object.read(0, 10)).rejects.toMatchObject({ code: 'OBJECT_CHANGED' });
  });

  it('opens the write that was announced', async () => {
    const { ETag: quoted = '' } = await put('this one');
    const eTag = quoted.replaceAll('"', '');
    expect(await store.open({ bucket: BUCKET, key: KEY, eTag })).toMatchObject({ eTag, sizeBytes: 8 });
  });

  it('an empty object has 0 bytes', async () => {
    await put(new Uint8Array(0));
    requests.length = 0;
    const object = await store.open({ bucket: BUCKET, key: KEY });
    expect(requests.map(({ method }) => method)).toEqual(['GET', 'HEAD']);
    expect(object).toMatchObject({ sizeBytes: 0, eTag: 'd41d8cd98f00b204e9800998ecf8427e' });
  });

  it('an object or bucket that is not there is OBJECT_MISSING', async () => {
    await put('x', 'gone');
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'gone' }));
    for (const place of [
      { bucket: BUCKET, key: 'gone' },
      { bucket: 'no-such-bucket', key: 'gone' },
    ]) {
      await expect(store.open(place)).rejects.toMatchObject({
        code: 'OBJECT_MISSING',
        verdict: 'missing',
        message: expect.stringContaining(`s3://${place.bucket}/gone: is not there`),
      });
    }
  });

  it('asks for the owner that the source names', async () => {
    await put('x');
    requests.length = 0;
    await makeObjectStore(client).open({ bucket: BUCKET, key: KEY, expectedBucketOwner: '123456789012' });
    expect(requests[0]?.owner).toBe('123456789012');
  });

  it('a store that does not answer is STORE_UNAVAILABLE', async () => {
    const nobody = new S3Client({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await expect(makeObjectStore(nobody).open({ bucket: BUCKET, key: KEY })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      verdict: 'failed',
      message: expect.stringContaining(`s3://${BUCKET}/${KEY}`),
    });
    nobody.destroy();
  });
});
