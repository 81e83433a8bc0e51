/** What redrive and drop say and write down where SQS, or the operator, ends them midway. */
import { PurgeQueueCommand, SendMessageCommand, SQSClient, SQSServiceException } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { connectDatabase, type PostgresDatabase } from '../../adapters/postgres/database.ts';
import { makeDeadLetters } from '../../adapters/sqs/dead-letters.ts';
import type { JudgedLetter } from '../../domain/dead-letters/judged.ts';
import { type DropMeans, dropLetters } from '../../pipeline/drop-letters.ts';
import { type DeskMeans, redrive } from '../../pipeline/redrive.ts';
import { useStack } from '../handlers/stack.ts';

const stack = useStack();
let database: PostgresDatabase;
let client: SQSClient;
/** Commands that SQS refuses, after so many that it did. */
let refused: { readonly command: string; after: number } | undefined;

beforeAll(() => {
  database = connectDatabase({ url: stack().databaseUrl });
  client = new SQSClient({ maxAttempts: 1 });
  client.middlewareStack.add(
    (next, context) => args => {
      const wanted = refused;
      if (wanted !== undefined && context.commandName === wanted.command) {
        wanted.after -= 1;
        if (wanted.after < 0) {
          const $metadata = { httpStatusCode: 403 };
          throw new SQSServiceException({ name: 'AccessDenied', message: 'no', $fault: 'client', $metadata });
        }
      }
      return next(args);
    },
    { step: 'initialize' },
  );
});
beforeEach(async () => {
  refused = undefined;
  await stack().sqs.send(new PurgeQueueCommand({ QueueUrl: stack().queueUrl }));
  await stack().sqs.send(new PurgeQueueCommand({ QueueUrl: stack().deadLetterQueueUrl }));
  await stack().query('truncate dms_loader.operator_action');
});
afterAll(async () => {
  client.destroy();
  await database.close();
});

async function bury(bodies: readonly string[]): Promise<void> {
  for (const MessageBody of bodies) {
    await stack().sqs.send(new SendMessageCommand({ QueueUrl: stack().deadLetterQueueUrl, MessageBody }));
  }
}

function meansOf(): DeskMeans & DropMeans {
  const { queueUrl, deadLetterQueueUrl } = stack();
  const { actions, refusals, letters, givingUp } = database;
  const judge: DeskMeans['judge'] = dead =>
    Promise.resolve(
      dead.map(
        (letter): JudgedLetter => ({
          letter,
          judgement: 'transient',
          act: 'redrive',
          why: '',
          objects: [],
          error: undefined,
        }),
      ),
    );
  const queue = makeDeadLetters(client, { queueUrl, deadLetterQueueUrl });
  return { queue, actions, refusals, letters, givingUp, judge };
}

const request = { chosen: () => true, isRehearsal: false, actor: 'me@here', reason: 'a test' };

async function details(): Promise<unknown[]> {
  const rows = await stack().query('select detail from dms_loader.operator_action order by operator_action_id');
  return rows.map(row => JSON.parse(row).detail);
}

const LETTERS = Array.from({ length: 25 }, (_, at) => `letter ${at}`);

it('P12: letters that were sent and could not be deleted are in the audit row, and no more are sent', async () => {
  await bury(LETTERS);
  refused = { command: 'DeleteMessageBatchCommand', after: 1 };
  await expect(redrive(request, meansOf())).rejects.toThrow('allow sqs:DeleteMessage');
  expect(await details()).toMatchObject([{ chosen: 25, result: { moved: 20, undeleted: 10, left: 5 } }]);
  refused = undefined;
  // Ten are in both queues, none in neither.
  const rest = await redrive({ ...request, isRehearsal: true }, meansOf());
  expect(rest.chosen).toBe(15);
});

it('P12: large letters of which SQS took some are counted, too', async () => {
  await bury(Array.from({ length: 4 }, (_, at) => `${at}${'x'.repeat(60_000)}`));
  refused = { command: 'SendMessageBatchCommand', after: 2 };
  await expect(redrive(request, meansOf())).rejects.toThrow('allow sqs:SendMessage');
  expect(await details()).toMatchObject([{ result: { moved: 2, undeleted: 0, left: 2 } }]);
});

it('ten letters of 100 KiB go, whatever SQS takes at once', async () => {
  await bury(Array.from({ length: 10 }, (_, at) => `${at}${'x'.repeat(100 * 1024)}`));
  expect(await redrive(request, meansOf())).toMatchObject({ moved: 10, left: 0, notes: [] });
});

it('ten letters of large attributes go, too', async () => {
  const attribute = { DataType: 'String', StringValue: 'x'.repeat(150 * 1024) };
  for (let at = 0; at < 10; at += 1) {
    const MessageAttributes = { origin: attribute };
    const QueueUrl = stack().deadLetterQueueUrl;
    await stack().sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `${at}`, MessageAttributes }));
  }
  expect(await redrive(request, meansOf())).toMatchObject({ moved: 10, left: 0, notes: [] });
});

it('P12: a drop that SQS ends midway has written down what is gone', async () => {
  await bury(LETTERS);
  refused = { command: 'DeleteMessageBatchCommand', after: 1 };
  await expect(dropLetters(request, meansOf())).rejects.toThrow('allow sqs:DeleteMessage');
  expect(await details()).toMatchObject([{ chosen: 25, result: { dropped: 10, left: 15 } }]);
});

it('drops nothing once it was told to stop while it looked', async () => {
  await bury(LETTERS);
  const signal = AbortSignal.abort();
  const ending = new AbortController();
  const means = meansOf();
  const judge: DeskMeans['judge'] = letters => {
    ending.abort();
    return means.judge(letters);
  };
  const report = await dropLetters({ ...request, signal: ending.signal }, { ...means, judge });
  expect(report).toMatchObject({ chosen: 25, dropped: 0, left: 25, stopped: 'it was stopped' });
  expect(await dropLetters({ ...request, signal }, means)).toMatchObject({ dropped: 0 });
  expect(await details()).toEqual([]);
});

it('P12: keeps the whole of what it drops, however long it is', async () => {
  const long = `long ${'한'.repeat(100_000)}`;
  await bury([long, 'short', long]);
  expect(await dropLetters(request, meansOf())).toMatchObject({ dropped: 3 });
  const kept = (await details()).flatMap(detail => (detail as { letters: { body: string }[] }).letters);
  expect(kept.map(({ body }) => body === long || body).toSorted()).toEqual(['short', true, true]);
});

it('says that it has not looked at all letters', async () => {
  await bury(LETTERS);
  const { notes } = await redrive({ ...request, most: 5 }, meansOf());
  expect(notes).toEqual([expect.stringContaining('looked at 5 letters')]);
});
