import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect, test, vi } from 'vitest';
import type { Finding } from '../../domain/doctor/finding.ts';
import { runDoctor } from '../../handlers/cli/doctor/doctor.ts';
import { keptOutput } from '../doubles/output.ts';
import { startRefusingServer } from '../doubles/refusing-server.ts';
import { runCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const stack = useStack();

interface Diagnosis {
  readonly exitCode: number;
  readonly text: string;
  readonly findings: readonly Finding[];
}

async function doctor(environment: Readonly<Record<string, string>>, bucket?: readonly string[]): Promise<Diagnosis> {
  const { output, said } = keptOutput();
  const exitCode = await runDoctor({ args: [], options: { bucket }, environment, output });
  return { exitCode, text: said.text, ...(said.document as { findings: readonly Finding[] }) };
}

function checksOf({ findings }: Diagnosis, verdict: Finding['verdict']): readonly string[] {
  return findings.filter(finding => finding.verdict === verdict).map(({ check }) => check);
}

test('a wiring as it should be has no problem, and what the emulator lacks is unknown', async () => {
  const diagnosis = await doctor(stack().environment, [stack().bucket]);
  expect(checksOf(diagnosis, 'problem')).toEqual([]);
  expect(checksOf(diagnosis, 'warning')).toEqual([]);
  expect(checksOf(diagnosis, 'unknown')).toEqual(['queue.policy', 'mapping', 'endpoint']);
  expect(checksOf(diagnosis, 'fine')).toEqual(
    expect.arrayContaining(['database.version', 'ledger.version', 'targets.fit', 'queue.visibility', 'dlq.retention']),
  );
  expect(checksOf(diagnosis, 'fine')).toEqual(
    expect.arrayContaining(['notifications.tables', 'notifications.removals', 'bucket.read', 'clock.skew']),
  );
  expect(diagnosis.exitCode).toBe(0);
  expect(diagnosis.text).toMatch(/0 problems, 0 warnings, 3 unknown.*leave the exit code 0$/);
});

test('without a bucket it says how to name one, and without settings which are lacking', async () => {
  const { QUEUE_URL: _, DEAD_LETTER_QUEUE_URL: __, DATABASE_URL: ___, ...bare } = stack().environment;
  const diagnosis = await doctor(bare);
  expect(checksOf(diagnosis, 'fine')).toEqual([]);
  expect(diagnosis.text).toContain('-> name it with --bucket');
  for (const variable of ['QUEUE_URL', 'DEAD_LETTER_QUEUE_URL', 'DATABASE_URL']) {
    expect(diagnosis.text).toContain(`${variable} is not set`);
  }
  expect(diagnosis.exitCode).toBe(0);
});

test('what is wired wrongly is found, and is fine again once it is mended', async () => {
  const { sqs, s3, queueUrl, bucket, environment } = stack();
  await sqs.send(
    new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { MessageRetentionPeriod: '1209600' } }),
  );
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration: {} }));
  await stack().query('alter table dmstest.test_product alter column product_name type varchar(20)');
  const diagnosis = await doctor({ ...environment, LOADER_RECEIVE_LIMIT: '6' }, [bucket]);
  expect(checksOf(diagnosis, 'problem')).toEqual([
    'targets.fit',
    'dlq.receive-limit',
    'dlq.retention',
    'notifications.tables',
  ]);
  expect(diagnosis.exitCode).toBe(1);
  await sqs.send(
    new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { MessageRetentionPeriod: '345600' } }),
  );
  await stack().query('alter table dmstest.test_product alter column product_name type text');
  expect(checksOf(await doctor(environment, [bucket]), 'problem')).toEqual(['notifications.tables']);
});

test('a role that may do nothing reads which actions to allow', async () => {
  const server = await startRefusingServer();
  vi.stubEnv('AWS_ENDPOINT_URL', server.endpoint);
  const queue = (name: string): string => `${server.endpoint}/000000000000/${name}`;
  try {
    const { findings, exitCode } = await doctor(
      { ...stack().environment, QUEUE_URL: queue('q'), DEAD_LETTER_QUEUE_URL: queue('dlq') },
      ['landing'],
    );
    const asked = findings.filter(({ verdict }) => verdict === 'unknown').map(({ remedy }) => remedy);
    expect(new Set(asked)).toEqual(
      new Set([
        'allow sqs:GetQueueAttributes',
        'set QUEUE_URL, or give --function',
        'allow s3:GetBucketNotification',
        'allow s3:GetEncryptionConfiguration',
        'allow s3:GetLifecycleConfiguration',
        'allow s3:GetBucketVersioning',
        'allow s3:ListBucket',
        'allow dms:DescribeEndpoints',
      ]),
    );
    expect(exitCode).toBe(0);
  } finally {
    vi.stubEnv('AWS_ENDPOINT_URL', stack().endpoint);
    await server.stop();
  }
});

test('where nothing can be reached it ends, says so of each part, and takes the database for a problem', async () => {
  const nowhere = 'http://127.0.0.1:1';
  const run = await runCli(['doctor', '--bucket', 'landing', '--json'], {
    ...stack().environment,
    AWS_ENDPOINT_URL: nowhere,
    QUEUE_URL: `${nowhere}/000000000000/q`,
    DEAD_LETTER_QUEUE_URL: `${nowhere}/000000000000/dlq`,
    DATABASE_URL: 'postgres://u:hidden@127.0.0.1:1/x',
  });
  const { findings, counts } = JSON.parse(run.stdout) as { findings: Finding[]; counts: Record<string, number> };
  expect(findings.filter(({ verdict }) => verdict === 'problem').map(({ check }) => check)).toEqual(['database']);
  expect(counts).toMatchObject({ problem: 1, fine: 0 });
  expect(findings.every(({ remedy }) => remedy !== undefined)).toBe(true);
  expect(run.stdout).not.toContain('hidden');
  expect(run.stderr).toBe('');
  expect(run.exitCode).toBe(1);
});

test('a wrong configuration is told before anything is asked', async () => {
  const run = await runCli(['doctor'], { ...stack().environment, LOADER_RECIEVE_LIMIT: '5' });
  expect(run.stderr).toContain('did you mean LOADER_RECEIVE_LIMIT?');
  expect(run.exitCode).toBe(2);
});
