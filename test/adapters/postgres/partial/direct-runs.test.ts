/** Runs of a full load go straight into its target for as long as nothing but the load itself has been at it. */
import { describe, expect, test } from 'vitest';
import { type ItemFile, type ItemRow, loadItems } from '../../../factories/changes.ts';
import { useItemShop } from '../item-shop.ts';
import { loadRun, loadRuns, ofItems, opened, remapped } from './in-part.ts';

const shop = useItemShop();
const ROWS: readonly ItemRow[] = [1, 2, 3, 4, 5, 6].map(at => ['I', BigInt(at), `row ${at}`, at] as const);
const ITEMS: ItemFile = { key: 'full', writtenAtMicros: 1000n, rows: ROWS, isFull: true };
const FILE = ofItems(ITEMS);

const isDirect = async () =>
  (await shop.sql.query('select is_direct from dms_loader.object_slice order by slice')).rows.map(row => row.is_direct);
const places = async () =>
  (await shop.sql.query('select id::int, _dms_row::int as row from shop.item order by id')).rows;

test('P1: each run of the only slice goes straight into what was an empty target', async () => {
  const db = shop.database();
  const partial = await opened(db, FILE);
  expect(await isDirect()).toEqual([null]);
  const last = await loadRuns(db, FILE, { partial, ends: [3, 5, 7] });
  expect(last).toMatchObject({ kind: 'loaded', counts: { applied: 2 }, total: { read: 6, applied: 6 } });
  expect(await isDirect()).toEqual([true]);
  expect(await places()).toEqual([1, 2, 3, 4, 5, 6].map(at => ({ id: at, row: at })));
});

test('P1: a direct run that is abandoned leaves nothing', async () => {
  const { proxy, db } = await shop.proxied();
  const partial = await opened(db, FILE);
  await loadRuns(db, FILE, { partial, ends: [3] });
  proxy.cutBefore(';\ncommit');
  await expect(loadRun(db, FILE, { partial, fromRow: 3, beforeRow: 7 })).rejects.toMatchObject({
    code: 'COMMIT_UNKNOWN',
  });
  expect(await places()).toHaveLength(2);
  expect(await loadRun(db, FILE, { partial, fromRow: 3, beforeRow: 7 })).toMatchObject({ kind: 'loaded' });
  expect(await isDirect()).toEqual([true]);
});

describe('a run is merged behind one that went straight', () => {
  const Tombstone = `insert into dms_loader.shop__item__tombstone (id, _dms_written_at, _dms_row, _dms_load)
    values (3, 'epoch'::timestamptz + interval '2 ms', 1, 0)`;
  const Floor = `insert into dms_loader.table_floor (target_schema, target_table, written_at, row_number, reason)
    values ('shop', 'item', 'epoch'::timestamptz + interval '2 ms', 0, 'sweep')`;

  test.each([
    ['a tombstone', Tombstone, { applied: 3, superseded: 1 }],
    ['a floor', Floor, { applied: 0, superseded: 4 }],
  ])('P3: once there is %s, which wins', async (_, text, counts) => {
    const db = shop.database();
    const partial = await opened(db, FILE);
    await loadRuns(db, FILE, { partial, ends: [3] });
    await shop.sql.query(text);
    expect(await loadRuns(db, FILE, { partial, ends: [7] })).toMatchObject({ kind: 'loaded', counts });
    expect(await isDirect()).toEqual([false]);
  });

  test('P3: once another file was loaded, which wins if it is newer; and so are the runs after that', async () => {
    const db = shop.database();
    const partial = await opened(db, FILE);
    await loadRuns(db, FILE, { partial, ends: [3] });
    await loadItems(shop.database(), { writtenAtMicros: 2000n, rows: [['U', 3n, 'newer', 0]] });
    expect(await loadRuns(db, FILE, { partial, ends: [5] })).toMatchObject({ counts: { applied: 1, superseded: 1 } });
    expect(await isDirect()).toEqual([false]);
    expect(await loadRuns(db, FILE, { partial, ends: [7] })).toMatchObject({ kind: 'loaded', total: { applied: 5 } });
    expect(await isDirect()).toEqual([false]);
  });

  test('P3: where it brings a key that is there: it is begun again, and the later ones are merged with it', async () => {
    const twice = ofItems({ ...ITEMS, rows: ROWS.with(3, ['I', 1n, 'again', 9]) });
    const db = shop.database();
    const partial = await opened(db, twice);
    await loadRuns(db, twice, { partial, ends: [3] });
    await expect(loadRuns(db, twice, { partial, ends: [5] })).rejects.toMatchObject({ code: 'KEY_REPEATED' });
    const merged = { ...twice, intent: { ...twice.intent, expectsDistinctKeys: false } };
    expect(await loadRuns(db, merged, { partial, ends: [5] })).toMatchObject({ counts: { applied: 2 } });
    expect(await loadRuns(db, twice, { partial, ends: [7] })).toMatchObject({ kind: 'loaded', total: { applied: 6 } });
    expect(await isDirect()).toEqual([false]);
    expect(await places()).toContainEqual({ id: 1, row: 4 });
  });

  test('P1: once the file started over', async () => {
    const db = shop.database();
    await loadRuns(db, FILE, { partial: await opened(db, FILE), ends: [3] });
    const again = remapped(FILE);
    const partial = await opened(db, again);
    expect(await loadRuns(db, again, { partial, ends: [3, 7] })).toMatchObject({ total: { read: 6, applied: 6 } });
    expect(await isDirect()).toEqual([false]);
  });
});

test('a load of a target that has rows is merged from its first run on', async () => {
  const db = shop.database();
  await loadItems(db, { key: 'before', writtenAtMicros: 500n, rows: [['I', 6n, 'before', 0]] });
  const partial = await opened(db, FILE);
  expect(await loadRuns(db, FILE, { partial, ends: [3, 7] })).toMatchObject({ total: { applied: 6 } });
  expect(await isDirect()).toEqual([false]);
});

test('slices of a spread load are merged, so that none keeps another waiting for the target', async () => {
  const db = shop.database();
  const slices = [
    { fromRow: 1, beforeRow: 4 },
    { fromRow: 4, beforeRow: undefined },
  ];
  const partial = await opened(db, FILE, slices);
  await loadRun(db, FILE, { partial, fromRow: 1, beforeRow: 4, progress: { isSliceDone: true } });
  expect(await isDirect()).toEqual([false, null]);
});
