import { S3ServiceException } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { storeError } from '../../../adapters/s3/errors.ts';
import { LoaderError } from '../../../domain/errors.ts';

const PLACE = { bucket: 'landing', key: 'a/b.parquet' };

function answer(name: string, status: number): S3ServiceException {
  return new S3ServiceException({
    name,
    message: 'as S3 says it',
    $fault: 'client',
    $metadata: { httpStatusCode: status },
  });
}

describe('storeError', () => {
  it.each([
    ['PreconditionFailed', 412, 'OBJECT_CHANGED', 'overwritten'],
    ['NoSuchKey', 404, 'OBJECT_MISSING', 'NoSuchKey'],
    ['NoSuchBucket', 404, 'OBJECT_MISSING', 'neither is its bucket (NoSuchBucket); correct the name'],
    ['NotFound', 404, 'OBJECT_MISSING', 'is not there'],
    ['AccessDenied', 403, 'OBJECT_FORBIDDEN', 's3:ListBucket'],
    ['InvalidObjectState', 403, 'OBJECT_FORBIDDEN', 'RestoreObject'],
    ['SlowDown', 503, 'STORE_UNAVAILABLE', 'SlowDown'],
    ['PermanentRedirect', 301, 'STORE_UNAVAILABLE', 'AWS_REGION'],
  ])('%s (%i) is %s', (name, status, code, says) => {
    const error = storeError(answer(name, status), PLACE);
    expect(error).toMatchObject({ code, message: expect.stringContaining(says) });
    expect(error.message).toMatch(/^s3:\/\/landing\/a\/b\.parquet: /u);
  });

  it('what breaks on the way is STORE_UNAVAILABLE', () => {
    expect(storeError(new Error('socket hang up'), PLACE)).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('socket hang up'),
    });
  });

  it('a named error stays as it is', () => {
    const named = new LoaderError('OBJECT_EMPTY', { reason: 'r', remedy: 'm' });
    expect(storeError(named, PLACE)).toBe(named);
  });
});
