import { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';

interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** What S3, or the way to it, said about an object: the one place where its errors get the loader's names. */
export function storeError(error: unknown, place: Place): LoaderError {
  if (error instanceof LoaderError) {
    return error;
  }
  const object = objectUrl(place);
  const { name, status, message } = partsOf(error);
  switch (status) {
    case 412:
      return new LoaderError('OBJECT_CHANGED', {
        object,
        reason: 'was overwritten since it was announced or opened (its ETag differs)',
        remedy: 'nothing is lost; what is there now can be loaded under its own identity',
        cause: error,
      });
    case 404:
      return missing(object, name, error);
    case 403:
      return forbidden(object, name, error);
    default:
      return new LoaderError('STORE_UNAVAILABLE', {
        object,
        reason: `could not be read (${name}: ${message})`,
        remedy:
          'nothing is lost, it can be tried again; if it stays so, check network, region (AWS_REGION), endpoint and credentials',
        cause: error,
      });
  }
}

/** The SDK's name of a 404 without a body: of a HEAD, which does not tell whether the bucket is there. Said as of a GET. */
const HEAD_NOT_FOUND = 'NotFound';

function missing(object: string, name: string, cause: unknown): LoaderError {
  return name === 'NoSuchBucket'
    ? new LoaderError('OBJECT_MISSING', {
        object,
        reason: `is not there, and neither is its bucket (${name})`,
        remedy: 'correct the name of the bucket, or check that AWS_ENDPOINT_URL leads to the S3 that has it',
        cause,
      })
    : new LoaderError('OBJECT_MISSING', {
        object,
        reason: `is not there (${name === HEAD_NOT_FOUND ? 'NoSuchKey' : name})`,
        remedy:
          'check its key; if it was deleted there is nothing to do, and once it is written again it can be loaded',
        cause,
      });
}

function forbidden(object: string, name: string, cause: unknown): LoaderError {
  if (name === 'InvalidObjectState') {
    return new LoaderError('OBJECT_FORBIDDEN', {
      object,
      reason: 'is archived (its storage class needs a restore before it can be read)',
      remedy: 'restore it with S3 RestoreObject; then load it again, or redrive its message',
      cause,
    });
  }
  return new LoaderError('OBJECT_FORBIDDEN', {
    object,
    reason: `may not be read (${name})`,
    remedy:
      "grant the loader's role s3:GetObject on it, s3:ListBucket on its bucket (without which a missing object looks " +
      'forbidden) and kms:Decrypt on its key, and check expectedBucketOwner',
    cause,
  });
}

/** The SDK puts the status beside the message; HEAD answers have no body, so no name either. */
function partsOf(error: unknown): { name: string; status: number | undefined; message: string } {
  if (!(error instanceof Error)) {
    return { name: 'unknown', status: undefined, message: String(error) };
  }
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return { name: error.name, status: metadata?.httpStatusCode, message: error.message };
}
