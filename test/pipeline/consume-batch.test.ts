import { describe, expect, it } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import type { LoadIntent } from '../../domain/ports/intent.ts';
import type { Load } from '../../domain/ports/load.ts';
import type { Message } from '../../domain/ports/queue.ts';
import { testProduct } from '../../domain/tables/test-product.ts';
import { consumeBatch } from '../../pipeline/consume-batch.ts';
import { messageOf, type RecordingQueue, recordingQueue } from '../doubles/queue.ts';
import { BUCKET } from '../doubles/store.ts';
import { s3Notification, s3Record } from '../factories/notification.ts';
import { productFile } from '../factories/product-file.ts';
import { attemptOf, useBench } from './bench.ts';

const BAD = productFile([{ id: 1n, active: 'maybe' }]);
const PRODUCTS = 'select product_id::text id from dmstest.test_product order by product_id';

const bench = useBench();

function keyOf(number: number): string {
  return `dmstest/test_product/20260301-0102${String(number).padStart(2, '0')}000.parquet`;
}

/** Puts a file with one product of that number; gives the record of its event. */
function put(number: number, bytes = productFile([{ id: BigInt(number) }])) {
  const { key, eTag, sizeBytes } = bench().store.put(keyOf(number), bytes);
  const { s3 } = s3Record() as { s3: object };
  return s3Record({ s3: { ...s3, bucket: { name: BUCKET }, object: { key, eTag, size: sizeBytes } } });
}

function consume(messages: readonly Message[], queue: RecordingQueue = recordingQueue(), secondsLeft = 60) {
  const { loader } = bench();
  const deadlineMs = Date.now() + secondsLeft * 1000;
  return consumeBatch(messages, deadlineMs, { loader, queue, receiveLimit: 5, random: () => 0 });
}

/** Another consumer holds the object of a number until the load is abandoned. */
async function hold(number: number): Promise<Load> {
  const database = connectDatabase({ url: bench().url });
  const { bucket, key, eTag, sizeBytes } = await bench().store.open({ bucket: BUCKET, key: keyOf(number) });
  const intent: LoadIntent = {
    object: { bucket, key, eTag, sizeBytes, lastModifiedMs: undefined },
    table: testProduct,
    columns: testProduct.columns,
    hasOldKey: false,
    expectsDistinctKeys: false,
    // More than goes into one statement, so that the claim is made at the beginning.
    rowCount: 100_000,
    writtenAtMicros: 1n,
    attempt: attemptOf(),
  };
  const load = await database.beginLoad(intent);
  if ('kind' in load) {
    throw new Error(`the object was ${load.kind}`);
  }
  return { ...load, abandon: () => load.abandon().then(() => database.close()) };
}

describe('a message', () => {
  it('that was loaded is acknowledged, and the queue is asked for nothing', async () => {
    const queue = recordingQueue();
    const results = await consume([messageOf(s3Notification(put(1)))], queue);
    expect(results).toMatchObject([{ outcome: 'loaded', answer: 'acknowledge', errors: [] }]);
    expect(queue.calls).toEqual([]);
  });

  it('fact 29: with several records takes the worst outcome of them, and the others load', async () => {
    const [result] = await consume([messageOf(s3Notification(put(1), put(2, BAD), put(3)))]);
    expect(result).toMatchObject({ outcome: 'rejected', answer: 'retry', errors: [{ code: 'ROW_BAD' }] });
    expect(await bench().query(PRODUCTS)).toEqual(['{"id":"1"}', '{"id":"3"}']);
  });

  it('with a record that cannot be read counts as rejected after its good records are loaded', async () => {
    const [result] = await consume([messageOf(s3Notification({ eventSource: 'aws:s3' }, put(2)))]);
    expect(result).toMatchObject({ outcome: 'rejected', errors: [{ code: 'NOTIFICATION_UNREADABLE' }] });
    expect(await bench().query(PRODUCTS)).toEqual(['{"id":"2"}']);
  });

  it('that is no notification at all is rejected', async () => {
    expect(await consume([messageOf('<xml/>')])).toMatchObject([{ outcome: 'rejected', answer: 'retry' }]);
  });

  it('with which S3 tests the way is acknowledged', async () => {
    const body = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET });
    expect(await consume([messageOf(body)])).toMatchObject([{ outcome: 'ignored', answer: 'acknowledge' }]);
  });

  it('tells in the log which of its records are of no concern', async () => {
    const tagging = { ...put(1), eventName: 'ObjectTagging:Put' };
    expect(await consume([messageOf(s3Notification(tagging, put(2)))])).toMatchObject([{ outcome: 'loaded' }]);
    expect(bench().logged.filter(line => line.includes('"event":"record-ignored"'))).toHaveLength(1);
  });

  it('of a removal is recorded, and the rows of the file stay', async () => {
    await consume([messageOf(s3Notification(put(1)))]);
    const removed = { ...put(1), eventName: 'ObjectRemoved:Delete' };
    expect(await consume([messageOf(s3Notification(removed))])).toMatchObject([
      { outcome: 'removed', answer: 'acknowledge' },
    ]);
    expect(await bench().query("select object_key from dms_loader.load_attempt where outcome = 'removed'")).toEqual([
      `{"object_key":"${keyOf(1)}"}`,
    ]);
    expect(await bench().query(PRODUCTS)).toEqual(['{"id":"1"}']);
  });
});

describe('a batch', () => {
  it('P8: has one result for each message, in their order, and bad ones harm no other', async () => {
    const bad = new Set([2, 5, 9]);
    const messages = Array.from({ length: 10 }, (_, at) => at + 1).map(number =>
      messageOf(s3Notification(put(number, bad.has(number) ? BAD : undefined)), { id: `m${number}` }),
    );
    const results = await consume(messages);
    expect(results.map(({ message }) => message.id)).toEqual(messages.map(({ id }) => id));
    expect(results.filter(({ answer }) => answer === 'retry').map(({ message }) => message.id)).toEqual([
      'm2',
      'm5',
      'm9',
    ]);
    expect(await bench().query(PRODUCTS)).toEqual([1, 3, 4, 6, 7, 8, 10].map(id => `{"id":"${id}"}`));
  });

  it('answers what it has no time for as failed, untouched, to be seen again at once', async () => {
    const queue = recordingQueue();
    const messages = ['m1', 'm2'].map((id, at) => messageOf(s3Notification(put(at + 1)), { id }));
    const results = await consume(messages, queue, 9);
    expect(results).toMatchObject([
      { outcome: 'failed', answer: 'retry' },
      { outcome: 'failed', answer: 'retry' },
    ]);
    expect(queue.calls).toEqual(['show m1 in 0', 'show m2 in 0']);
    expect(bench().store.opened).toEqual([]);
  });
});

describe('the pause before a retry', () => {
  it('P8: is none for a rejected message, so that it is in the dead-letter queue soon', async () => {
    const queue = recordingQueue();
    await consume([messageOf(s3Notification(put(1, BAD)))], queue);
    expect(queue.calls).toEqual(['show m1 in 0']);
  });

  it.each([
    [1, 10],
    [3, 40],
    [9, 450],
  ])('of a missing object doubles with every receive: after %i it is %i s at least', async (receiveCount, seconds) => {
    const queue = recordingQueue();
    const record = put(1);
    const gone = JSON.parse(JSON.stringify(record).replace(keyOf(1), keyOf(2)));
    await consume([messageOf(s3Notification(gone), { receiveCount })], queue);
    expect(queue.calls).toEqual([`show m1 in ${seconds}`]);
  });

  it('that cannot be set harms nothing: the message goes back, and the next one is loaded', async () => {
    const queue = recordingQueue(new Error('SQS is away'));
    const messages = [messageOf(s3Notification(put(1, BAD))), messageOf(s3Notification(put(2)), { id: 'm2' })];
    expect(await consume(messages, queue)).toMatchObject([{ answer: 'retry' }, { answer: 'acknowledge' }]);
    expect(bench().logged.join('')).toContain('"event":"retry-not-paced"');
  });
});

describe('an object that another consumer holds', () => {
  it('makes its message busy, to be seen again in 30 s', async () => {
    const queue = recordingQueue();
    const message = messageOf(s3Notification(put(1)));
    const held = await hold(1);
    expect(await consume([message], queue)).toMatchObject([{ outcome: 'busy', answer: 'retry' }]);
    expect(queue.calls).toEqual(['show m1 in 30']);
    await held.abandon();
    expect(await consume([message])).toMatchObject([{ outcome: 'loaded' }]);
  });

  it('P8: never brings a message to the dead-letter queue: before the last receive a copy takes its place', async () => {
    const queue = recordingQueue();
    const message = messageOf(s3Notification(put(1)), { receiveCount: 4 });
    const held = await hold(1);
    expect(await consume([message], queue)).toMatchObject([{ outcome: 'busy', answer: 'acknowledge' }]);
    expect(queue.calls).toEqual(['copy m1 in 30']);
    await held.abandon();
  });

  it('P8: keeps its message where it is when the copy cannot be sent', async () => {
    const message = messageOf(s3Notification(put(1)), { receiveCount: 4 });
    const held = await hold(1);
    const results = await consume([message], recordingQueue(new Error('SQS is away')));
    expect(results).toMatchObject([{ outcome: 'busy', answer: 'retry' }]);
    await held.abandon();
  });
});
