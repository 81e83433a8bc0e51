/** All checks over all facts: what the doctor says, part by part of the wiring. */
import type { Routes } from '../object/route.ts';
import { type Area, examine, type Read } from './area.ts';
import { BUCKET } from './bucket-checks.ts';
import type { BucketFacts } from './bucket-facts.ts';
import { CLOCK } from './clock-checks.ts';
import { CONNECTIONS } from './connection-checks.ts';
import { DATABASE } from './database-checks.ts';
import type { DatabaseFacts } from './database-facts.ts';
import { DEAD_LETTERS } from './dead-letter-checks.ts';
import { ENDPOINT } from './endpoint-checks.ts';
import type { EndpointFacts } from './endpoint-facts.ts';
import type { ConsumerFacts, QueueFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { FUNCTION } from './function-checks.ts';
import { LEDGER, TARGETS } from './ledger-checks.ts';
import { MAPPINGS } from './mapping-checks.ts';
import { NOTIFICATIONS } from './notification-checks.ts';
import { QUEUE } from './queue-checks.ts';

/** What this installation is set to. */
export interface Expected {
  readonly routes: Routes;
  readonly receiveLimit: number;
  readonly workerConcurrency: number;
  readonly objectSeconds: number;
  /** Name of each variable of this environment, and the fingerprint of its value. */
  readonly environment: ReadonlyMap<string, string>;
  /** Of --function. */
  readonly functionName: string | undefined;
}

export interface Wiring {
  readonly expected: Expected;
  readonly queue: Read<QueueFacts>;
  readonly deadLetters: Read<QueueFacts>;
  readonly consumers: ConsumerFacts;
  readonly buckets: Read<readonly BucketFacts[]>;
  readonly endpoints: Read<readonly EndpointFacts[]>;
  readonly database: Read<DatabaseFacts>;
}

/** In the order in which they are told, and as docs/doctor.md lists them. */
export const AREAS: readonly Pick<Area<never>, 'name' | 'needs' | 'checks'>[] = [
  DATABASE,
  LEDGER,
  TARGETS,
  QUEUE,
  DEAD_LETTERS,
  MAPPINGS,
  FUNCTION,
  CONNECTIONS,
  NOTIFICATIONS,
  BUCKET,
  ENDPOINT,
  CLOCK,
];

export function diagnose(wiring: Wiring): readonly Finding[] {
  return [
    ...databaseFindings(wiring),
    ...queueFindings(wiring),
    ...consumerFindings(wiring),
    ...bucketFindings(wiring),
    ...endpointFindings(wiring),
    ...clockFindings(wiring),
  ];
}

function mapped<From, To>(read: Read<From>, map: (facts: From) => To): Read<To> {
  return 'unread' in read ? read : { facts: map(read.facts) };
}

function databaseFindings({ database, expected: { objectSeconds } }: Wiring): readonly Finding[] {
  const server = examine(
    DATABASE,
    mapped(database, facts => ({ database: facts, objectSeconds })),
  );
  return 'unread' in database ? server : [...server, ...examine(LEDGER, database), ...examine(TARGETS, database)];
}

function queueFindings({ queue, deadLetters, consumers, buckets, expected }: Wiring): readonly Finding[] {
  const names = 'facts' in buckets ? buckets.facts.map(({ bucket }) => bucket) : [];
  const found = examine(
    QUEUE,
    mapped(queue, facts => ({ queue: facts, consumers, buckets: names })),
  );
  if ('unread' in queue) {
    return [...found, ...('unread' in deadLetters ? [{ check: DEAD_LETTERS.name, ...deadLetters.unread }] : [])];
  }
  const { receiveLimit } = expected;
  return [...found, ...examine(DEAD_LETTERS, { facts: { queue: queue.facts, deadLetters, receiveLimit } })];
}

function consumerFindings({ consumers, database, expected }: Wiring): readonly Finding[] {
  const { functionName, environment, workerConcurrency } = expected;
  return [
    ...examine(
      MAPPINGS,
      mapped(consumers.mappings, mappings => ({ mappings, functionName })),
    ),
    ...consumers.functions.flatMap(read =>
      examine(
        FUNCTION,
        mapped(read, found => ({ found, environment })),
      ),
    ),
    ...('unread' in database
      ? []
      : examine(CONNECTIONS, { facts: { connections: database.facts.connections, consumers, workerConcurrency } })),
  ];
}

function bucketFindings({ buckets, queue, endpoints, expected: { routes } }: Wiring): readonly Finding[] {
  if ('unread' in buckets) {
    return [{ check: BUCKET.name, ...buckets.unread }];
  }
  const queueArn = 'facts' in queue ? queue.facts.arn : undefined;
  return buckets.facts.flatMap(found => {
    const bucketFolders = ('facts' in endpoints ? endpoints.facts : [])
      .filter(({ bucket, bucketFolder }) => bucket === found.bucket && bucketFolder !== '')
      .map(({ bucketFolder }) => bucketFolder);
    const read = { facts: { found, routes, queueArn, bucketFolders } };
    return [...examine(NOTIFICATIONS, read), ...examine(BUCKET, read)].map(finding => ({
      ...finding,
      what: `${found.bucket}: ${finding.what}`,
    }));
  });
}

function endpointFindings({ endpoints, expected: { routes } }: Wiring): readonly Finding[] {
  return 'unread' in endpoints
    ? [{ check: ENDPOINT.name, ...endpoints.unread }]
    : endpoints.facts.flatMap(endpoint => examine(ENDPOINT, { facts: { endpoint, routes } }));
}

function clockFindings({ database, buckets }: Wiring): readonly Finding[] {
  const samples = 'facts' in buckets ? buckets.facts.map(({ sample }) => sample) : [];
  const s3 = samples.flatMap(sample => ('facts' in sample ? (sample.facts.aheadMs ?? []) : []));
  const clocks = [
    { whose: 'PostgreSQL', ahead: mapped(database, ({ aheadMs }) => aheadMs) },
    ...s3.slice(0, 1).map(ahead => ({ whose: 'S3', ahead: { facts: ahead } })),
  ];
  return examine(CLOCK, { facts: { clocks } });
}
