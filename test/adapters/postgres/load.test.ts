import { beforeEach, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { type ItemFile, type ItemRow, loadItems } from '../../factories/changes.ts';
import { counted, useItemShop } from './item-shop.ts';

const shop = useItemShop();
let database: PostgresDatabase;
beforeEach(() => {
  database = shop.database();
});

const BEFORE = 1_000_000_000_000_000n;
const AFTER = 2_000_000_000_000_000n;

/** Both shapes of a load must do the same: a declared row count over 500 makes it a staged one. */
describe.each([
  ['as parameters', undefined],
  ['staged', 501],
])('a load %s', (_, rowCount) => {
  const load = (file: ItemFile) => loadItems(database, rowCount === undefined ? file : { ...file, rowCount });

  test('P6: fact 7: of several changes of a key the last of the file stands, and every row counts once', async () => {
    const rows: ItemRow[] = [
      ['I', 1n, 'one', 10],
      ['I', 2n, 'two', null],
      ['U', 1n, 'uno', 11],
      ['D', 2n],
      ['I', 3n, 'tab\t"quote" \\ 서울', -5],
    ];
    expect(await load({ writtenAtMicros: AFTER, rows })).toEqual(counted(5, 3, 0, 2));
    expect(await shop.items()).toEqual([
      ['1', 'uno', 11],
      ['3', 'tab\t"quote" \\ 서울', -5],
    ]);
  });

  test('P1: the same write again changes nothing and says so', async () => {
    const file: ItemFile = { writtenAtMicros: AFTER, rows: [['I', 1n, 'one', 1]] };
    await load(file);
    const before = await shop.sql.query('select xmin, * from shop.item');
    expect(await load(file)).toEqual({ kind: 'already-loaded' });
    expect((await shop.sql.query('select xmin, * from shop.item')).rows).toEqual(before.rows);
  });

  test('P3: fact 9: an older file neither overwrites a newer row nor revives a deleted one', async () => {
    await load({
      writtenAtMicros: AFTER,
      rows: [
        ['U', 1n, 'new', 1],
        ['D', 2n],
      ],
    });
    const alone = await load({ writtenAtMicros: BEFORE - 1n, rows: [['U', 2n, 'older', 0]] });
    expect(alone).toEqual(counted(1, 0, 0, 1));
    const late = await load({
      writtenAtMicros: BEFORE,
      rows: [
        ['I', 1n, 'old', 0],
        ['U', 2n, 'old', 0],
        ['D', 1n],
        ['I', 3n, 'three', 3],
      ],
    });
    expect(late).toEqual(counted(4, 1, 0, 3));
    expect(await shop.items()).toEqual([
      ['1', 'new', 1],
      ['3', 'three', 3],
    ]);
  });

  test('P3: fact 6: a delete of nothing is applied and keeps an older insert out', async () => {
    expect(await load({ writtenAtMicros: AFTER, rows: [['D', 7n]] })).toEqual(counted(1, 1, 0, 0));
    expect(await load({ writtenAtMicros: BEFORE, rows: [['I', 7n, 'late', 1]] })).toEqual(counted(1, 0, 0, 1));
    expect(await shop.items()).toEqual([]);
  });

  test('P3: fact 6: an insert of a row that is there and an update of one that is not are both applied', async () => {
    await load({ writtenAtMicros: BEFORE, rows: [['I', 1n, 'one', 1]] });
    const rows: ItemRow[] = [
      ['I', 1n, 'uno', 11],
      ['U', 2n, 'dos', 22],
    ];
    expect(await load({ writtenAtMicros: AFTER, rows })).toEqual(counted(2, 2, 0, 0));
    expect(await shop.items()).toEqual([
      ['1', 'uno', 11],
      ['2', 'dos', 22],
    ]);
  });

  test('P3: a key deleted and inserted again by a newer file stands', async () => {
    await load({ writtenAtMicros: BEFORE, rows: [['D', 7n]] });
    expect(await load({ writtenAtMicros: AFTER, rows: [['I', 7n, 'again', 1]] })).toEqual(counted(1, 1, 0, 0));
    expect(await shop.items()).toEqual([['7', 'again', 1]]);
  });

  test('P3: fact 16: a changed key takes its row along, and chains of them end where they should', async () => {
    await load({
      writtenAtMicros: BEFORE,
      rows: [
        ['I', 1n, 'a', 1],
        ['I', 2n, 'b', 2],
      ],
    });
    const moved = await load({
      writtenAtMicros: AFTER,
      rows: [
        ['U', 3n, 'a', 1, 1n],
        ['U', 1n, 'b', 2, 2n],
        ['U', 1n, 'b', 22, null],
      ],
    });
    expect(moved).toEqual(counted(3, 2, 0, 1));
    expect(await shop.items()).toEqual([
      ['1', 'b', 22],
      ['3', 'a', 1],
    ]);
  });

  test('P6: a change at the very position that the table holds is unchanged', async () => {
    await load({
      key: 'a',
      writtenAtMicros: AFTER,
      rows: [
        ['I', 1n, 'one', 1],
        ['D', 2n],
      ],
    });
    const twin = await load({
      key: 'b',
      writtenAtMicros: AFTER,
      rows: [
        ['I', 1n, 'one', 1],
        ['D', 2n],
      ],
    });
    expect(twin).toEqual(counted(2, 0, 2, 0));
  });

  test('P3: no change at or below the floor inserts an absent key, but it may update a present one', async () => {
    await load({ writtenAtMicros: 1000n, rows: [['I', 1n, 'one', 1]] });
    await shop.sql.query(
      `insert into dms_loader.table_floor values ('shop', 'item', '2001-09-09T01:46:40Z', 1, 'truncate')`,
    );
    const late = await load({
      writtenAtMicros: BEFORE,
      rows: [
        ['I', 2n, 'two', 2],
        ['U', 1n, 'uno', 1],
      ],
    });
    expect(late).toEqual(counted(2, 1, 0, 1));
    expect(await shop.items()).toEqual([['1', 'uno', 1]]);
  });

  test('a row older than the loader loses to any change', async () => {
    await shop.sql.query(`insert into shop.item (id, name) values (1, 'before the loader')`);
    expect(await load({ writtenAtMicros: BEFORE, rows: [['U', 1n, 'loaded', 1]] })).toEqual(counted(1, 1, 0, 0));
    expect(await shop.items()).toEqual([['1', 'loaded', 1]]);
  });

  test('fact 27: an empty set is a load of no rows', async () => {
    expect(await load({ writtenAtMicros: AFTER, rows: [] })).toEqual(counted(0, 0, 0, 0));
  });

  test('P1: what the database refuses leaves no row and no ledger entry, and the next load goes on', async () => {
    await shop.sql.query('alter table shop.item add constraint small check (amount < 100)');
    await expect(
      load({
        writtenAtMicros: BEFORE,
        rows: [
          ['I', 1n, 'fits', 1],
          ['I', 2n, 'too large', 100],
        ],
      }),
    ).rejects.toMatchObject({
      code: 'CONSTRAINT_VIOLATED',
      message: expect.not.stringContaining('too large'),
      cause: expect.objectContaining({ constraint: 'small' }),
    });
    expect(await shop.items()).toEqual([]);
    expect((await shop.sql.query('select * from dms_loader.object_load')).rows).toEqual([]);
    expect(await load({ writtenAtMicros: AFTER, rows: [['I', 1n, 'fits', 1]] })).toEqual(counted(1, 1, 0, 0));
  });
});
