/** Redriving what is loaded already changes nothing. */
import { PurgeQueueCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { runRedrive } from '../../handlers/cli/dlq/redrive.ts';
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
/** These a loader loads; for the others the ledger and the table get lines like theirs. */
const LOADED = 1000;
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
  for (const some of inParts(bodies.slice(0, LOADED), 200)) {
    for (const outcome of await consume(some)) {
      outcomes.add(outcome);
    }
  }
  expect([...outcomes]).toEqual(['loaded']);
  await copyLines(bodies.slice(LOADED));
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

/** As if their files were loaded, too. A line that is not as a loader writes it would have its file loaded once more. */
async function copyLines(bodies: readonly string[]): Promise<void> {
  const files = bodies.map(
    body => JSON.parse(body).Records[0].s3.object as { key: string; eTag: string; size: number },
  );
  await stack().query(`with file as (
  select key, "eTag" as etag, size, substr(key, length(key) - 12, 9)::int - 100000000 as id
  from json_to_recordset('${JSON.stringify(files)}') as f (key text, "eTag" text, size int)
), object as (
  insert into dms_loader.object_load (bucket, object_key, etag, size_bytes, state)
  select 'landing', key, etag, size, 'loaded' from file
  returning object_load_id, object_key
), line as (
  insert into dms_loader.table_load (object_load_id, target_schema, target_table, written_at, rows_read, rows_applied,
    rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at)
  select o.object_load_id, target_schema, target_table, '2026-03-01 10:00Z'::timestamptz + f.id * interval '1 ms', rows_read,
    rows_applied, rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at
  from file f join object o on o.object_key = f.key,
    (select * from dms_loader.table_load order by table_load_id limit 1) t
  returning object_load_id, table_load_id, written_at
)
insert into shop.customer (id, name, _dms_written_at, _dms_row, _dms_load)
select f.id, 'name ' || f.id, l.written_at, 1, l.table_load_id
from file f join object o on o.object_key = f.key join line l using (object_load_id)`);
}

function inParts(texts: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(texts.length / size) }, (_, at) => texts.slice(at * size, (at + 1) * size));
}
