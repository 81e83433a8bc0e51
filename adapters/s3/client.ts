import { S3Client } from '@aws-sdk/client-s3';

/** The SDK's own defaults are to wait for ever. */
const CONNECT_MS = 5000;

/** Longest silence of S3, before its answer and within it; it streams without a pause. */
const SILENCE_MS = 20_000;

/** A client for whose calls S3 cannot let anybody wait. Region, endpoint and credentials come from the SDK's own variables. */
export function makeS3Client({ silenceMs = SILENCE_MS } = {}): S3Client {
  return new S3Client({ requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: silenceMs } });
}
