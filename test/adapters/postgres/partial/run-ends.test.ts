/** How a run ends: a COMMIT whose answer is lost, a failure that is recorded, changes whose order a cut would break. */
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { LoaderError } from '../../../../domain/errors.ts';
import { type ItemFile, loadItems } from '../../../factories/changes.ts';
import type { PlannedRows } from '../../../factories/load-rows.ts';
import { useItemShop } from '../item-shop.ts';
import { begunRun, loadRun, ofItems, opened, progressOf } from './in-part.ts';

const shop = useItemShop();
const ITEMS: ItemFile = {
  key: 'a',
  writtenAtMicros: 1000n,
  rows: [
    ['I', 1n, 'one', 1],
    ['I', 2n, 'two', 2],
    ['U', 1n, 'third', 3],
    ['U', 2n, 'fourth', 4],
  ],
};
const FILE = ofItems(ITEMS);

/** While the shop's own connection waits for a lock. */
async function watcher(text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: shop.url() });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

describe('a connection that ends in the COMMIT by which a file in part is begun', () => {
  test('P9: behind it is not taken for a failure: the ledger has the progress', async () => {
    const { proxy, db } = await shop.proxied();
    proxy.swallowAnswerTo(';\ncommit');
    const partial = await opened(db, FILE);
    expect(partial).toMatchObject({ restarts: 0, slices: [{ fromRow: 1, nextRow: 1, isDone: false }] });
    expect(await loadRun(db, FILE, { partial, fromRow: 1, beforeRow: 5 })).toMatchObject({ kind: 'loaded' });
  });

  test('P9: before it is a failure that may be tried again, and leaves nothing', async () => {
    const { proxy, db } = await shop.proxied();
    proxy.cutBefore(';\ncommit');
    await expect(opened(db, FILE)).rejects.toMatchObject({ code: 'COMMIT_UNKNOWN' });
    expect((await shop.sql.query('select from dms_loader.object_load')).rowCount).toBe(0);
    expect(await opened(db, FILE)).toMatchObject({ slices: [{ nextRow: 1 }] });
  });
});

describe('a connection that ends in the COMMIT of a run', () => {
  test('P9: behind it is not taken for a failure: the ledger has the line of this very run', async () => {
    const { proxy, db } = await shop.proxied();
    const partial = await opened(db, FILE);
    const first = await begunRun(db, FILE, { partial, fromRow: 1, beforeRow: 3 });
    proxy.swallowAnswerTo('commit');
    expect(await first.commit(progressOf(FILE, { partial, fromRow: 1, beforeRow: 3 }))).toMatchObject({
      kind: 'partial',
      counts: { read: 2 },
      total: { read: 2, applied: 2 },
    });
    const last = await begunRun(db, FILE, { partial, fromRow: 3, beforeRow: 5 });
    proxy.swallowAnswerTo('commit');
    const ended = await last.commit(progressOf(FILE, { partial, fromRow: 3, beforeRow: 5 }));
    expect(ended).toMatchObject({ kind: 'loaded', total: { read: 4, applied: 4 } });
  });

  test('P9: before it is a failure that may be tried again, from the same row on', async () => {
    const { proxy, db } = await shop.proxied();
    const partial = await opened(db, FILE);
    const run = { partial, fromRow: 1, beforeRow: 3 };
    const load = await begunRun(db, FILE, run);
    proxy.cutBefore('commit');
    await expect(load.commit(progressOf(FILE, run))).rejects.toMatchObject({ code: 'COMMIT_UNKNOWN' });
    expect(await shop.items()).toEqual([]);
    expect(await loadRun(db, FILE, run)).toMatchObject({ kind: 'partial', total: { read: 2 } });
  });

  test('P9: stays unknown where another consumer has loaded the same rows before the ledger is asked', async () => {
    const { proxy, db } = await shop.proxied();
    const partial = await opened(db, FILE);
    const run = { partial, fromRow: 1, beforeRow: 3 };
    const load = await begunRun(db, FILE, run);
    const lock = `hashtextextended(E'slice\\n${partial.objectLoadId}\\n1', 0)`;
    const held = shop.sql.query(`select pg_advisory_lock(${lock})`);
    const waiting = "select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted";
    await expect.poll(async () => (await watcher(waiting)).rows).toEqual([{ n: 1 }]);
    proxy.cutBefore('commit');
    const committing = load.commit(progressOf(FILE, run)).catch((error: unknown) => error);
    await held;
    await shop.sql.query(`update dms_loader.object_slice set next_row = 3;
      insert into dms_loader.load_attempt (object_load_id, bucket, object_key, message_id, receive_count, outcome, started_at,
        slice, first_row, before_row, restarts)
      values (${partial.objectLoadId}, 'landing', 'a', 'of another', 1, 'partial', now(), 1, 1, 3, 0);
      select pg_advisory_unlock(${lock})`);
    expect(await committing).toMatchObject({ code: 'COMMIT_UNKNOWN' });
  });
});

test('P8: a failure between two runs is written down, and the file stays partial until other bytes replace it', async () => {
  const db = shop.database();
  const partial = await opened(db, FILE);
  await loadRun(db, FILE, { partial, fromRow: 1, beforeRow: 3 });
  const { object, attempt } = FILE.intent;
  const error = new LoaderError('ROW_BAD', { object: 's3://landing/a', reason: 'row 3 is bad', remedy: 'mend it' });
  await db.recordFailure({ object, attempt, error, state: 'rejected', refusalFingerprint: 'today' });
  expect(await db.findObject(object)).toMatchObject({
    state: 'partial',
    errorCode: 'ROW_BAD',
    refusalFingerprint: 'today',
  });
  expect(await db.findPartial(partial.objectLoadId)).toMatchObject({ counts: { read: 2 }, slices: [{ nextRow: 3 }] });
  const { rows } = await shop.sql.query('select state, error, rows_read::int from dms_loader.load_history');
  expect(rows).toEqual([{ state: 'partial', error: error.message, rows_read: 2 }]);
  await db.recordFailure({ object, attempt, error: undefined, state: 'overwritten', refusalFingerprint: undefined });
  expect(await db.findObject(object)).toMatchObject({ state: 'overwritten' });
  expect(await loadRun(db, FILE, { partial, fromRow: 3, beforeRow: 5 })).toEqual({ kind: 'already-loaded' });
});

test('P8: a failure of one slice is written down while another is loaded', async () => {
  const db = shop.database();
  const slices = [
    { fromRow: 1, beforeRow: 3 },
    { fromRow: 3, beforeRow: undefined },
  ];
  const partial = await opened(db, FILE, slices);
  const run = { partial, fromRow: 1, beforeRow: 3, progress: { isSliceDone: true } };
  const load = await begunRun(shop.database(), FILE, run);
  const { object, attempt } = FILE.intent;
  const error = new LoaderError('STORE_UNAVAILABLE', { reason: 'S3 is away', remedy: 'wait' });
  await db.recordFailure({ object, attempt, error, state: 'failed', refusalFingerprint: undefined });
  expect(await db.findObject(object)).toMatchObject({ state: 'partial', errorCode: 'STORE_UNAVAILABLE' });
  expect(await load.commit(progressOf(FILE, run))).toMatchObject({ kind: 'partial' });
});

test('the ledger shows how far a file is, and does not call it fresh before all of it is there', async () => {
  const db = shop.database();
  await loadItems(db, { key: 'before', writtenAtMicros: 500n, rows: [['I', 9n, 'nine', 9]] });
  const partial = await opened(db, FILE);
  const progress = { rowGroups: { done: 1, all: 2 } };
  await loadRun(db, FILE, { partial, fromRow: 1, beforeRow: 3, progress });
  const text = `select h.state, row_groups_done, row_groups_all, slices::int, restarts, f.newest_written_at::text
    from dms_loader.load_history h, dms_loader.table_freshness f where h.object = 's3://landing/a'`;
  expect((await shop.sql.query(text)).rows).toEqual([
    {
      state: 'partial',
      row_groups_done: 1,
      row_groups_all: 2,
      slices: 1,
      restarts: 0,
      newest_written_at: '1970-01-01 00:00:00.0005+00',
    },
  ]);
  await loadRun(db, FILE, { partial, fromRow: 3, beforeRow: 5, progress: { rowGroups: { done: 2, all: 2 } } });
  expect((await shop.sql.query(text)).rows).toMatchObject([
    { state: 'loaded', row_groups_done: 2, newest_written_at: '1970-01-01 00:00:00.001+00' },
  ]);
});

describe('AR_H_CHANGE_SEQ over several runs', () => {
  const ordered = (sequences: readonly string[]): PlannedRows => {
    const file = ofItems(ITEMS, { hasChangeSequence: true });
    return {
      ...file,
      batch: (fromRow, beforeRow) => ({
        ...file.batch(fromRow, beforeRow),
        changeSequence: { values: sequences.slice(fromRow - 1, beforeRow - 1) },
      }),
    };
  };
  const places = async () =>
    (await shop.sql.query({ text: 'select id::int, name, _dms_row::int from shop.item order by id', rowMode: 'array' }))
      .rows;
  const run = async (file: PlannedRows, fromRow: number, beforeRow: number) => {
    const partial = await opened(shop.database(), file);
    const lastSequence = partial.slices[0]?.lastSequence;
    return await loadRun(shop.database(), file, { partial, fromRow, beforeRow, lastSequence });
  };

  test('P3: fact 7: orders the changes of each run, behind those of the runs before', async () => {
    const file = ordered(['12', '11', '14', '13']);
    await run(file, 1, 3);
    expect(await places()).toEqual([
      [1, 'one', 2],
      [2, 'two', 1],
    ]);
    expect((await opened(shop.database(), file)).slices).toMatchObject([{ lastSequence: '12\n' }]);
    await run(file, 3, 5);
    expect(await places()).toEqual([
      [1, 'third', 4],
      [2, 'fourth', 3],
    ]);
  });

  test('P3: fact 7: refuses a change that belongs before a run that is committed, by its row', async () => {
    const file = ordered(['12', '13', '14', '11']);
    await run(file, 1, 3);
    await expect(run(file, 3, 5)).rejects.toMatchObject({
      code: 'CHANGE_ORDER_SPLIT',
      details: { row: 4, column: 'AR_H_CHANGE_SEQ', value: '11' },
    });
    expect((await opened(shop.database(), file)).slices).toMatchObject([{ nextRow: 3, lastSequence: '13' }]);
  });

  test('P3: fact 8: refuses an empty one behind a run that was put into their order', async () => {
    const file = ordered(['12', '11', '14', '']);
    await run(file, 1, 3);
    await expect(run(file, 3, 5)).rejects.toMatchObject({ code: 'CHANGE_ORDER_SPLIT', details: { row: 4 } });
  });

  test('P3: fact 8: leaves the order of the rows from the first empty one on', async () => {
    const file = ordered(['12', '', '14', '11']);
    await run(file, 1, 3);
    expect(await run(file, 3, 5)).toMatchObject({ kind: 'loaded', counts: { applied: 2 } });
    expect(await places()).toEqual([
      [1, 'third', 3],
      [2, 'fourth', 4],
    ]);
  });
});
