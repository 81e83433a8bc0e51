import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { listKeys } from '../../../adapters/s3/list-keys.ts';
import { startAws } from '../aws.ts';
import { clientsFor } from '../stack.ts';

it('lists keys by their UTF-8 bytes, and none is lost between pages', async () => {
  const aws = await startAws();
  const { s3, sqs } = clientsFor(aws);
  await s3.send(new CreateBucketCommand({ Bucket: 'mixed' }));
  const odd = ['Z', 'a', 'B', 'b/ä', 'b/z', 'b/\u{1F600}', 'b/\uFFFD', 'É', 'e'];
  const many = Array.from({ length: 1000 }, (_, at) => `${at % 2 === 0 ? 'm' : 'M'}/${String(at).padStart(4, '0')}`);
  await Promise.all(
    [...odd, ...many].map(key => s3.send(new PutObjectCommand({ Bucket: 'mixed', Key: key, Body: 'x' }))),
  );
  const keys = await listKeys(s3, 'mixed', '');
  expect(keys.filter(key => odd.includes(key))).toEqual([
    'B',
    'Z',
    'a',
    'b/z',
    'b/ä',
    'b/\uFFFD',
    'b/\u{1F600}',
    'e',
    'É',
  ]);
  expect(keys.slice(0, 2)).toEqual(['B', 'M/0001']);
  expect(keys).toHaveLength(odd.length + many.length);
  s3.destroy();
  sqs.destroy();
  await aws.stop();
});
