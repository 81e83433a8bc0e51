/** Gathers the facts that the doctor judges: everything at once, each within its own time; what fails is told as unread. */
import type { Place } from '../adapters/aws/sample.ts';
import type { Read } from '../domain/doctor/area.ts';
import type { BucketFacts } from '../domain/doctor/bucket-facts.ts';
import type { DatabaseFacts } from '../domain/doctor/database-facts.ts';
import type { Wiring } from '../domain/doctor/diagnose.ts';
import type { EndpointFacts } from '../domain/doctor/endpoint-facts.ts';
import type { QueueFacts } from '../domain/doctor/facts.ts';
import { tell } from '../domain/doctor/finding.ts';
import { fingerprints } from '../domain/doctor/fingerprint.ts';
import { LoaderError } from '../domain/errors.ts';
import type { Routes } from '../domain/object/route.ts';
import type { Config, Environment } from './config.ts';

export interface WiringQuestion {
  readonly config: Config;
  readonly routes: Routes;
  readonly environment: Environment;
  /** Of --bucket; without any, those that sources name. */
  readonly buckets: readonly string[];
  readonly functionName: string | undefined;
}

type Facts = Omit<Wiring, 'expected'>;

export async function gatherWiring(question: WiringQuestion): Promise<Wiring> {
  const { config, routes, environment, functionName } = question;
  const buckets = bucketsOf(question);
  const [queues, bucketFacts, endpoints, database] = await Promise.all([
    queuesAndConsumers(question),
    readBuckets(buckets, routes),
    readEndpoints(buckets),
    readDatabase(config, routes),
  ]);
  return {
    expected: {
      routes,
      functionName,
      receiveLimit: config.receiveLimit,
      workerConcurrency: config.concurrency,
      objectSeconds: config.objectSeconds,
      environment: fingerprints(environment),
    },
    ...queues,
    buckets: bucketFacts,
    endpoints,
    database,
  };
}

function bucketsOf({ buckets, routes }: WiringQuestion): readonly string[] {
  return buckets.length > 0 ? buckets : [...new Set(routes.sources.flatMap(({ bucket }) => bucket ?? []))];
}

async function queuesAndConsumers({
  config,
  functionName,
}: WiringQuestion): Promise<Pick<Facts, 'queue' | 'deadLetters' | 'consumers'>> {
  const [queue, deadLetters] = await Promise.all([
    readQueue(config.queueUrl, 'QUEUE_URL'),
    readQueue(config.deadLetterQueueUrl, 'DEAD_LETTER_QUEUE_URL'),
  ]);
  const { consumerFacts } = await import('../adapters/aws/consumer-facts.ts');
  const queueArn = 'facts' in queue ? queue.facts.arn : undefined;
  return { queue, deadLetters, consumers: await consumerFacts({ queueArn, functionName }) };
}

async function readQueue(url: string, variable: string): Promise<Read<QueueFacts>> {
  if (url === '') {
    return { unread: tell.unknown(`${variable} is not set`, `set ${variable} to the URL of the queue`) };
  }
  const [{ makeSqsClient }, { queueFacts }] = await Promise.all([
    import('../adapters/sqs/client.ts'),
    import('../adapters/aws/queue-facts.ts'),
  ]);
  const client = makeSqsClient();
  try {
    return await queueFacts(client, url, variable);
  } finally {
    client.destroy();
  }
}

const NO_BUCKET = tell.unknown(
  'no source names a bucket',
  'name it with --bucket, or declare defineSource({ name, bucket }) beside the mappings',
);

async function readBuckets(buckets: readonly string[], routes: Routes): Promise<Read<readonly BucketFacts[]>> {
  if (buckets.length === 0) {
    return { unread: NO_BUCKET };
  }
  const [{ makeS3Client }, { bucketFacts }] = await Promise.all([
    import('../adapters/s3/client.ts'),
    import('../adapters/aws/bucket-facts.ts'),
  ]);
  const client = makeS3Client();
  try {
    return { facts: await Promise.all(buckets.map(bucket => bucketFacts(client, placeOf(bucket, routes)))) };
  } finally {
    client.destroy();
  }
}

/** Several sources of a bucket have its whole as their common place. */
function placeOf(bucket: string, { sources }: Routes): Place {
  const covering = sources.filter(source => (source.bucket ?? bucket) === bucket);
  const [only] = covering;
  return {
    bucket,
    prefix: covering.length === 1 ? (only?.prefix ?? '') : '',
    expectedOwner: covering.find(({ expectedBucketOwner }) => expectedBucketOwner !== undefined)?.expectedBucketOwner,
  };
}

async function readEndpoints(buckets: readonly string[]): Promise<Read<readonly EndpointFacts[]>> {
  if (buckets.length === 0) {
    return { unread: NO_BUCKET };
  }
  const { endpointFacts } = await import('../adapters/aws/endpoint-facts.ts');
  return await endpointFacts(buckets);
}

async function readDatabase(config: Config, { tables }: Routes): Promise<Read<DatabaseFacts>> {
  if (config.databaseUrl === '') {
    return { unread: tell.unknown('DATABASE_URL is not set', 'set DATABASE_URL') };
  }
  const { databaseFacts } = await import('../adapters/postgres/operations/database-facts.ts');
  try {
    return { facts: await databaseFacts(config.databaseUrl, [...tables.values()]) };
  } catch (error) {
    if (!(error instanceof LoaderError)) {
      throw error;
    }
    return { unread: tell.problem(error.details.reason, error.details.remedy) };
  }
}
