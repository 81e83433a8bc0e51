import {
  DeleteMessageCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, it } from 'vitest';
import { runStatus } from '../../handlers/cli/status/status.ts';
import { keptOutput, type Said } from '../doubles/output.ts';
import { runCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const stack = useStack();
const TARGET = 'dmstest.test_product';

beforeEach(async () => {
  await stack().query(`truncate dms_loader.object_slice, dms_loader.object_load, dms_loader.table_load,
    dms_loader.load_attempt, dms_loader.quarantined_row`);
  for (const QueueUrl of [stack().queueUrl, stack().deadLetterQueueUrl]) {
    await stack().sqs.send(new PurgeQueueCommand({ QueueUrl }));
  }
});

/** A file of 60 rows that was written and loaded so long ago. */
async function loaded(ago: string): Promise<void> {
  await stack().query(`with o as (
  insert into dms_loader.object_load (bucket, object_key, etag, size_bytes, state)
  values ('landing', 'dmstest/test_product/20260131-120000000.parquet', 'e', 10, 'loaded') returning object_load_id)
insert into dms_loader.table_load (object_load_id, target_schema, target_table, written_at, rows_read, rows_applied,
  rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at, loaded_at)
select object_load_id, 'dmstest', 'test_product', now() - interval '${ago}', 60, 60, 0, 0, 0, 'f',
  now() - interval '${ago}', now() - interval '${ago}' from o`);
}

async function rejected(): Promise<void> {
  await stack().query(`insert into dms_loader.object_load (bucket, object_key, etag, size_bytes, state, last_error_code, last_error_message)
values ('landing', 'dmstest/test_product/20260131-130000000.parquet', 'e', 10, 'rejected', 'ROW_BAD', 'row 3 is bad')`);
}

async function status(
  options: Readonly<Record<string, unknown>> = {},
  environment = stack().environment,
): Promise<{ exitCode: number; said: Said }> {
  const { output, said } = keptOutput();
  return { exitCode: await runStatus({ args: [], options, environment, output }), said };
}

describe('dms-loader status', () => {
  it('says that all is well, with each table and both queues', async () => {
    await loaded('1 h');
    await stack().sqs.send(new SendMessageCommand({ QueueUrl: stack().queueUrl, MessageBody: 'file' }));
    const { exitCode, said } = await status({ since: '2h' });
    const lines = said.text.split('\n');
    expect(lines[0]).toBe('all well: 1 table, the newest change is 60 min old');
    expect(lines[2]).toMatch(
      /^table +newest change +age +last load +files +rows +in flight +in part +failing +set aside$/u,
    );
    expect(lines[4]).toMatch(/^dmstest\.test_product +\S+Z +60 min +60 min ago +1 +60 +0 +0 +0 +0$/u);
    expect(lines.slice(-2)).toEqual([
      'queue: 1 message waiting, 0 in flight, 0 delayed; the age of the oldest is not known',
      'dead-letter queue: empty',
    ]);
    expect(exitCode).toBe(0);
  });

  it('names the table and the error of files that fail, and exits with 1', async () => {
    await rejected();
    const { exitCode, said } = await status();
    expect(said.text).toContain(`failing: 1 file of ${TARGET} (ROW_BAD), see \`dms-loader ledger --state rejected\`\n`);
    expect(said.text).toMatch(/^1 file of ROW_BAD-[0-9a-f]{8}: row # is bad$/mu);
    expect(exitCode).toBe(1);
  });

  it('counts dead letters, those too that somebody looks at just now', async () => {
    const QueueUrl = stack().deadLetterQueueUrl;
    await stack().sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    await stack().sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'b' }));
    const { Messages: [hidden] = [] } = await stack().sqs.send(
      new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 60 }),
    );
    const { exitCode, said } = await status();
    await stack().sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: hidden?.ReceiptHandle }));
    expect(said.text).toMatch(/^2 dead letters: `dms-loader dlq ls`\n/u);
    expect(exitCode).toBe(1);
  });

  it('calls a table late only where it is asked after how long', async () => {
    await loaded('3 h');
    expect((await status()).exitCode).toBe(0);
    const { exitCode, said } = await status({ lateAfter: '2h' });
    expect(said.text).toMatch(/^late: nothing of dmstest\.test_product written in the last 2 h, with nothing waiting/u);
    expect(exitCode).toBe(1);
  });

  it('counts files and rows from the time that is given on', async () => {
    await loaded('3 h');
    expect((await status({ since: '2h' })).said.document).toMatchObject({ tables: [{ files: 0, rows: 0 }] });
    expect((await status({ since: '4h' })).said.document).toMatchObject({ tables: [{ files: 1, rows: 60 }] });
  });

  it('shows the rest where queues are not named, are not there, or do not answer', async () => {
    await loaded('1 h');
    const { DATABASE_URL = '', ...aws } = stack().environment;
    const unset = await status({}, { DATABASE_URL });
    expect(unset.said.text).toContain('\nqueue: not known: QUEUE_URL is not set; set it');
    expect(unset.said.text).toContain('\ndead-letter queue: not known: DEAD_LETTER_QUEUE_URL is not set; set it');
    expect(unset.said.text).toMatch(/^all well: 1 table, .*; dead letters are not known\n/u);
    expect(unset.exitCode).toBe(0);
    const gone = await status({}, { ...aws, DATABASE_URL, QUEUE_URL: `${stack().endpoint}/000000000000/gone` });
    expect(gone.said.text).toMatch(/^queue: not known: .*there is no such queue.*check QUEUE_URL and the region/mu);
    expect(gone.said.text).toMatch(/^dead-letter queue: empty$/mu);
  });

  it('prints all of it for programs', async () => {
    await loaded('1 h');
    await rejected();
    const { exitCode, stdout } = await runCli(['status', '--json'], stack().environment);
    expect(JSON.parse(stdout)).toMatchObject({
      isWell: false,
      findings: [{ kind: 'failing', objects: 1, codes: ['ROW_BAD'], states: ['rejected'], targets: [TARGET] }],
      tables: [{ target: TARGET, ageSeconds: expect.any(Number), inFlight: 0, partial: 0, failing: 1, quarantined: 0 }],
      failures: [{ code: 'ROW_BAD', text: 'row # is bad', objects: 1, states: { rejected: 1 } }],
      queue: { url: stack().queueUrl, waiting: 0, inFlight: 0, delayed: 0, oldestAgeSeconds: null },
      deadLetters: { url: stack().deadLetterQueueUrl, waiting: 0 },
    });
    expect(exitCode).toBe(1);
  });

  it.each([
    [['--since', 'yesterday'], 2, '"yesterday" is no time for --since'],
    [['--late-after', '2 hours'], 2, '"2 hours" is no length of time for --late-after'],
    [['--watch', '0'], 2, '"0" is no number for --watch'],
  ])('refuses %j with its remedy', async (args, code, said) => {
    const { exitCode, stderr } = await runCli(['status', ...args], stack().environment);
    expect(stderr).toContain(said);
    expect(exitCode).toBe(code);
  });

  it('says what to do where the database does not answer, or has no ledger', async () => {
    const nobody = await runCli(['status'], { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x' });
    expect(nobody.stderr).toContain('check that PostgreSQL runs and that DATABASE_URL names its host and port');
    expect(nobody.exitCode).toBe(1);
    const url = Object.assign(new URL(stack().databaseUrl), { pathname: '/postgres' }).href;
    const empty = await runCli(['status'], { DATABASE_URL: url });
    expect(empty.stderr).toMatch(/run .*migrate.*\(LEDGER_NOT_MIGRATED\)/u);
    expect(empty.exitCode).toBe(1);
  });
});
