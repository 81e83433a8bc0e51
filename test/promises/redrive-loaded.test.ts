/** Redriving what is loaded already changes nothing. */
import { PurgeQueueCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { runRedrive } from '../../handlers/cli/dlq-redrive.ts';
import { readConfig } from '../../handlers/config.ts';
import { loadRoutes } from '../../handlers/tables.ts';
import { makeLoader } from '../../handlers/wire.ts';
import { consumeBatch } from '../../pipeline/consume-batch.ts';
import { keptOutput } from '../doubles/output.ts';
import { memoryStore } from '../doubles/store.ts';
import { s3Notification } from '../factories/notification.ts';
import { CUSTOMER, ORDERS } from '../factories/shop.ts';
import { useStack } from '../handlers/stack.ts';
import { TABLES_MODULE } from './support/mess.ts';
import { announcement, messageOf } from './support/messages.ts';
import { queueInProcess } from './support/queue-in-process.ts';

const FILES = 10_000;
const stack = useStack();

test('P1: a redrive of 10,000 files that are loaded already changes 0 rows', { timeout: 240_000 }, async () => {
  const database = connectDatabase({ url: stack().databaseUrl });
  await migrate(database.connection, [CUSTOMER, ORDERS]);
  await database.close();
  const environment = { ...stack().environment, LOADER_TABLES: TABLES_MODULE };
  const store = memoryStore();
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const loader = makeLoader(readConfig(environment, ['database']), await loadRoutes(TABLES_MODULE), { log, store });
  const queue = queueInProcess({ receiveLimit: 5 });
  const consume = async (some: readonly string[]): Promise<string[]> => {
    const consumer = { loader, queue, receiveLimit: 5, random: () => 0 };
    const results = await consumeBatch(
      some.map(body => messageOf(body)),
      Date.now() + 60_000,
      consumer,
    );
    return results.map(({ outcome }) => outcome);
  };
  const bodies: string[] = [];
  for (let id = 1; id <= FILES; id += 1) {
    const key = `shop/customer/20260301-${100_000_000 + id}.csv`;
    store.put(key, Buffer.from(`I,${id},name ${id}\n`));
    bodies.push(announcement(store, key));
  }
  const outcomes = new Set<string>();
  // More at once than a queue hands over: only what is loaded matters here.
  for (const some of inParts(bodies, 200)) {
    for (const outcome of await consume(some)) {
      outcomes.add(outcome);
    }
  }
  expect([...outcomes]).toEqual(['loaded']);
  const look = `select count(*)::int as rows, md5(string_agg(c::text || c.xmin || c.ctid, ',' order by id)) as digest from shop.customer c`;
  const before = await stack().query(look);
  expect(before[0]).toContain(`"rows":${FILES}`);

  await stack().sqs.send(new PurgeQueueCommand({ QueueUrl: stack().queueUrl }));
  // As S3 may: ten records in a message.
  const letters = inParts(bodies, 10).map(ten => s3Notification(...ten.flatMap(body => JSON.parse(body).Records)));
  for (let at = 0; at < letters.length; at += 10) {
    const Entries = letters.slice(at, at + 10).map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
    await stack().sqs.send(new SendMessageBatchCommand({ QueueUrl: stack().deadLetterQueueUrl, Entries }));
  }
  const { output, said } = keptOutput();
  const options = { where: ['judgement=already-loaded'] };
  expect(await runRedrive({ args: [], options, environment, output })).toBe(0);
  expect(said.document).toMatchObject({ chosen: FILES / 10, moved: FILES / 10, left: 0 });
  const again = new Set<string>();
  let received = 0;
  for (
    let some = await stack().receive(stack().queueUrl, 0);
    some.length > 0;
    some = await stack().receive(stack().queueUrl, 0)
  ) {
    received += some.length;
    for (const outcome of await consume(some.map(({ Body }) => `${Body}`))) {
      again.add(outcome);
    }
  }
  expect([received, [...again]]).toEqual([FILES / 10, ['already-loaded']]);
  expect(await stack().query(look)).toEqual(before);
  await loader.close();
});

function nothing(): void {
  // The outcomes say it.
}

function inParts(texts: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(texts.length / size) }, (_, at) => texts.slice(at * size, (at + 1) * size));
}
