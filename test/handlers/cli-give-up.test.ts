/** Files that nobody will load: said so by `give-up` and by `dlq drop`, taken back by whatever tries them again. */
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, it } from 'vitest';
import { runDrop } from '../../handlers/cli/dlq/drop.ts';
import { runLoad } from '../../handlers/cli/files/load.ts';
import { runGiveUp } from '../../handlers/cli/give-up.ts';
import { runLedger } from '../../handlers/cli/ledger/ledger.ts';
import { runReconcile } from '../../handlers/cli/reconcile/reconcile.ts';
import { runStatus } from '../../handlers/cli/status/status.ts';
import { keptOutput } from '../doubles/output.ts';
import { changesKey, productFile } from '../factories/dms-files.ts';
import { useStack } from './stack.ts';

const stack = useStack();
const FOLDER = 'dmstest/test_product/';
const [FIRST, SECOND, GOOD] = ['100000000', '100001000', '100002000'].map(time => changesKey(`20260131${time}`)) as [
  string,
  string,
  string,
];
const POISON = new TextEncoder().encode('no Parquet');
const REASON = 'was never wanted';

const url = (key: string): string => `s3://${stack().bucket}/${key}`;

async function run(
  command: typeof runGiveUp,
  args: readonly string[],
  options: Readonly<Record<string, unknown>> = {},
) {
  const { output, said } = keptOutput();
  const exitCode = await command({ args, options, environment: stack().environment, output });
  return { exitCode, text: said.text, document: said.document as Record<string, unknown> };
}

const giveUp = (keys: readonly string[], options = {}) => run(runGiveUp, keys.map(url), { reason: REASON, ...options });
const load = (key: string) => run(runLoad, [url(key)]);
const status = () => run(runStatus, []);
const reconcile = () => run(runReconcile, [url(FOLDER)], { grace: '0s' });
const remove = (Key: string) => stack().s3.send(new DeleteObjectCommand({ Bucket: stack().bucket, Key }));

/** State of each line, and whether it is given up. */
const lines = () =>
  stack().query(`select object_key as key, state, given_up_at is not null as given_up from dms_loader.object_load
  order by object_key collate "C", object_load_id`);
const actions = async () =>
  (await stack().query('select action, actor, detail from dms_loader.operator_action order by operator_action_id')).map(
    row => JSON.parse(row),
  );
const line = (key: string, state: string, givenUp: boolean) => JSON.stringify({ key, state, given_up: givenUp });

async function refused(...keys: string[]): Promise<void> {
  for (const key of keys) {
    await stack().put(key, POISON);
    await load(key);
  }
}

/** All that S3 announced is dead letters now. */
async function bury(): Promise<void> {
  for (;;) {
    const messages = await stack().receive(stack().queueUrl, 1);
    if (messages.length === 0) {
      return;
    }
    for (const { Body } of messages) {
      await stack().sqs.send(new SendMessageCommand({ QueueUrl: stack().deadLetterQueueUrl, MessageBody: Body }));
    }
  }
}

beforeEach(async () => {
  const { Contents: objects = [] } = await stack().s3.send(new ListObjectsV2Command({ Bucket: stack().bucket }));
  await Promise.all(objects.map(({ Key = '' }) => remove(Key)));
  for (const QueueUrl of [stack().queueUrl, stack().deadLetterQueueUrl]) {
    await stack().sqs.send(new PurgeQueueCommand({ QueueUrl }));
  }
  await stack().query(`truncate dmstest.test_product, dms_loader.object_slice, dms_loader.operator_action,
    dms_loader.object_load, dms_loader.table_load, dms_loader.load_attempt, dms_loader.quarantined_row`);
});

describe('give-up', () => {
  it('P12: rehearses, then marks, once, and writes down who, why and which; status and reconcile are well then', async () => {
    await refused(FIRST, SECOND);
    await stack().put(GOOD, productFile([{ op: 'I', id: 1n }]));
    await load(GOOD);
    await remove(SECOND);
    expect([(await status()).exitCode, (await reconcile()).exitCode]).toEqual([1, 1]);
    for (const options of [{}, { dryRun: true, yes: true }]) {
      const { exitCode, text } = await giveUp([FOLDER], options);
      expect(exitCode).toBe(0);
      expect(text).toContain('would give up: 2 files\n');
      expect(text).toContain(`    ${url(FIRST)}: rejected; `);
      expect(text).toContain(`to do it: dms-loader give-up ${url(FOLDER)} --reason '${REASON}' --yes`);
    }
    expect(await lines()).toEqual([
      line(FIRST, 'rejected', false),
      line(SECOND, 'rejected', false),
      line(GOOD, 'loaded', false),
    ]);
    expect(await actions()).toEqual([]);

    const done = await giveUp([FOLDER], { yes: true });
    expect(done).toMatchObject({ exitCode: 0, document: { isDone: true, found: 2, givenUp: 2, before: 0 } });
    const marked = [line(FIRST, 'rejected', true), line(SECOND, 'rejected', true), line(GOOD, 'loaded', false)];
    expect(await lines()).toEqual(marked);
    const objects = [FIRST, SECOND].map(key => ({
      id: expect.stringMatching(/^\d+$/u),
      object: url(key),
      state: 'rejected',
    }));
    const audited = [{ action: 'give-up', actor: expect.stringContaining('@'), detail: { reason: REASON, objects } }];
    expect(await actions()).toEqual(audited);

    const well = await status();
    expect(well.exitCode).toBe(0);
    expect(well.text).toMatch(/^all well: /u);
    expect(well.document).toMatchObject({ failures: [], tables: [{ failing: 0 }] });
    expect(await reconcile()).toMatchObject({ exitCode: 0, document: { counts: { 'given-up': 2, loaded: 1 } } });

    const again = await giveUp([FOLDER], { yes: true });
    expect(again).toMatchObject({ exitCode: 0, text: 'given up before: 2 files', document: { givenUp: 0, before: 2 } });
    expect([await lines(), await actions()]).toEqual([marked, audited]);
  });

  it('marks such lines in the ledger, whose state stays', async () => {
    await refused(FIRST);
    expect((await run(runLedger, [], { limit: '5' })).document).toMatchObject({ loads: [{ givenUpAt: null }] });
    await giveUp([FIRST], { yes: true });
    const { text, document } = await run(runLedger, [], { limit: '5' });
    expect(text).toMatch(/ rejected, given up +\d+ /u);
    expect(document).toMatchObject({ loads: [{ state: 'rejected', givenUpAt: expect.stringMatching(/^20\S+Z$/u) }] });
  });

  it('P12: a later attempt takes the mark away: the file counts as failing again', async () => {
    await refused(FIRST);
    await giveUp([FIRST], { yes: true });
    await load(FIRST);
    expect(await lines()).toEqual([line(FIRST, 'rejected', false)]);
    expect(await status()).toMatchObject({ exitCode: 1, document: { failures: [{ objects: 1 }] } });
    expect(await reconcile()).toMatchObject({ exitCode: 1, document: { counts: { stuck: 1 } } });
  });

  it('P12: is no hindrance to a load of the file later', async () => {
    await stack().put(FIRST, productFile([{ op: 'I', id: 7n }]));
    await load(FIRST);
    await stack().query('delete from dmstest.test_product');
    await stack().query(
      `with gone as (delete from dms_loader.table_load) update dms_loader.object_load set state = 'failed', last_error_code = 'UNEXPECTED', last_error_message = 'x'`,
    );
    await giveUp([FIRST], { yes: true });
    expect(await lines()).toEqual([line(FIRST, 'failed', true)]);
    expect((await load(FIRST)).exitCode).toBe(0);
    expect(await lines()).toEqual([line(FIRST, 'loaded', false)]);
    expect(await stack().query('select product_id::int as id from dmstest.test_product')).toEqual(['{"id":7}']);
  });

  it('is of one write: other bytes under the key are missing again', async () => {
    await refused(FIRST);
    await giveUp([FIRST], { yes: true });
    await stack().put(FIRST, productFile([{ op: 'I', id: 8n }]));
    expect(await reconcile()).toMatchObject({ exitCode: 1, document: { counts: { missing: 1, 'given-up': 0 } } });
  });

  it('the same bytes, put again since, are a problem again', async () => {
    await refused(FIRST);
    await giveUp([FIRST], { yes: true });
    await stack().query(`update dms_loader.object_load set given_up_at = given_up_at - interval '1 h'`);
    expect(await reconcile()).toMatchObject({ exitCode: 1, document: { counts: { stuck: 1, 'given-up': 0 } } });
  });

  it('leaves what is loaded in part or whole, and other keys, and says that there is nothing: exit 1', async () => {
    await refused(FIRST, SECOND);
    await stack().query(`update dms_loader.object_load set state = 'partial' where object_key = '${SECOND}'`);
    for (const place of [SECOND, 'dmstest/other/', FIRST.slice(0, -1)]) {
      expect(await giveUp([place], { yes: true })).toMatchObject({ exitCode: 1, document: { found: 0, givenUp: 0 } });
    }
    expect(await lines()).toEqual([line(FIRST, 'rejected', false), line(SECOND, 'partial', false)]);
    expect(await actions()).toEqual([]);
  });

  it('needs a reason, and URLs', async () => {
    await expect(giveUp([FOLDER], { reason: ' ' })).rejects.toThrow('needs a reason, for the audit table');
    await expect(run(runGiveUp, ['dmstest/'], { reason: REASON })).rejects.toThrow('is no URL of S3');
  });
});

describe('dlq drop', () => {
  it('P12: gives up the failed files of the letters that it drops, no others, and says so before', async () => {
    await refused(FIRST);
    await bury();
    await refused(SECOND);
    const where = [`prefix=${url(FIRST)}`];
    const rehearsed = await run(runDrop, [], { where, reason: REASON });
    expect(rehearsed.text).toContain('and give up 1 file that failed, as dms-loader give-up does\n');
    expect(await actions()).toEqual([]);
    const dropped = await run(runDrop, [], { where, reason: REASON, yes: true });
    expect(dropped).toMatchObject({ exitCode: 0, document: { dropped: 1, givenUp: 1 } });
    expect(dropped.text).toContain('given up: 1 file that failed, until something tries it again\n');
    expect(await lines()).toEqual([line(FIRST, 'rejected', true), line(SECOND, 'rejected', false)]);
    const object = { object: url(FIRST), state: 'rejected' };
    expect(await actions()).toMatchObject([
      { action: 'dlq-drop', detail: { reason: REASON, result: { dropped: 1 } } },
      { action: 'give-up', detail: { reason: REASON, objects: [object] } },
    ]);
    await giveUp([SECOND], { yes: true });
    expect([(await status()).exitCode, (await reconcile()).exitCode]).toEqual([0, 0]);
  });
});
