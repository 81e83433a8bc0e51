import type { CloudWatchClient, GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';

/** Milliseconds of the oldest message of a queue; undefined where CloudWatch does not tell. Never throws. */
export type OldestAge = (queueUrl: string) => Promise<number | undefined>;

/** The age is good to have, and nothing waits for it longer. */
const LONGEST_CALL_MS = 3000;

/**
 * SQS gives CloudWatch a figure a minute (SQS Developer Guide, CloudWatch metrics), so that an answer is kept as long: each
 * question costs.
 */
const PERIOD_SECONDS = 60;

/** How far back a figure may be. */
const SPAN_MS = 15 * 60_000;

/** Asks ApproximateAgeOfOldestMessage. The SDK's client is imported at the first question. */
export function makeOldestAge(): OldestAge {
  const known = new Map<string, { readonly atMs: number; readonly age: Promise<number | undefined> }>();
  let client: CloudWatchClient | undefined;

  async function ask(queueUrl: string, nowMs: number): Promise<number | undefined> {
    const { CloudWatchClient: Client, GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
    client ??= new Client({ maxAttempts: 1 });
    const abortSignal = AbortSignal.timeout(LONGEST_CALL_MS);
    const answer = await client.send(new GetMetricDataCommand(question(queueUrl, nowMs)), { abortSignal });
    const seconds = answer.MetricDataResults?.[0]?.Values?.[0];
    return seconds === undefined ? undefined : seconds * 1000;
  }

  return queueUrl => {
    const nowMs = Date.now();
    const before = known.get(queueUrl);
    if (before !== undefined && nowMs - before.atMs < PERIOD_SECONDS * 1000) {
      return before.age;
    }
    // Refused, not there, silent: all the same, nobody tells.
    const age = ask(queueUrl, nowMs).catch(() => undefined);
    known.set(queueUrl, { atMs: nowMs, age });
    return age;
  };
}

function question(queueUrl: string, nowMs: number): GetMetricDataCommandInput {
  const name = new URL(queueUrl).pathname.split('/').at(-1) ?? '';
  const metric = {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: name }],
  };
  return {
    StartTime: new Date(nowMs - SPAN_MS),
    EndTime: new Date(nowMs),
    ScanBy: 'TimestampDescending',
    MetricDataQueries: [{ Id: 'oldest', MetricStat: { Metric: metric, Period: PERIOD_SECONDS, Stat: 'Maximum' } }],
  };
}
