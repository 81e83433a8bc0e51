import { expect, test } from 'vitest';
import { type ItemFile, itemIntent, loadItems } from '../../../factories/changes.ts';
import { useItemShop } from '../item-shop.ts';
import { begunRun, loadRun, ofItems, opened, partialIntent, progressOf } from './in-part.ts';

const shop = useItemShop();
const ITEMS: ItemFile = {
  key: 'a',
  writtenAtMicros: 1000n,
  rows: [
    ['I', 1n, 'one', 1],
    ['I', 2n, 'two', 2],
    ['U', 1n, 'one again', 11],
    ['D', 2n],
    ['I', 3n, 'three', 3],
    ['U', 4n, 'moved', 4, 3n],
  ],
};
const FILE = ofItems(ITEMS);
const LEFT = [
  ['1', 'one again', 11],
  ['4', 'moved', 4],
];

test('P10: runs one after another leave what one load leaves, and only the last of them says loaded', async () => {
  const db = shop.database();
  const partial = await opened(db, FILE);
  expect(partial).toMatchObject({ restarts: 0, writtenAtMicros: 1000n, counts: { read: 0, applied: 0 } });
  expect(await db.findObject(FILE.intent.object)).toMatchObject({ state: 'partial', id: partial.objectLoadId });
  const first = await loadRun(db, FILE, { partial, fromRow: 1, beforeRow: 3 });
  expect(first).toMatchObject({ kind: 'partial', counts: { read: 2, applied: 2 }, total: { read: 2 } });
  expect(await db.findPartial(partial.objectLoadId)).toMatchObject({
    counts: { read: 2, applied: 2 },
    slices: [{ number: 1, fromRow: 1, beforeRow: undefined, nextRow: 3, isDone: false }],
  });
  await loadRun(db, FILE, { partial, fromRow: 3, beforeRow: 5 });
  const last = await loadRun(db, FILE, { partial, fromRow: 5, beforeRow: 7 });
  expect(last).toMatchObject({
    kind: 'loaded',
    counts: { read: 2, applied: 1, superseded: 1 },
    total: { read: 6, applied: 5, superseded: 1 },
  });
  expect(await shop.items()).toEqual(LEFT);
  expect(await db.findObject(FILE.intent.object)).toMatchObject({ state: 'loaded' });
  expect(await db.findPartial(partial.objectLoadId)).toBeUndefined();
});

test('P1: rows of all runs of a file name one load, and lose to what was written later', async () => {
  const db = shop.database();
  const partial = await opened(db, FILE);
  await loadRun(db, FILE, { partial, fromRow: 1, beforeRow: 3 });
  await loadItems(db, { key: 'later', writtenAtMicros: 2000n, rows: [['U', 1n, 'later', 0]] });
  await loadRun(db, FILE, { partial, fromRow: 3, beforeRow: 5 });
  const last = await loadRun(db, FILE, { partial, fromRow: 5, beforeRow: 7 });
  expect(last).toMatchObject({ total: { read: 6, applied: 4, superseded: 2 } });
  expect(await shop.items()).toEqual([['1', 'later', 0], LEFT[1]]);
  const { rows } = await shop.sql.query(
    'select i.id, i._dms_row::int as row, object_key as file from shop.item i join dms_loader.table_load on table_load_id = _dms_load join dms_loader.object_load using (object_load_id) order by 1',
  );
  expect(rows).toEqual([
    { id: '1', row: 1, file: 'later' },
    { id: '4', row: 6, file: 'a' },
  ]);
});

test('P1: a run that is abandoned leaves nothing, and the next one begins where it began', async () => {
  const db = shop.database();
  const partial = await opened(db, FILE);
  await loadRun(db, FILE, { partial, fromRow: 1, beforeRow: 3 });
  const doomed = await begunRun(db, FILE, { partial, fromRow: 3, beforeRow: 7 });
  await doomed.abandon();
  const before = await db.findPartial(partial.objectLoadId);
  expect(before).toMatchObject({ counts: { read: 2 }, slices: [{ nextRow: 3 }] });
  await loadRun(db, FILE, { partial, fromRow: 3, beforeRow: 7 });
  expect(await shop.items()).toEqual(LEFT);
});

test('P1: a run that is not the next one of its slice is busy, and one of a done slice already loaded', async () => {
  const db = shop.database();
  const partial = await opened(db, FILE);
  await loadRun(db, FILE, { partial, fromRow: 1, beforeRow: 3 });
  expect(await loadRun(db, FILE, { partial, fromRow: 1, beforeRow: 3 })).toEqual({ kind: 'busy' });
  expect(await loadRun(db, FILE, { partial, fromRow: 5, beforeRow: 7 })).toEqual({ kind: 'busy' });
  expect(await loadRun(db, FILE, { partial, fromRow: 3, beforeRow: 7, restarts: 1 })).toEqual({ kind: 'busy' });
  await loadRun(db, FILE, { partial, fromRow: 3, beforeRow: 7 });
  expect(await loadRun(db, FILE, { partial, fromRow: 3, beforeRow: 7 })).toEqual({ kind: 'already-loaded' });
  expect(await db.openPartial(partialIntent(FILE))).toEqual({ kind: 'already-loaded' });
});

test('P2: of two consumers of one slice the second is busy, and goes on when the first is gone', async () => {
  const doomed = shop.database();
  const partial = await opened(doomed, FILE);
  await begunRun(doomed, FILE, { partial, fromRow: 1, beforeRow: 3 });
  const other = shop.database();
  expect(await loadRun(other, FILE, { partial, fromRow: 1, beforeRow: 3 })).toEqual({ kind: 'busy' });
  await shop.sql.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'dms-loader until %' and datname = current_database()",
  );
  await expect
    .poll(async () => (await loadRun(other, FILE, { partial, fromRow: 1, beforeRow: 3 })).kind)
    .toBe('partial');
});

test('P1: a load of the whole file and a run of it keep each other out', async () => {
  const db = shop.database();
  const partial = await opened(db, FILE);
  const run = await begunRun(db, FILE, { partial, fromRow: 1, beforeRow: 3 });
  const other = shop.database();
  expect(await loadItems(other, ITEMS)).toEqual({ kind: 'busy' });
  await run.commit(progressOf(FILE, { partial, fromRow: 1, beforeRow: 3 }));
  expect(await loadItems(other, ITEMS)).toEqual({ kind: 'busy' });
  expect(await shop.sql.query('select from dms_loader.table_load')).toMatchObject({ rowCount: 1 });
  const whole = await db.beginLoad({ ...itemIntent({ ...ITEMS, key: 'b' }), rowCount: 501 });
  const b = partialIntent(ofItems({ ...ITEMS, key: 'b' }));
  expect(await other.openPartial(b)).toEqual({ kind: 'busy' });
  await ('kind' in whole ? undefined : whole.abandon());
  expect(await other.openPartial(b)).toMatchObject({ restarts: 0 });
});

test('P1: the ledger itself refuses a second line of one run', async () => {
  const db = shop.database();
  const partial = await opened(db, FILE);
  await loadRun(db, FILE, { partial, fromRow: 1, beforeRow: 3 });
  await shop.sql.query('delete from shop.item; update dms_loader.object_slice set next_row = 1');
  await expect(loadRun(db, FILE, { partial, fromRow: 1, beforeRow: 3 })).rejects.toThrow('load_attempt_run');
  const { rows } = await shop.sql.query(
    'select outcome, slice, first_row::int, before_row::int, restarts from dms_loader.load_attempt order by load_attempt_id',
  );
  expect(rows).toEqual([
    { outcome: 'partial', slice: null, first_row: null, before_row: null, restarts: null },
    { outcome: 'partial', slice: 1, first_row: 1, before_row: 3, restarts: 0 },
  ]);
});

test('a file that is loaded in part can be rehearsed as a whole, and is gone on with afterwards', async () => {
  const db = shop.database();
  const partial = await opened(db, FILE);
  await loadRun(db, FILE, { partial, fromRow: 1, beforeRow: 3 });
  for (const rowCount of [6, 501]) {
    const load = await db.beginLoad({ ...itemIntent({ ...ITEMS, rowCount }), isRehearsal: true });
    await ('kind' in load ? undefined : load.add(FILE.batch(1, 7)));
    expect('kind' in load ? load : await load.commit()).toMatchObject({ kind: 'loaded', counts: { read: 6 } });
  }
  expect(await db.findPartial(partial.objectLoadId)).toMatchObject({
    counts: { read: 2 },
    mappingFingerprint: 'item-1',
  });
  expect(await loadRun(db, FILE, { partial, fromRow: 3, beforeRow: 7 })).toMatchObject({ kind: 'loaded' });
  expect(await shop.items()).toEqual(LEFT);
});
