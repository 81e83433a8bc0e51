/** Objects that are loaded once more, as `replay --force` asks for: under a mended mapper, or under the same one. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { LoaderError } from '../../../domain/errors.ts';
import type { Committed } from '../../../domain/ports/load.ts';
import { ITEM, type ItemFile, type ItemRow, itemBatch, itemIntent, loadItems } from '../../factories/changes.ts';
import { begun, counted, useItemShop } from './item-shop.ts';

const shop = useItemShop();
let database: PostgresDatabase;
beforeEach(() => {
  database = shop.database();
});

const T1 = 1_000_000_000_000_000n;
const T2 = T1 + 1_000_000n;
const T3 = T2 + 1_000_000n;

const reopened = (...args: Parameters<typeof counted>) => ({ ...counted(...args), isReopened: true });
const versions = async () => (await shop.sql.query('select xmin::text, * from shop.item order by id')).rows;
const states = async () =>
  (await shop.sql.query('select state, reopened_at is not null as open from dms_loader.object_load')).rows;
const outcomes = async () =>
  (await shop.sql.query('select outcome, error_code from dms_loader.load_attempt order by load_attempt_id')).rows;

async function reopen(file: ItemFile): Promise<number> {
  return await database.reopening.reopen([itemIntent(file).object]);
}

/** As a mended mapper reads a file: under a fingerprint of its own. */
async function mended(file: ItemFile, db = database): Promise<Committed> {
  const load = await db.beginLoad({ ...itemIntent(file), table: { ...ITEM, fingerprint: 'mended' } });
  if ('kind' in load) {
    return load;
  }
  try {
    await load.add(itemBatch(file));
    return await load.commit();
  } finally {
    await load.abandon();
  }
}

/** Both shapes of a load must do the same: a declared row count over 500 makes it a staged one. */
describe.each([
  ['as parameters', undefined],
  ['staged', 501],
])('a reopened load %s', (_, rowCount) => {
  const file = (writtenAtMicros: bigint, ...rows: readonly ItemRow[]): ItemFile => ({
    writtenAtMicros,
    rows,
    ...(rowCount === undefined ? {} : { rowCount }),
  });

  test('P1: P6: under the same mapper changes no row, counts them as unchanged, and is done once', async () => {
    const one = file(T1, ['I', 1n, 'one', 1], ['I', 2n, 'two'], ['U', 2n, 'deux', 2], ['D', 3n], ['I', 5n, 'x', 1, 4n]);
    await loadItems(database, one);
    const before = await versions();
    const lines = 'select table_load_id, rows_applied::int, rows_unchanged::int from dms_loader.table_load';
    const [first] = (await shop.sql.query(lines)).rows;
    expect(await reopen(one)).toBe(1);
    expect(await loadItems(database, one)).toEqual(reopened(5, 0, 4, 1));
    expect(await loadItems(database, one)).toEqual({ kind: 'already-loaded' });
    expect(await versions()).toEqual(before);
    expect((await shop.sql.query(lines)).rows).toEqual([{ ...first, rows_applied: 0, rows_unchanged: 4 }]);
    expect(await states()).toEqual([{ state: 'loaded', open: false }]);
  });

  test('P3: under a mended mapper corrects the rows that still stand from it, and neither newer nor deleted ones', async () => {
    const wrong = file(T1, ['I', 1n, 'x1', 1], ['I', 2n, 'x2', 2], ['I', 3n, 'x3', 3], ['I', 4n, 'four', 4]);
    await loadItems(database, wrong);
    await loadItems(database, file(T2, ['U', 2n, 'newer', 22], ['D', 3n]));
    const [, , untouched] = await versions();
    await reopen(wrong);
    const right = file(T1, ['I', 1n, 'one', 1], ['I', 2n, 'two', 2], ['I', 3n, 'three', 3], ['I', 4n, 'four', 4]);
    expect(await mended(right)).toEqual(reopened(4, 1, 1, 2));
    expect(await shop.items()).toEqual([
      ['1', 'one', 1],
      ['2', 'newer', 22],
      ['4', 'four', 4],
    ]);
    expect((await versions())[2]).toEqual(untouched);
    await loadItems(database, file(T1 - 1n, ['I', 3n, 'late', 0]));
    expect(await shop.items()).toHaveLength(3);
  });

  test('P3: a row of another file at the very position is left as it is', async () => {
    const one: ItemFile = { ...file(T1, ['I', 1n, 'of one', 1]), key: 'one' };
    const other: ItemFile = { ...file(T1, ['I', 1n, 'of other', 1]), key: 'other' };
    await loadItems(database, one);
    await loadItems(database, other);
    await reopen(other);
    expect(await mended(other)).toEqual(reopened(1, 0, 1, 0));
    expect(await shop.items()).toEqual([['1', 'of one', 1]]);
  });

  test('P3: a change may become a delete under a mended mapper, or a delete a change', async () => {
    await loadItems(database, file(T1, ['I', 1n, 'one', 1], ['I', 2n, 'two', 2]));
    const wrong = file(T2, ['U', 1n, 'gone', 0], ['D', 2n]);
    await loadItems(database, wrong);
    await reopen(wrong);
    expect(await mended(file(T2, ['D', 1n], ['U', 2n, 'stays', 2]))).toEqual(reopened(2, 2, 0, 0));
    expect(await shop.items()).toEqual([['2', 'stays', 2]]);
    await reopen(wrong);
    expect(await mended(file(T2, ['U', 1n, 'back', 1], ['D', 2n]))).toEqual(reopened(2, 2, 0, 0));
    await loadItems(database, file(T1 + 1n, ['U', 1n, 'late', 0], ['U', 2n, 'late', 0]));
    expect(await shop.items()).toEqual([['1', 'back', 1]]);
    await loadItems(database, file(T3, ['D', 1n], ['I', 2n, 'anew', 3]));
    expect(await shop.items()).toEqual([['2', 'anew', 3]]);
  });
});

const FILE: ItemFile = { writtenAtMicros: T1, rows: [['I', 1n, 'wrong', 1]] };
const RIGHT: ItemFile = { writtenAtMicros: T1, rows: [['I', 1n, 'right', 1]] };

test('P1: what is not loaded is not reopened', async () => {
  expect(await reopen(FILE)).toBe(0);
  expect(await states()).toEqual([]);
});

test('P1: P2: of two consumers one loads it, and the other finds it busy, then loaded', async () => {
  await loadItems(database, FILE);
  await reopen(FILE);
  const other = shop.database();
  const holding = await begun(other, { ...RIGHT, rowCount: 501 });
  expect(await mended(RIGHT)).toEqual({ kind: 'busy' });
  await holding.add(itemBatch(RIGHT));
  await holding.commit();
  expect(await mended(RIGHT)).toEqual({ kind: 'already-loaded' });
  expect(await shop.items()).toEqual([['1', 'right', 1]]);
});

test('P1: a consumer that dies in its middle leaves it loaded as it was, and reopened', async () => {
  await loadItems(database, FILE);
  await reopen(FILE);
  const { proxy, db } = await shop.proxied();
  const load = await begun(db, { ...RIGHT, rowCount: 501 });
  await load.add(itemBatch(RIGHT));
  proxy.close();
  await expect(load.commit()).rejects.toThrow(LoaderError);
  expect(await shop.items()).toEqual([['1', 'wrong', 1]]);
  expect(await states()).toEqual([{ state: 'loaded', open: true }]);
  await expect.poll(async () => (await mended(RIGHT)).kind).toBe('loaded');
  expect(await shop.items()).toEqual([['1', 'right', 1]]);
});

test('P9: a failure is recorded as an attempt, and it stays loaded and reopened', async () => {
  await loadItems(database, FILE);
  await reopen(FILE);
  const { object, attempt } = itemIntent(FILE);
  const error = new LoaderError('ROW_BAD', { reason: 'is bad', remedy: 'correct it' });
  await database.recordFailure({ object, state: 'rejected', error, refusalFingerprint: 'f', attempt });
  expect(await states()).toEqual([{ state: 'loaded', open: true }]);
  expect(await outcomes()).toEqual([
    { outcome: 'loaded', error_code: null },
    { outcome: 'rejected', error_code: 'ROW_BAD' },
  ]);
  expect((await mended(RIGHT)).kind).toBe('loaded');
  await database.recordFailure({ object, state: 'failed', error, refusalFingerprint: undefined, attempt });
  expect(await outcomes()).toHaveLength(3);
});

test('P12: a rehearsal tells what it would change of what is loaded, and changes nothing', async () => {
  const wrong: ItemFile = {
    writtenAtMicros: T1,
    rows: [
      ['I', 1n, 'wrong', 1],
      ['I', 2n, 'two', 2],
      ['I', 3n, 'three', 3],
    ],
  };
  await loadItems(database, wrong);
  const before = await versions();
  const rehearse = { ...itemIntent(wrong), isRehearsal: true, reopens: true };
  const load = await database.beginLoad(rehearse);
  const rows: ItemRow[] = [
    ['I', 1n, 'right', 1],
    ['I', 2n, 'two', 2],
    ['D', 3n],
  ];
  await ('kind' in load ? undefined : load.add(itemBatch({ ...wrong, rows })));
  expect('kind' in load ? load : await load.commit()).toEqual({
    ...reopened(3, 2, 1, 0),
    rehearsal: { inserted: 0, updated: 1, deleted: 1, faults: [] },
  });
  expect(await versions()).toEqual(before);
  expect(await states()).toEqual([{ state: 'loaded', open: false }]);
});
