/** A few objects of a bucket, one byte of the first data file, and the clock of S3. */
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { SampleFacts } from '../../domain/doctor/bucket-facts.ts';
import { readKey } from '../../domain/object/key.ts';
import { errorName } from './attempt.ts';

/** One answer of ListObjectsV2 has no more (S3 API reference). */
const MOST_KEYS = 1000;

export interface Place {
  readonly bucket: string;
  /** Where the sample is taken. */
  readonly prefix: string;
  readonly expectedOwner: string | undefined;
}

interface Options {
  readonly abortSignal: AbortSignal;
}

export async function sampleOf(
  client: S3Client,
  { bucket, prefix, expectedOwner }: Place,
  options: Options,
): Promise<SampleFacts> {
  const asked = { Bucket: bucket, ExpectedBucketOwner: expectedOwner };
  const command = new ListObjectsV2Command({ ...asked, Prefix: prefix, MaxKeys: MOST_KEYS });
  const clock = clockOf(command);
  const { Contents = [] } = await client.send(command, options);
  const aheadMs = clock();
  const keys = Contents.flatMap(({ Key }) => Key ?? []);
  const key = keys.find(each => isData(each));
  return {
    keys,
    aheadMs,
    read: key === undefined ? undefined : { key, fault: await faultOf(client, { ...asked, Key: key }, options) },
  };
}

function isData(key: string): boolean {
  const read = readKey(key);
  return read !== undefined && read.kind !== 'stray';
}

async function faultOf(
  client: S3Client,
  place: { readonly Bucket: string; readonly Key: string; readonly ExpectedBucketOwner: string | undefined },
  options: Options,
): Promise<string | undefined> {
  let fault: string | undefined;
  try {
    const { Body } = await client.send(new GetObjectCommand({ ...place, Range: 'bytes=0-0' }), options);
    await Body?.transformToByteArray();
  } catch (error) {
    fault = errorName(error);
  }
  // An empty object has no byte, and can be read. One that is gone was deleted since it was listed.
  return fault === 'InvalidRange' || fault === 'NoSuchKey' ? undefined : fault;
}

/** How far S3 is ahead, from the Date of its answer: known once the command was sent. */
function clockOf(command: ListObjectsV2Command): () => number | undefined {
  let aheadMs: number | undefined;
  command.middlewareStack.add(
    next => async args => {
      const sentMs = Date.now();
      const result = await next(args);
      const { headers } = result.response as { readonly headers?: Readonly<Record<string, string>> };
      const date = Date.parse(headers?.['date'] ?? '');
      aheadMs = Number.isNaN(date) ? undefined : aheadOf(date, sentMs);
      return result;
    },
    { step: 'deserialize' },
  );
  return () => aheadMs;
}

/** The Date is cut to whole seconds, and was written between question and answer. */
function aheadOf(date: number, sentMs: number): number {
  const earliest = Math.trunc(sentMs / 1000) * 1000;
  const latest = Date.now();
  if (date > latest) {
    return date - latest;
  }
  return date < earliest ? date - earliest : 0;
}
