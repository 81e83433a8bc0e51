import { GetObjectCommand, type GetObjectCommandOutput, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { deadlineNear } from '../../domain/deadline.ts';
import { LoaderError } from '../../domain/errors.ts';
import { FIRST_READ_BYTES } from '../../domain/limits.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { ObjectStore, StoredObject } from '../../domain/ports/store.ts';
import { storeError } from './errors.ts';

/** What a request needs besides its range. */
interface Target {
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly eTag: string | undefined;
  /** AWS account that has to own the bucket; S3 answers 403 for any other. */
  readonly owner: string | undefined;
  /** Raised when nobody waits for an answer any longer. */
  readonly signal: AbortSignal | undefined;
}

/** What S3 said of an object, and its last bytes. */
interface Opened {
  readonly eTag: string;
  readonly sizeBytes: number;
  readonly lastModifiedMs: number;
  readonly tail: Uint8Array;
}

/** Objects of S3 by ranged GETs; the first one opens an object and brings its last 64 KiB. Retries are the client's. */
export function makeObjectStore(client: S3Client): ObjectStore {
  return {
    async open({ bucket, key, eTag, expectedBucketOwner: owner, signal }) {
      const target: Target = { client, bucket, key, eTag, owner, signal };
      return storedObject(target, await named(target, openTail(target)));
    },
  };
}

/** The same work, its errors named; what the SDK says of a call that was given up differs with the moment. */
async function named<Result>(target: Target, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw target.signal?.aborted === true ? deadlineNear() : storeError(error, target);
  }
}

/** @throws whatever the SDK throws */
async function openTail(target: Target): Promise<Opened> {
  try {
    const answer = await target.client.send(
      new GetObjectCommand({ ...inputOf(target), Range: `bytes=-${FIRST_READ_BYTES}` }),
      optionsOf(target),
    );
    // A store that ignores ranges sends all of it: too much to hold when it is more than was asked for.
    const isTail = (answer.ContentLength ?? Number.POSITIVE_INFINITY) <= FIRST_READ_BYTES;
    const tail = isTail ? await bodyOf(answer) : discard(answer);
    return { ...headOf(answer, target), sizeBytes: sizeOf(answer), tail };
  } catch (error) {
    if (!isInvalidRange(error)) {
      throw error;
    }
  }
  // An object of 0 bytes has no last bytes, so S3 answers 416 InvalidRange.
  const head = await target.client.send(new HeadObjectCommand(inputOf(target)), optionsOf(target));
  return { ...headOf(head, target), sizeBytes: head.ContentLength ?? 0, tail: new Uint8Array(0) };
}

function storedObject(target: Target, opened: Opened): StoredObject {
  const { bucket, key } = target;
  const { eTag, sizeBytes, lastModifiedMs, tail } = opened;
  const tailStart = sizeBytes - tail.length;
  return {
    bucket,
    key,
    eTag,
    sizeBytes,
    lastModifiedMs,
    async read(start, end) {
      if (start >= tailStart) {
        return tail.subarray(start - tailStart, end - tailStart);
      }
      return await named(target, readRange({ ...target, eTag }, start, end));
    },
  };
}

async function readRange(target: Target, start: number, end: number): Promise<Uint8Array> {
  const answer = await target.client.send(
    new GetObjectCommand({ ...inputOf(target), Range: `bytes=${start}-${end - 1}` }),
    optionsOf(target),
  );
  if (answer.ContentLength !== end - start) {
    discard(answer);
    throw unexpected(target, `the bytes ${start} to ${end} were answered with ${answer.ContentLength} bytes`);
  }
  return bodyOf(answer);
}

function inputOf({ bucket, key, eTag, owner }: Target) {
  return {
    Bucket: bucket,
    Key: key,
    ...(eTag === undefined ? {} : { IfMatch: `"${eTag}"` }),
    ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }),
  };
}

function optionsOf({ signal }: Target): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

function headOf(
  { ETag: quoted, LastModified: modified }: Pick<GetObjectCommandOutput, 'ETag' | 'LastModified'>,
  target: Target,
): Pick<Opened, 'eTag' | 'lastModifiedMs'> {
  if (quoted === undefined || modified === undefined) {
    throw unexpected(target, 'the answer has no ETag or no Last-Modified');
  }
  return { eTag: quoted.replaceAll('"', ''), lastModifiedMs: modified.getTime() };
}

/** `bytes 100-199/200`; without a Content-Range the answer is the whole object. */
function sizeOf({ ContentRange: range, ContentLength: length }: GetObjectCommandOutput): number {
  const total = Number(range?.split('/')[1]);
  return Number.isSafeInteger(total) ? total : (length ?? 0);
}

async function bodyOf({ Body: body }: GetObjectCommandOutput): Promise<Uint8Array> {
  return body === undefined ? new Uint8Array(0) : body.transformToByteArray();
}

/** A body that nobody reads would keep its connection. */
function discard({ Body: body }: GetObjectCommandOutput): Uint8Array {
  if (body !== undefined && 'destroy' in body) {
    body.destroy();
  }
  return new Uint8Array(0);
}

function isInvalidRange(error: unknown): boolean {
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return metadata?.httpStatusCode === 416;
}

function unexpected(target: Target, reason: string): LoaderError {
  return new LoaderError('STORE_UNAVAILABLE', {
    object: objectUrl(target),
    reason,
    remedy: 'nothing is lost, it can be tried again; if it stays so, check what stands between the loader and S3',
  });
}
