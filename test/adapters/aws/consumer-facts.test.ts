import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { consumerFacts } from '../../../adapters/aws/consumer-facts.ts';
import { type Answer, type JsonService, startJsonService } from '../../doubles/json-service.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:111122223333:dms-files';
const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:load';

/** Shapes of the Lambda API reference. */
const MAPPING = {
  UUID: 'a1b2',
  BatchSize: 10,
  MaximumBatchingWindowInSeconds: 5,
  EventSourceArn: QUEUE,
  FunctionArn: `${FUNCTION}:live`,
  State: 'Enabled',
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  ScalingConfig: { MaximumConcurrency: 12 },
  LastModified: 1_767_225_600,
};
const CONFIGURATION = {
  FunctionName: 'load',
  Runtime: 'nodejs24.x',
  Timeout: 300,
  MemorySize: 1024,
  Environment: { Variables: { DATABASE_URL: 'postgres://u:secret@db/x', LOADER_MEMORY_MB: '900', EMPTY: '' } },
};

let service: JsonService;
let answers: Record<string, Answer>;

beforeEach(async () => {
  answers = {
    'event-source-mappings': { EventSourceMappings: [MAPPING] },
    configuration: CONFIGURATION,
    concurrency: { ReservedConcurrentExecutions: 20 },
  };
  service = await startJsonService(call => {
    const [, answer = { status: 404, type: 'ResourceNotFoundException' }] =
      Object.entries(answers).find(([part]) => call.includes(part)) ?? [];
    return answer;
  });
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', service.endpoint);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await service.stop();
});

const ofQueue = { queueArn: QUEUE, functionName: undefined };

test('the consumers of a queue are read: mappings, and the function that each calls', async () => {
  const { mappings, functions } = await consumerFacts(ofQueue);
  expect(mappings).toEqual({
    facts: [
      {
        id: 'a1b2',
        functionName: 'load',
        state: 'Enabled',
        batchSize: 10,
        windowSeconds: 5,
        reportsFailures: true,
        hasFilter: false,
        mostConcurrent: 12,
      },
    ],
  });
  expect(functions).toMatchObject([
    {
      facts: {
        name: 'load',
        runtime: 'nodejs24.x',
        timeoutSeconds: 300,
        memoryMib: 1024,
        loaderMemoryMib: 900,
        reservedConcurrency: { facts: 20 },
      },
    },
  ]);
  expect(service.asked.map(({ call }) => call)).toEqual(
    expect.arrayContaining([
      `GET /2015-03-31/event-source-mappings?EventSourceArn=${QUEUE}`,
      'GET /2015-03-31/functions/load/configuration',
      'GET /2019-09-30/functions/load/concurrency',
    ]),
  );
});

test('of the environment of a function names and digests are read, no value, and empty variables count as absent', async () => {
  const facts = await consumerFacts(ofQueue);
  const [read] = facts.functions;
  const environment = read !== undefined && 'facts' in read ? read.facts.environment : new Map<string, string>();
  expect([...environment.keys()]).toEqual(['DATABASE_URL', 'LOADER_MEMORY_MB']);
  // printf %s 900 | sha256sum
  expect(environment.get('LOADER_MEMORY_MB')).toBe('bdc5d8a48c23897906b09a9a3680bd2e9c8b3121edbda36f949800f0959c8d55');
  expect(JSON.stringify([...environment])).not.toContain('secret');
});

test('a mapping that says little is off by what Lambda does then', async () => {
  const { FunctionResponseTypes: _, ScalingConfig: __, ...bare } = MAPPING;
  answers['event-source-mappings'] = {
    EventSourceMappings: [
      { ...bare, State: 'Disabled', FilterCriteria: { Filters: [{ Pattern: '{}' }] } },
      { ...bare, ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 7 } },
    ],
  };
  const { mappings } = await consumerFacts(ofQueue);
  expect(mappings).toMatchObject({
    facts: [
      { state: 'Disabled', reportsFailures: false, hasFilter: true, mostConcurrent: undefined },
      { mostConcurrent: 70 },
    ],
  });
});

test('a function that is named is read without a mapping of its own', async () => {
  answers['event-source-mappings'] = { EventSourceMappings: [] };
  const { mappings, functions } = await consumerFacts({ queueArn: QUEUE, functionName: 'load' });
  expect(mappings).toEqual({ facts: [] });
  expect(functions).toMatchObject([{ facts: { name: 'load' } }]);
  expect(service.asked[0]?.call).toContain('FunctionName=load');
});

test('what may not be read is named with its IAM action, each by itself', async () => {
  const denied = { status: 403, type: 'AccessDeniedException' };
  answers = {
    'event-source-mappings': { EventSourceMappings: [MAPPING] },
    configuration: CONFIGURATION,
    concurrency: denied,
  };
  expect((await consumerFacts(ofQueue)).functions).toMatchObject([
    {
      facts: { reservedConcurrency: { unread: { verdict: 'unknown', remedy: 'allow lambda:GetFunctionConcurrency' } } },
    },
  ]);
  answers['configuration'] = denied;
  expect((await consumerFacts(ofQueue)).functions).toMatchObject([
    { unread: { verdict: 'unknown', remedy: 'allow lambda:GetFunctionConfiguration' } },
  ]);
  answers['event-source-mappings'] = denied;
  expect((await consumerFacts(ofQueue)).mappings).toMatchObject({
    unread: { verdict: 'unknown', remedy: 'allow lambda:ListEventSourceMappings' },
  });
});

test('a function that is not there is a problem', async () => {
  answers = { 'event-source-mappings': { EventSourceMappings: [MAPPING] } };
  expect((await consumerFacts(ofQueue)).functions).toMatchObject([
    { unread: { verdict: 'problem', remedy: 'correct --function, or the region (AWS_REGION)' } },
  ]);
});

test('without queue and name nothing is asked', async () => {
  const { mappings } = await consumerFacts({ queueArn: undefined, functionName: undefined });
  expect(mappings).toMatchObject({ unread: { verdict: 'unknown', remedy: 'set QUEUE_URL, or give --function' } });
  expect(service.asked).toEqual([]);
});
