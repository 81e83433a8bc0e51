import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeObjectHeads } from '../../../adapters/s3/object-heads.ts';
import { makeObjectStore } from '../../../adapters/s3/object-store.ts';
import { errorGroup } from '../../../domain/error-group.ts';
import { LoaderError } from '../../../domain/errors.ts';
import type { ObjectHeads } from '../../../domain/ports/store.ts';
import { type Aws, startAws } from '../../stack/aws.ts';
import { clientsFor } from '../../stack/stack.ts';

const BUCKET = 'landing';
let aws: Aws;
let clients: ReturnType<typeof clientsFor>;
let heads: ObjectHeads;

beforeAll(async () => {
  aws = await startAws();
  clients = clientsFor(aws);
  heads = makeObjectHeads(clients.s3);
  await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
});
afterAll(() => aws.stop());

async function errorOf(work: Promise<unknown>): Promise<LoaderError> {
  const [settled] = await Promise.allSettled([work]);
  if (settled?.status !== 'rejected' || !(settled.reason instanceof LoaderError)) {
    throw new Error('it went well, or failed otherwise');
  }
  return settled.reason;
}

it('tells what is stored', async () => {
  await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a b+c', Body: 'four' }));
  expect(await heads.head({ bucket: BUCKET, key: 'a b+c' })).toMatchObject({ sizeBytes: 4 });
});

it('says of an object that is not there what a consumer says that reads it: one failure, one group', async () => {
  const place = { bucket: BUCKET, key: 'shop/orders/LOAD00000001.csv' };
  const [asked, read] = [await errorOf(heads.head(place)), await errorOf(makeObjectStore(clients.s3).open(place))];
  expect(asked.code).toBe('OBJECT_MISSING');
  expect(errorGroup(asked.code, asked.message)).toBe(errorGroup(read.code, read.message));
});

it('does not say of an object that it is gone where its whole bucket is: the endpoint may be a wrong one', async () => {
  const { code, message } = await errorOf(heads.head({ bucket: 'elsewhere', key: 'shop/orders/LOAD00000001.csv' }));
  expect(code).toBe('STORE_UNAVAILABLE');
  expect(message).toContain('its bucket is not there');
  expect(message).toContain('AWS_ENDPOINT_URL');
});
