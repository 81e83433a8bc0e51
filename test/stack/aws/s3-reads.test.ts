import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aws, startAws } from '../aws.ts';
import { clientsFor } from '../stack.ts';

let aws: Aws;
let s3: ReturnType<typeof clientsFor>['s3'];
const bucket = 'reads';

beforeAll(async () => {
  aws = await startAws();
  s3 = clientsFor(aws).s3;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
});

afterAll(async () => {
  s3.destroy();
  await aws.stop();
});

const put = (key: string, body: string | Uint8Array) =>
  s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));

async function read(range: string, options: { key?: string; ifMatch?: string } = {}): Promise<string> {
  const { key = 'data', ifMatch } = options;
  const input = { Bucket: bucket, Key: key, Range: range, ...(ifMatch === undefined ? {} : { IfMatch: ifMatch }) };
  const { Body } = await s3.send(new GetObjectCommand(input));
  return `${await Body?.transformToString()}`;
}

describe('reading objects', () => {
  it('gives a range from the start, from the end, and cut off at the end', async () => {
    await put('data', '0123456789');
    expect(await read('bytes=2-4')).toBe('234');
    expect(await read('bytes=-3')).toBe('789');
    expect(await read('bytes=8-99')).toBe('89');
    expect(await read('bytes=7-')).toBe('789');
  });

  it('gives the whole object and its size for a suffix longer than the object', async () => {
    await put('data', '0123456789');
    const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'data', Range: 'bytes=-65536' }));
    expect(await answer.Body?.transformToString()).toBe('0123456789');
    expect(answer.ContentRange).toBe('bytes 0-9/10');
    expect(answer.$metadata.httpStatusCode).toBe(206);
  });

  it('refuses a range past the end and any range of an empty object with 416', async () => {
    await put('data', '0123456789');
    await put('empty', new Uint8Array());
    await expect(read('bytes=10-')).rejects.toMatchObject({ name: 'InvalidRange' });
    await expect(read('bytes=-5', { key: 'empty' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 416 } });
  });

  it('answers 412 when the object is not the write that was asked for', async () => {
    const first = `${(await put('data', 'one')).ETag}`;
    expect(await read('bytes=0-', { ifMatch: first })).toBe('one');
    await put('data', 'two');
    const stale = { $metadata: { httpStatusCode: 412 } };
    await expect(read('bytes=0-', { ifMatch: first })).rejects.toMatchObject({ name: 'PreconditionFailed', ...stale });
    await expect(read('bytes=-64', { ifMatch: first })).rejects.toMatchObject(stale);
    const head = new HeadObjectCommand({ Bucket: bucket, Key: 'data', IfMatch: first });
    await expect(s3.send(head)).rejects.toMatchObject(stale);
  });

  it('answers NoSuchKey for an object that is not there', async () => {
    await expect(read('bytes=-64', { key: 'nowhere' })).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('takes an object of 12 MiB in one request', async () => {
    await put('data', new Uint8Array(12 * 1024 * 1024).fill(55));
    expect(await read('bytes=-2')).toBe('77');
  });

  it('finds objects whose keys have blanks, plus signs and Korean in them', async () => {
    await put('상품/a b+c.csv', 'x');
    expect(await read('bytes=0-', { key: '상품/a b+c.csv' })).toBe('x');
  });
});
