import { expect, test } from 'vitest';
import { LoaderError } from '../../../../domain/errors.ts';
import type { QuarantinedRow } from '../../../../domain/ports/set-aside.ts';
import { ITEM, itemIntent, loadItems } from '../../../factories/changes.ts';
import { useItemShop } from '../item-shop.ts';
import { loadRun, ofItems, opened } from '../partial/in-part.ts';

const shop = useItemShop();
const T1 = 1_706_696_430_123_000n;
const OBJECT = { bucket: 'landing', key: 'shop/item/one.parquet' };
const attempt = (messageId: string, receiveCount = 1) => ({
  messageId,
  receiveCount,
  startedAtMs: Date.UTC(2026, 0, 31, 12),
  deadlineMs: Date.now() + 60_000,
});
const file = { key: OBJECT.key, writtenAtMicros: T1, rows: [['I', 7n, 'a']] as const };

test('an object that the ledger does not know has no history', async () => {
  expect(await shop.database().traces.file(OBJECT)).toEqual({ writes: [], removals: [] });
});

test('each write of an object has its attempts with their receives and errors, and what it did', async () => {
  const database = shop.database();
  const { object } = itemIntent({ ...file, eTag: 'v1' });
  const error = new LoaderError('STORE_UNAVAILABLE', { reason: 'S3 was away', remedy: 'try again' });
  const failure = { object, state: 'failed' as const, error, refusalFingerprint: undefined };
  await database.recordFailure({ ...failure, attempt: attempt('m1', 1) });
  await loadItems(database, { ...file, eTag: 'v1', attempt: attempt('m1', 2) });
  await loadItems(database, { ...file, eTag: 'v2', writtenAtMicros: T1 + 1000n, attempt: attempt('m2') });
  const { writes, removals } = await database.traces.file(OBJECT);
  expect(removals).toEqual([]);
  expect(writes.map(({ eTag }) => eTag)).toEqual(['v1', 'v2']);
  expect(writes[0]).toEqual({
    objectLoadId: expect.any(BigInt),
    object: 's3://landing/shop/item/one.parquet',
    eTag: 'v1',
    sizeBytes: 1000,
    lastModifiedMs: undefined,
    state: 'loaded',
    attempts: 2,
    firstSeenAtMs: expect.any(Number),
    changedAtMs: expect.any(Number),
    error: { code: 'STORE_UNAVAILABLE', message: 'S3 was away; try again' },
    slices: undefined,
    setAside: 0,
    tables: [
      {
        tableLoadId: expect.any(BigInt),
        target: 'shop.item',
        writtenAtMs: Number(T1 / 1000n),
        startedAtMs: Date.UTC(2026, 0, 31, 12),
        loadedAtMs: expect.any(Number),
        mappingFingerprint: ITEM.fingerprint,
        counts: { read: 1, applied: 1, unchanged: 0, superseded: 0, quarantined: 0 },
      },
    ],
    history: [
      {
        startedAtMs: Date.UTC(2026, 0, 31, 12),
        endedAtMs: expect.any(Number),
        messageId: 'm1',
        receiveCount: 1,
        outcome: 'failed',
        error: { code: 'STORE_UNAVAILABLE', message: 'S3 was away; try again' },
        eventTime: undefined,
        run: undefined,
      },
      expect.objectContaining({ messageId: 'm1', receiveCount: 2, outcome: 'loaded', error: undefined }),
    ],
  });
});

test('a file in several transactions has its runs, its slices, and the rows that are set aside still', async () => {
  const database = shop.database();
  const big = ofItems({
    ...file,
    rows: [
      ['I', 1n],
      ['I', 2n],
      ['I', 3n],
    ],
    attempt: attempt('m1'),
  });
  const partial = await opened(database, big);
  const bad: QuarantinedRow = {
    source: { row: 2, cells: [] },
    writtenAtMicros: T1,
    faults: [{ row: 2, column: 'NAME', value: 'x', reason: 'is bad', remedy: 'correct it' }],
  };
  await loadRun(database, big, { partial, fromRow: 1, beforeRow: 3, aside: [bad] });
  const [write] = (await database.traces.file(OBJECT)).writes;
  expect(write).toMatchObject({ state: 'partial', slices: { done: 0, all: 1 }, setAside: 1 });
  expect(write?.tables).toMatchObject([{ counts: { read: 2, applied: 1, quarantined: 1 } }]);
  expect(write?.history).toMatchObject([
    { outcome: 'partial', run: undefined },
    { outcome: 'partial', run: { slice: 1, fromRow: 1, beforeRow: 3 } },
  ]);
});

test('a full-load file has its LastModified, and its removal stands beside its writes', async () => {
  const database = shop.database();
  const intent = itemIntent({ ...file, isFull: true });
  const load = await database.beginLoad({ ...intent, object: { ...intent.object, lastModifiedMs: 1_706_696_430_000 } });
  await ('kind' in load ? undefined : load.commit());
  await database.recordRemoval({
    ...OBJECT,
    eventTime: '2026-02-01T00:00:00.000Z',
    table: ITEM,
    attempt: attempt('gone'),
  });
  const { writes, removals } = await database.traces.file(OBJECT);
  expect(writes).toMatchObject([{ lastModifiedMs: 1_706_696_430_000, state: 'loaded' }]);
  expect(removals).toMatchObject([
    { outcome: 'removed', messageId: 'gone', eventTime: '2026-02-01T00:00:00.000Z', run: undefined },
  ]);
});
