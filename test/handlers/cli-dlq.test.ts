/** The commands `dlq` as an operator meets them: what they say, refuse and write down. */
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runDrop } from '../../handlers/cli/dlq/drop.ts';
import { runList } from '../../handlers/cli/dlq/ls.ts';
import { runRedrive } from '../../handlers/cli/dlq/redrive.ts';
import { runShow } from '../../handlers/cli/dlq/show.ts';
import { runLoad } from '../../handlers/cli/files/load.ts';
import { startJsonService } from '../doubles/json-service.ts';
import { keptOutput, type Said } from '../doubles/output.ts';
import { changesKey, productFile } from '../factories/dms-files.ts';
import { runCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const stack = useStack();
const POISON = changesKey('20260401100000000');
const GOOD = changesKey('20260401100001000');

type Run = typeof runList;

async function run(
  command: Run,
  options: Readonly<Record<string, unknown>>,
  args: readonly string[] = [],
): Promise<Said & { exitCode: number }> {
  const { output, said } = keptOutput();
  const exitCode = await command({ args, options, environment: stack().environment, output });
  return { ...said, exitCode };
}

async function bury(body: string): Promise<string> {
  const { MessageId } = await stack().sqs.send(
    new SendMessageCommand({ QueueUrl: stack().deadLetterQueueUrl, MessageBody: body }),
  );
  return `${MessageId}`;
}

/** What S3 announced of an object is a dead letter now. */
async function buryFile(key: string, bytes: Uint8Array): Promise<string> {
  await stack().put(key, bytes);
  const [message] = await stack().receive(stack().queueUrl);
  return await bury(`${message?.Body}`);
}

async function actions(): Promise<unknown[]> {
  const rows = await stack().query('select action, detail from dms_loader.operator_action order by operator_action_id');
  return rows.map(row => JSON.parse(row));
}

beforeAll(async () => {
  await stack().put(POISON, new Uint8Array(40));
  const { output } = keptOutput();
  await runLoad({ args: [`s3://${stack().bucket}/${POISON}`], options: {}, environment: stack().environment, output });
});

beforeEach(async () => {
  await stack().sqs.send(new PurgeQueueCommand({ QueueUrl: stack().queueUrl }));
  await stack().sqs.send(new PurgeQueueCommand({ QueueUrl: stack().deadLetterQueueUrl }));
  await stack().query('truncate dms_loader.operator_action');
});

describe('dlq ls and show', () => {
  it('say what to do about each group, with the command that does it', async () => {
    await buryFile(POISON, new Uint8Array(40));
    await bury('no notification \u202e at all');
    const { text, exitCode } = await run(runList, {});
    expect(exitCode).toBe(0);
    expect(text).toContain('2 letters judged');
    expect(text).toMatch(/poison +1 .*PARQUET_NOT_PARQUET-[\da-f]{8} +dmstest.test_product +repair/u);
    expect(text).toMatch(
      /mend what the error names; then: dms-loader dlq redrive --where judgement=poison --where group=PARQUET_NOT_PARQUET-/u,
    );
    expect(text).toMatch(
      /dms-loader dlq drop --where judgement=not-ours --where group=NOTIFICATION_UNREADABLE-[\da-f]{8} --reason 'not ours'/u,
    );
    expect(text).not.toContain('\u202e');
  });

  it('shows one letter whole: its body, the judgement of its events, and what the ledger has of them', async () => {
    const id = await buryFile(POISON, new Uint8Array(40));
    const { text } = await run(runShow, {}, [id.slice(0, 8)]);
    expect(text).toContain(
      `poison s3://${stack().bucket}/${POISON}: refused, and nothing that this rests on has changed`,
    );
    expect(text).toContain('"eventSource": "aws:s3"');
    expect(text).toContain(`s3://${stack().bucket}/${POISON}: rejected;`);
    expect(text).toContain(`dms-loader dlq redrive --where id=${id}`);
    await expect(run(runShow, {}, ['nobody'])).rejects.toThrow('is no letter of the dead-letter queue now');
  });

  it('say that an empty queue is empty', async () => {
    expect((await run(runList, {})).text).toBe('the dead-letter queue is empty');
  });
});

describe('dlq redrive', () => {
  it('does not guess what is to be redriven', async () => {
    await expect(async () => run(runRedrive, {})).rejects.toThrow('does not say which letters; give --where');
    await expect(async () => run(runRedrive, { all: true, where: ['age>1h'] })).rejects.toThrow('--where is less');
    await expect(async () => run(runRedrive, { all: true, most: '5' })).rejects.toThrow('--most is less');
    await expect(run(runRedrive, { where: ['judgement=poisen'] })).rejects.toThrow('did you mean poison?');
    await expect(run(runRedrive, { where: ['table=dmstest.test_produkt'] })).rejects.toThrow(
      'did you mean dmstest.test_product?',
    );
    await expect(run(runRedrive, { where: ['error=row_bed'] })).rejects.toThrow('did you mean ROW_BAD?');
    await expect(run(runRedrive, { where: ['group=ROW_BAD'] })).rejects.toThrow('"ROW_BAD" is no group of errors');
    await expect(async () => run(runRedrive, { all: true, rate: '0' })).rejects.toThrow('is no number for --rate');
  });

  it('P12: changes nothing in a rehearsal, and is written down when it acts', async () => {
    const id = await buryFile(POISON, new Uint8Array(40));
    const rehearsed = await run(runRedrive, { where: [`id=${id}`], dryRun: true });
    expect(rehearsed.text).toContain('would send 1 letter');
    expect([await actions(), await stack().receive(stack().queueUrl, 0)]).toEqual([[], []]);
    const acted = await run(runRedrive, { where: [`id=${id}`] });
    expect(acted.exitCode).toBe(0);
    expect(acted.document).toMatchObject({ moved: 1, left: 0, refusalsCleared: 1, stopped: null });
    expect(await stack().receive(stack().queueUrl, 0)).toHaveLength(1);
    expect(await actions()).toMatchObject([
      { action: 'dlq-redrive', detail: { ids: [id], result: { moved: 1, refusalsCleared: 1 } } },
    ]);
    expect((await run(runRedrive, { where: [`id=${id}`] })).exitCode).toBe(1);
  });

  it('has SQS move everything, and says how many it were', async () => {
    await Promise.all(Array.from({ length: 15 }, (_, at) => bury(`letter ${at}`)));
    expect((await run(runRedrive, { all: true, dryRun: true })).text).toContain('about 15 letters');
    const { document, exitCode } = await run(runRedrive, { all: true });
    expect([exitCode, document]).toMatchObject([0, { held: 15, moved: 15, isNative: true, stopped: null }]);
    expect(await actions()).toMatchObject([
      { detail: { isAll: true, result: { moved: 15, isNative: true, stopped: null } } },
    ]);
  });

  it('stops when more have failed than it was told', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 12; at += 1) {
      ids.push(
        await buryFile(
          changesKey(`202604011100${10 + at}000`),
          at === 0 ? new Uint8Array(40) : productFile([{ op: 'I', id: BigInt(at) }]),
        ),
      );
    }
    const loading = loadWhatComes();
    const { document, exitCode } = await run(runRedrive, { where: [`id=${ids.join(',')}`], stopAtFailures: '5' });
    await loading;
    expect([exitCode, document]).toMatchObject([
      1,
      { chosen: 12, moved: 10, left: 2, stopped: '1 of 10 that ended have failed, which is more than 5 %' },
    ]);
  });
});

/** As a consumer does with the first ten. */
async function loadWhatComes(): Promise<void> {
  for (let left = 10; left > 0; ) {
    const messages = await stack().receive(stack().queueUrl);
    left -= messages.length;
    const keys = messages.map(({ Body }) => JSON.parse(`${Body}`).Records[0].s3.object.key as string);
    const { output } = keptOutput();
    const args = keys.map(key => `s3://${stack().bucket}/${key}`);
    await runLoad({ args, options: {}, environment: stack().environment, output });
  }
}

describe('dlq drop', () => {
  it('P12: needs a choice, a reason and --yes, and keeps what it drops in the audit table', async () => {
    const id = await bury('not a notification');
    await buryFile(GOOD, productFile([{ op: 'I', id: 1000n }]));
    const where = ['judgement=not-ours'];
    await expect(async () => run(runDrop, { reason: 'x' })).rejects.toThrow('give --where');
    await expect(async () => run(runDrop, { where })).rejects.toThrow('give --reason');
    const rehearsed = await run(runDrop, { where, reason: 'a slip' });
    expect(rehearsed.text).toContain(
      "to do it: dms-loader dlq drop --where judgement=not-ours --reason 'a slip' --yes",
    );
    expect(await actions()).toEqual([]);
    const { document } = await run(runDrop, { where, reason: 'a slip', yes: true });
    expect(document).toMatchObject({ isDone: true, chosen: 1, dropped: 1, left: 0 });
    const letter = { id, judgement: 'not-ours', body: 'not a notification' };
    expect(await actions()).toMatchObject([
      { action: 'dlq-drop', detail: { reason: 'a slip', letters: [letter], result: { dropped: 1 } } },
    ]);
    expect((await run(runList, {})).text).toContain('1 letter judged');
  });
});

describe('dlq without its surroundings', () => {
  it('says which variable is missing, wrong, or names no queue: exit 2', async () => {
    const { DEAD_LETTER_QUEUE_URL: url = '', ...rest } = stack().environment;
    const wrongs: [Record<string, string>, string][] = [
      [rest, 'DEAD_LETTER_QUEUE_URL: not set'],
      [{ ...rest, DEAD_LETTER_QUEUE_URL: `${rest['QUEUE_URL']}` }, 'is the same queue as QUEUE_URL'],
      [{ ...rest, DEAD_LETTER_QUEUE_URL: `${url}x` }, 'check DEAD_LETTER_QUEUE_URL and the region'],
    ];
    for (const [environment, text] of wrongs) {
      const { exitCode, stderr } = await runCli(['dlq', 'ls'], environment);
      expect(stderr).toContain(text);
      expect(stderr).not.toContain('    at ');
      expect(exitCode).toBe(2);
    }
  });

  it('names the permission that is lacking, and a database that is not there: exit 1', async () => {
    const denied = await startJsonService(() => ({ status: 400, type: 'AccessDeniedException' }));
    const noRights = await runCli(['dlq', 'ls'], {
      ...stack().environment,
      AWS_ENDPOINT_URL: denied.endpoint,
      DEAD_LETTER_QUEUE_URL: `${denied.endpoint}/000000000000/dms-files-dlq`,
    });
    await denied.stop();
    expect(noRights.stderr).toContain('allow sqs:GetQueueAttributes on this queue');
    await buryFile(GOOD, productFile([{ op: 'I', id: 1000n }]));
    const noDatabase = await runCli(['dlq', 'ls'], {
      ...stack().environment,
      DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x',
    });
    expect(noDatabase.stderr).toContain('(DATABASE_UNAVAILABLE)');
    expect([noRights.exitCode, noDatabase.exitCode]).toEqual([1, 1]);
    expect(noRights.stderr + noDatabase.stderr).not.toContain('    at ');
    // The letters are to be seen still.
    expect((await run(runList, {})).text).toContain('1 letter judged');
  });
});
