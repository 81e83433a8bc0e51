import { describe, expect, it } from 'vitest';
import { deadlineNear } from '../../domain/deadline.ts';
import { LoaderError } from '../../domain/errors.ts';
import type { Database } from '../../domain/ports/database.ts';
import type { Message } from '../../domain/ports/queue.ts';
import type { ObjectStore } from '../../domain/ports/store.ts';
import { consumeBatch, consumeInTurn } from '../../pipeline/consume-batch.ts';
import type { Loader } from '../../pipeline/loader.ts';
import { messageOf, recordingQueue } from '../doubles/queue.ts';
import { BUCKET } from '../doubles/store.ts';
import { s3Notification, s3Record } from '../factories/notification.ts';
import { productFile } from '../factories/product-file.ts';
import { useBench } from './bench.ts';

const BAD = productFile([{ id: 1n, active: 'maybe' }]);
const IDS = 'select product_id::int id from dmstest.test_product order by product_id';
/** Files of one transaction have rows of one. */
const TRANSACTIONS = 'select count(distinct xmin::text)::int n from dmstest.test_product';

const bench = useBench();

function keyOf(number: number): string {
  return `dmstest/test_product/20260301-0102${String(number).padStart(2, '0')}000.parquet`;
}

/** The message of a file, which is put, with one product of that number. */
function announce(number: number, bytes = productFile([{ id: BigInt(number) }])): Message {
  return announced(number, bench().store.put(keyOf(number), bytes));
}

function announced(
  number: number,
  { key, eTag, sizeBytes }: { key: string; eTag: string; sizeBytes: number },
): Message {
  const { s3 } = s3Record() as { s3: object };
  const record = s3Record({ s3: { ...s3, bucket: { name: BUCKET }, object: { key, eTag, size: sizeBytes } } });
  return messageOf(s3Notification(record), { id: `m${number}` });
}

function consume(messages: readonly Message[], changed: Partial<Loader> = {}) {
  const loader = Object.assign(bench().loader, changed);
  const consumer = { loader, queue: recordingQueue(), receiveLimit: 5, random: () => 0 };
  return consumeBatch(messages, Date.now() + 60_000, consumer);
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

function linesOf(event: string): readonly Record<string, unknown>[] {
  return bench()
    .logged.map(line => JSON.parse(line) as Record<string, unknown>)
    .filter(line => line['event'] === event);
}

/** How often loads were begun one by one. */
function counting(): { readonly database: Database; readonly begun: string[] } {
  const { database } = bench().loader;
  const begun: string[] = [];
  const beginLoad: Database['beginLoad'] = intent => {
    begun.push(intent.object.key);
    return database.beginLoad(intent);
  };
  return { begun, database: { ...database, beginLoad } };
}

describe('small files of one table in a batch', () => {
  it('P1: share one transaction, and each has its result, its line in the log and its line in the ledger', async () => {
    const messages = numbers(5).map(number => announce(number));
    const results = await consume(messages);
    expect(results.map(({ message, outcome, answer }) => [message.id, outcome, answer])).toEqual(
      messages.map(({ id }) => [id, 'loaded', 'acknowledge']),
    );
    expect(await bench().query(TRANSACTIONS)).toEqual(['{"n":1}']);
    expect(linesOf('object').map(line => [line['messageId'], line['outcome'], line['applied']])).toEqual(
      messages.map(({ id }) => [id, 'loaded', 1]),
    );
    expect(await bench().query("select message_id m from dms_loader.load_attempt where outcome = 'loaded'")).toEqual(
      messages.map(({ id }) => JSON.stringify({ m: id })),
    );
  });

  it('P8: do not sink with bad ones among them: nine load together, and each bad one has its own error', async () => {
    const bad = new Map([
      [2, BAD],
      [4, new Uint8Array(40)],
    ]);
    const messages = numbers(12).map(number => announce(number, bad.get(number)));
    bench().store.remove(keyOf(6));
    bench().store.put(keyOf(8), productFile([{ id: 80n }]));
    const { database, begun } = counting();
    const results = await consume([...messages.slice(0, 9), announced(1, bench().store.place(keyOf(1)))], { database });
    expect(results.map(({ outcome }) => outcome)).toEqual([
      ...['loaded', 'rejected', 'loaded', 'rejected', 'loaded', 'missing', 'loaded', 'overwritten', 'loaded'],
      'already-loaded',
    ]);
    expect(results.flatMap(({ errors }) => errors.map(({ code }) => code))).toEqual([
      'ROW_BAD',
      'PARQUET_NOT_PARQUET',
      'OBJECT_MISSING',
    ]);
    expect(begun).toEqual([keyOf(2), keyOf(8)]);
    expect(await bench().query(IDS)).toEqual([1, 3, 5, 7, 9, 80].map(id => `{"id":${id}}`));
  });

  it('P8: are loaded one by one where the database refuses a row of one, and that one alone fails', async () => {
    await bench().query('alter table dmstest.test_product add check (product_id <> 3)');
    const results = await consume(numbers(4).map(number => announce(number)));
    expect(results.map(({ outcome }) => outcome)).toEqual(['loaded', 'loaded', 'failed', 'loaded']);
    expect(results[2]?.errors).toMatchObject([{ code: 'CONSTRAINT_VIOLATED' }]);
    expect(await bench().query(IDS)).toEqual([1, 2, 4].map(id => `{"id":${id}}`));
  });

  it('are not read in vain again soon after some could not be loaded together', async () => {
    await bench().query('alter table dmstest.test_product add check (product_id <> 3)');
    const { store, loader } = bench();
    const consumeThem = (from: number) =>
      consume(
        numbers(3).map(number => announce(from + number)),
        loader,
      );
    let now = Date.now();
    Object.assign(loader, { clock: { now: () => now } });
    await consumeThem(0);
    store.opened.length = 0;
    await consumeThem(10);
    expect(store.opened).toEqual([11, 12, 13].map(keyOf));
    expect(await bench().query(TRANSACTIONS)).toEqual(['{"n":5}']);
    now += 11_000;
    await consumeThem(20);
    expect(await bench().query(TRANSACTIONS)).toEqual(['{"n":6}']);
  });

  it('are not read twice again and again where none of them is small once it is opened', async () => {
    const many = (first: bigint) =>
      productFile(Array.from({ length: 2001 }, (_, at) => ({ id: first * 10_000n + BigInt(at) })));
    const { loader, store } = bench();
    await consume([announce(1, many(1n)), announce(2, many(2n))], loader);
    store.opened.length = 0;
    const results = await consume([announce(3, many(3n)), announce(4, many(4n))], loader);
    expect(results.map(({ outcome }) => outcome)).toEqual(['loaded', 'loaded']);
    expect(store.opened).toEqual([keyOf(3), keyOf(4)]);
  });

  it('P8: that take too long together have time left to be loaded one by one', async () => {
    let lateMs = 0;
    const clock = { now: () => Date.now() + lateMs };
    const loadTogether: Database['loadTogether'] = loads => {
      lateMs = Math.max(...loads.map(({ intent }) => intent.attempt.deadlineMs)) - Date.now();
      return Promise.resolve(loads.map(() => ({ kind: 'apart' })));
    };
    const database = { ...bench().loader.database, loadTogether };
    const results = await consume([announce(1), announce(2)], { database, clock });
    expect(results.map(({ outcome }) => outcome)).toEqual(['loaded', 'loaded']);
  });

  it('P10: share a transaction only as far as few megabytes of cells are held for it', async () => {
    const wide = (number: number) =>
      productFile(
        Array.from({ length: 100 }, (_, at) => ({ id: BigInt(number * 1000 + at), name: 'x'.repeat(26_000) })),
      );
    await consume([...numbers(3).map(number => announce(number, wide(number))), announce(4), announce(5)]);
    expect(await bench().query(TRANSACTIONS)).toEqual(['{"n":3}']);
  });

  it('P8: do not wait for one that S3 does not send, until no time is left for any', async () => {
    const messages = numbers(4).map(number => announce(number));
    const { store } = bench();
    const open: ObjectStore['open'] = place =>
      place.key === keyOf(2)
        ? new Promise((_, reject) => place.signal?.addEventListener('abort', () => reject(deadlineNear())))
        : store.open(place);
    const loader = { ...bench().loader, store: { open } };
    const consumer = { loader, queue: recordingQueue(), receiveLimit: 5, random: () => 0 };
    const results = await consumeBatch(messages, Date.now() + 14_500, consumer);
    expect(results.map(({ outcome }) => outcome)).toEqual(['loaded', 'failed', 'loaded', 'loaded']);
  });

  it('P5: that are loaded, or were refused, are answered from the ledger without being read', async () => {
    await consume([announce(1), announce(2), announce(3, BAD)]);
    bench().store.opened.length = 0;
    const again = [1, 2, 3].map(number => announced(number, bench().store.place(keyOf(number))));
    const results = await consume([...again, announce(4), announce(5)]);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'already-loaded',
      'already-loaded',
      'rejected',
      'loaded',
      'loaded',
    ]);
    expect(bench().store.opened).toEqual([keyOf(4), keyOf(5)]);
  });

  it('P3: end as in the order of their times, whatever the order of their messages', async () => {
    const files = [3, 1, 2].map(number => announce(number, productFile([{ op: 'U', id: 7n, name: `of ${number}` }])));
    await consume(files);
    expect(await bench().query('select product_name from dmstest.test_product')).toEqual(['{"product_name":"of 3"}']);
    expect(linesOf('object').map(line => [line['applied'], line['superseded']])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
  });

  it('P9: whose COMMIT is not known are failed, and nothing is recorded over it', async () => {
    const lost = new LoaderError('COMMIT_UNKNOWN', { object: 'another', reason: 'it ended', remedy: 'try again' });
    const database = { ...bench().loader.database, loadTogether: () => Promise.reject(lost) };
    const results = await consume([announce(1), announce(2)], { database });
    expect(results).toMatchObject([
      { outcome: 'failed', errors: [{ code: 'COMMIT_UNKNOWN', message: expect.stringContaining(keyOf(1)) }] },
      { outcome: 'failed', errors: [{ code: 'COMMIT_UNKNOWN', message: expect.stringContaining(keyOf(2)) }] },
    ]);
    expect(await bench().query('select 1 from dms_loader.object_load')).toEqual([]);
  });

  it('that are more than a batch are taken ten at a time', async () => {
    await consume(numbers(25).map(number => announce(number)));
    expect(await bench().query(TRANSACTIONS)).toEqual(['{"n":3}']);
  });

  it('are finished when the consumer is told to stop, and what is not begun has no result', async () => {
    const messages = [announce(1), announce(2), announce(3, BAD), announce(4)];
    let isStopping = false;
    const database: Database = {
      ...bench().loader.database,
      loadTogether: loads => {
        isStopping = true;
        return bench().loader.database.loadTogether(loads);
      },
    };
    const consumer = {
      loader: { ...bench().loader, database },
      queue: recordingQueue(),
      receiveLimit: 5,
      random: () => 0,
    };
    const pace = { deadlineMs: () => Date.now() + 60_000, mayBegin: () => !isStopping };
    const results = await Array.fromAsync(consumeInTurn(messages, pace, consumer));
    expect(results.map(({ message, outcome }) => [message.id, outcome])).toEqual([
      ['m1', 'loaded'],
      ['m2', 'loaded'],
      ['m4', 'loaded'],
    ]);
  });
});
