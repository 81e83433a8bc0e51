import { afterEach, expect, it, vi } from 'vitest';
import { makeOldestAge } from '../../../adapters/sqs/oldest-age.ts';
import { type CloudWatch, startCloudWatch } from '../../doubles/cloudwatch.ts';
import { startStallingServer } from '../../doubles/stalling-server.ts';

const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/123456789012/dms-files';

let opened: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(opened.map(server => server.stop()));
  opened = [];
});

function pointTo(endpoint: string): void {
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', endpoint);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
}

async function cloudWatch(values: readonly number[] | 'refused'): Promise<CloudWatch> {
  const server = await startCloudWatch(values);
  opened.push(server);
  pointTo(server.endpoint);
  return server;
}

it('gives the newest figure of CloudWatch for the queue of that name, in milliseconds', async () => {
  const server = await cloudWatch([90, 30]);
  expect(await makeOldestAge()(QUEUE_URL)).toBe(90_000);
  expect(server.asked).toMatchObject([
    {
      target: 'GraniteServiceVersion20100801.GetMetricData',
      body: {
        ScanBy: 'TimestampDescending',
        MetricDataQueries: [
          {
            MetricStat: {
              Metric: {
                Namespace: 'AWS/SQS',
                MetricName: 'ApproximateAgeOfOldestMessage',
                Dimensions: [{ Name: 'QueueName', Value: 'dms-files' }],
              },
              Period: 60,
              Stat: 'Maximum',
            },
          },
        ],
      },
    },
  ]);
});

it('keeps an answer for the minute that CloudWatch takes for another one', async () => {
  const server = await cloudWatch([90]);
  const oldestAge = makeOldestAge();
  expect([await oldestAge(QUEUE_URL), await oldestAge(QUEUE_URL), await oldestAge(`${QUEUE_URL}-dlq`)]).toEqual([
    90_000, 90_000, 90_000,
  ]);
  expect(server.asked).toHaveLength(2);
});

it('tells nothing where CloudWatch has no figure', async () => {
  await cloudWatch([]);
  expect(await makeOldestAge()(QUEUE_URL)).toBeUndefined();
});

it('tells nothing where the question is refused, and asks once', async () => {
  const server = await cloudWatch('refused');
  expect(await makeOldestAge()(QUEUE_URL)).toBeUndefined();
  expect(server.asked).toHaveLength(1);
});

it('tells nothing where CloudWatch does not answer', async () => {
  const server = await startStallingServer('silent');
  opened.push(server);
  pointTo(server.endpoint);
  expect(await makeOldestAge()(QUEUE_URL)).toBeUndefined();
});
