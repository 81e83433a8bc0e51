import { SQSClient } from '@aws-sdk/client-sqs';

/** The SDK's own defaults are to wait for ever. */
const CONNECT_MS = 5000;

/** Longest silence of SQS: above the 20 seconds for which a long poll is silent. */
const SILENCE_MS = 30_000;

/** A client for whose calls SQS cannot let anybody wait. Region, endpoint and credentials come from the SDK's own variables. */
export function makeSqsClient(): SQSClient {
  return new SQSClient({ requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS } });
}
