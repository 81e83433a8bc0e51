/** A redrive that dies in the middle of its work. */
import { setTimeout as pause } from 'node:timers/promises';
import { DeleteMessageCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { beforeAll, expect, test } from 'vitest';
import { runList } from '../../handlers/cli/dlq/ls.ts';
import { readConfig } from '../../handlers/config.ts';
import { loadRoutes } from '../../handlers/tables.ts';
import { makeConsumer } from '../../handlers/wire.ts';
import { consumeBatch } from '../../pipeline/consume-batch.ts';
import { keptOutput } from '../doubles/output.ts';
import { startCli } from '../handlers/run-cli.ts';
import { useStack } from '../handlers/stack.ts';
import { makeMess, TABLES_MODULE, type Truth } from './support/mess.ts';

const stack = useStack();
let truths: ReadonlyMap<string, Truth>;
let environment: Record<string, string>;

beforeAll(async () => {
  environment = { ...stack().environment, LOADER_TABLES: TABLES_MODULE };
  truths = await makeMess(stack(), 30);
}, 60_000);

async function seenNow(): Promise<number> {
  const { output, said } = keptOutput({ isJson: true });
  await runList({ args: [], options: {}, environment, output });
  return (said.document as { looked: number }).looked;
}

async function depth(queueUrl: string): Promise<number> {
  const AttributeNames = ['ApproximateNumberOfMessages' as const];
  const { Attributes } = await stack().sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames }));
  return Number(Attributes?.ApproximateNumberOfMessages);
}

test('P1: a redrive that is killed midway and repeated loses no letter, and the tables are as if it ran once', {
  timeout: 180_000,
}, async () => {
  const isChosen = ({ judgement }: Truth) => judgement === 'transient';
  const expected = [...truths.values()].filter(isChosen).map(({ body }) => body);
  const args = ['dlq', 'redrive', '--where', 'judgement=transient'];
  const first = startCli([...args, '--rate', '40'], environment);
  while ((await depth(stack().queueUrl)) < 20) {
    await pause(20);
  }
  first.process.kill('SIGKILL');
  await first.ended;
  expect(await depth(stack().queueUrl)).toBeLessThan(expected.length);
  // Those that the dead process hid are seen again by themselves, after the half minute for which it hid them.
  const left = truths.size;
  while ((await seenNow()) + (await depth(stack().queueUrl)) < left) {
    await pause(1000);
  }
  const again = await startCli([...args, '--json'], environment).ended;
  expect(again.exitCode).toBe(0);
  expect(
    await stack().query(`select detail ? 'result' as ended from dms_loader.operator_action
    where action = 'dlq-redrive' order by operator_action_id desc limit 2`),
  ).toEqual(['{"ended":true}', '{"ended":false}']);
  const loaded = await consumeQueue();
  expect([...new Set(loaded)].toSorted()).toEqual([...new Set(expected)].toSorted());
  for (const table of ['customer', 'orders']) {
    const ids = [...truths.values()]
      .filter(one => one.target === `shop.${table}` && isThere(one))
      .map(({ rowId }) => rowId);
    const rows = await stack().query(`select id::int from shop.${table} order by id`);
    expect(rows).toEqual([...new Set(ids)].toSorted((a, b) => Number(a) - Number(b)).map(id => JSON.stringify({ id })));
  }
});

/** Its file is loaded: the first time, or by another write of it, or by the redrive. */
function isThere({ judgement, rowId, body }: Truth): boolean {
  const isNewer = judgement === 'newer-loaded' && Number(rowId) % 16 === 11;
  return isNewer || ((judgement === 'already-loaded' || judgement === 'transient') && body !== '');
}

/** As a worker does; gives what was acknowledged. */
async function consumeQueue(): Promise<string[]> {
  const consumer = makeConsumer(
    readConfig({ ...environment, LOADER_LOG_LEVEL: 'error' }, []),
    await loadRoutes(TABLES_MODULE),
  );
  const done: string[] = [];
  try {
    for (
      let some = await stack().receive(stack().queueUrl, 0);
      some.length > 0;
      some = await stack().receive(stack().queueUrl, 0)
    ) {
      const messages = some.map(one => ({
        id: `${one.MessageId}`,
        body: `${one.Body}`,
        receiptHandle: `${one.ReceiptHandle}`,
        receiveCount: 1,
      }));
      for (const { message, answer } of await consumeBatch(messages, Date.now() + 60_000, consumer)) {
        done.push(answer === 'acknowledge' ? message.body : `${answer}: ${message.body}`);
        await stack().sqs.send(
          new DeleteMessageCommand({ QueueUrl: stack().queueUrl, ReceiptHandle: message.receiptHandle }),
        );
      }
    }
    return done;
  } finally {
    await consumer.loader.close();
  }
}
