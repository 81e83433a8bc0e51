/**
 * A dead-letter queue as months of trouble leave it: messages of two tables, of every judgement, each by a way that
 * leads there. What each is, is known from how it was made.
 */

import { PurgeQueueCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { connectDatabase } from '../../../adapters/postgres/database.ts';
import { migrate } from '../../../adapters/postgres/migrate.ts';
import type { Judgement } from '../../../domain/dead-letters/judged.ts';
import { LoaderError } from '../../../domain/errors.ts';
import type { ObjectState } from '../../../domain/ledger.ts';
import { readConfig } from '../../../handlers/config.ts';
import { loadRoutes } from '../../../handlers/tables.ts';
import { makeLoader, type OwnLoader } from '../../../handlers/wire.ts';
import { consumeBatch } from '../../../pipeline/consume-batch.ts';
import { announcedIdentity } from '../../../pipeline/load-object.ts';
import { memoryStore } from '../../doubles/store.ts';
import { s3Notification } from '../../factories/notification.ts';
import { CUSTOMER, ORDERS } from '../../factories/shop.ts';
import type { TestStack } from '../../handlers/stack.ts';
import { announced, announcement, messageOf } from './messages.ts';
import { queueInProcess } from './queue-in-process.ts';

export interface Truth {
  readonly judgement: Judgement;
  readonly code: string | undefined;
  /** `schema.table` */
  readonly target: string | undefined;
  readonly body: string;
  /** Of the row that its file inserts. */
  readonly rowId: number | undefined;
}

export const TABLES_MODULE = new URL('../../handlers/tables/shop.ts', import.meta.url).pathname;

const TABLES = ['customer', 'orders'] as const;
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {
  // What is said of the making of it interests nobody.
}

/**
 * Makes the targets and fills the dead-letter queue; the queue is empty then. Tells what each message is, by its id.
 * @param rounds of ten messages each, an even number
 */
export async function makeMess(stack: TestStack, rounds = 100): Promise<ReadonlyMap<string, Truth>> {
  const database = connectDatabase({ url: stack.databaseUrl });
  await migrate(database.connection, [CUSTOMER, ORDERS]);
  await database.close();
  // Other memory than the command's: as a function's is another one than that of an operator's program.
  const environment = { ...stack.environment, LOADER_TABLES: TABLES_MODULE, LOADER_MEMORY_MB: '1024' };
  const store = memoryStore();
  const routes = await loadRoutes(TABLES_MODULE);
  const loader = makeLoader(readConfig(environment, ['database']), routes, { log: SILENT, store });
  const truths: Truth[] = [];
  let number = 0;

  /** A file of one inserted row, with what announces it. */
  function file(bytesOf = rowOf): { key: string; target: string; rowId: number; bytes: Uint8Array } {
    number += 1;
    const table = TABLES[number % 2] ?? 'customer';
    const key = `shop/${table}/20260301-${String(100_000_000 + number)}.csv`;
    return { key, target: `shop.${table}`, rowId: number, bytes: Buffer.from(bytesOf(table, number)) };
  }

  async function add(judgement: Judgement, code: string | undefined, way: Way, bytesOf = rowOf): Promise<void> {
    const made = file(bytesOf);
    store.put(made.key, made.bytes);
    const body = announcement(store, made.key);
    await way({ ...made, stack, loader, store, body });
    truths.push({ judgement, code, target: made.target, body, rowId: made.rowId });
  }

  for (let at = 0; at < rounds; at += 1) {
    await add('already-loaded', undefined, loaded);
    await add('already-loaded', undefined, loaded);
    await add('newer-loaded', undefined, at % 2 === 0 ? overwrittenInLedger : overwrittenInBucket);
    await add('object-gone', 'OBJECT_MISSING', at % 2 === 0 ? gone : goneAfterTries);
    await add('transient', 'DATABASE_UNAVAILABLE', failing('DATABASE_UNAVAILABLE', 'failed', 5));
    await add(
      'transient',
      at % 2 === 0 ? undefined : 'CONSTRAINT_VIOLATED',
      at % 2 === 0 ? there : failing('CONSTRAINT_VIOLATED', 'failed', 4),
    );
    await add('poison', 'CONSTRAINT_VIOLATED', failing('CONSTRAINT_VIOLATED', 'failed', 5));
    await add('poison', 'ROW_BAD', refused, () => 'I,not a number,x\n');
  }
  for (let at = 0; at < rounds / 2; at += 1) {
    const unmapped = announced(`shop/unknown/20260301-${String(100_000_000 + at)}.csv`, { eTag: 'e', size: 3 });
    const unread = JSON.stringify({ hello: at });
    truths.push({
      judgement: 'not-ours',
      code: 'TABLE_NOT_MAPPED',
      target: undefined,
      body: unmapped,
      rowId: undefined,
    });
    truths.push({
      judgement: 'not-ours',
      code: 'NOTIFICATION_UNREADABLE',
      target: undefined,
      body: unread,
      rowId: undefined,
    });
    const ignored =
      at % 2 === 0
        ? JSON.stringify({ Event: 's3:TestEvent', at })
        : announced(`shop/tmp_x/20260301-${100_000_000 + at}.csv`, { eTag: 'e', size: 3 });
    truths.push({ judgement: 'not-ours', code: undefined, target: undefined, body: ignored, rowId: undefined });
    truths.push(severalOf(truths, at));
  }
  await loader.close();
  const sent = await send(stack, truths);
  await stack.sqs.send(new PurgeQueueCommand({ QueueUrl: stack.queueUrl }));
  return sent;
}

/** A message that announces two files takes what needs more care. */
function severalOf(truths: readonly Truth[], at: number): Truth {
  const one = truths[at * 8];
  const other = truths[at * 8 + 4];
  const records = [one, other].flatMap(truth => JSON.parse(truth?.body ?? '{}').Records);
  const { rowId, target } = other ?? {};
  return { judgement: 'transient', code: 'DATABASE_UNAVAILABLE', target, rowId, body: s3Notification(...records) };
}

interface Made {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly body: string;
  readonly stack: TestStack;
  readonly loader: OwnLoader;
  readonly store: ReturnType<typeof memoryStore>;
}

type Way = (made: Made) => Promise<void>;

function rowOf(table: string, id: number): string {
  return table === 'customer' ? `I,${id},name ${id}\n` : `I,${id},${id},1\n`;
}

async function consume({ body, loader }: Made): Promise<void> {
  const consumer = { loader, queue: queueInProcess({ receiveLimit: 5 }), receiveLimit: 5, random: () => 0 };
  await consumeBatch([messageOf(body)], Date.now() + 60_000, consumer);
}

const loaded: Way = consume;

const there: Way = ({ key, bytes, stack }) => stack.put(key, bytes);

/** Its bytes are refused, by a consumer that has read them. */
async function refused(made: Made): Promise<void> {
  await there(made);
  await consume(made);
}

function failing(
  code: 'DATABASE_UNAVAILABLE' | 'CONSTRAINT_VIOLATED' | 'OBJECT_MISSING',
  state: Exclude<ObjectState, 'loaded' | 'partial'>,
  times: number,
): Way {
  return async made => {
    await there(made);
    await fail(made, { code, state, times });
  };
}

async function fail(
  { key, loader, store }: Made,
  {
    code,
    state,
    times,
  }: { code: LoaderError['code']; state: Exclude<ObjectState, 'loaded' | 'partial'>; times: number },
): Promise<void> {
  for (let receiveCount = 1; receiveCount <= times; receiveCount += 1) {
    // The number is its own each time: what counts is what the errors have in common.
    const error = new LoaderError(code, {
      object: `s3://landing/${key}`,
      reason: `was not done in ${receiveCount} ms`,
      remedy: 'wait',
    });
    const attempt = { messageId: key, receiveCount, startedAtMs: Date.now(), deadlineMs: Date.now() + 1000 };
    const object = announcedIdentity(store.place(key));
    await loader.database.recordFailure({ object, state, error, refusalFingerprint: undefined, attempt });
  }
}

const gone: Way = () => Promise.resolve();

const goneAfterTries: Way = made => fail(made, { code: 'OBJECT_MISSING', state: 'missing', times: 5 });

async function overwrittenInLedger(made: Made): Promise<void> {
  const attempt = { messageId: made.key, receiveCount: 1, startedAtMs: Date.now(), deadlineMs: Date.now() + 1000 };
  const nothingWrong = { error: undefined, refusalFingerprint: undefined };
  const object = announcedIdentity(made.store.place(made.key));
  await made.loader.database.recordFailure({ object, state: 'overwritten', ...nothingWrong, attempt });
}

/** Other content stands there, and is loaded by its own message; the first one's never got as far. */
async function overwrittenInBucket(made: Made): Promise<void> {
  const { key, bytes, store } = made;
  const newer = Buffer.concat([bytes, bytes]);
  store.put(key, newer);
  await there({ ...made, bytes: newer });
  await consume({ ...made, body: announcement(store, key) });
}

async function send(
  { sqs, deadLetterQueueUrl }: TestStack,
  truths: readonly Truth[],
): Promise<ReadonlyMap<string, Truth>> {
  const byId = new Map<string, Truth>();
  for (let at = 0; at < truths.length; at += 10) {
    const batch = truths.slice(at, at + 10);
    const Entries = batch.map(({ body }, index) => ({ Id: String(index), MessageBody: body }));
    const { Successful = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: deadLetterQueueUrl, Entries }));
    for (const { Id, MessageId } of Successful) {
      const truth = batch[Number(Id)];
      if (truth !== undefined && MessageId !== undefined) {
        byId.set(MessageId, truth);
      }
    }
  }
  return byId;
}
