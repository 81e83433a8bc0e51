import { beforeEach, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { type ItemFile, type ItemRow, itemBatch, loadItems } from '../../factories/changes.ts';
import { begun, counted, useItemShop } from './item-shop.ts';

const shop = useItemShop();
let database: PostgresDatabase;
beforeEach(() => {
  database = shop.database();
});

const BEFORE = 1_000_000_000_000_000n;
const AFTER = 2_000_000_000_000_000n;

describe('a full load of an empty target, which needs no merge', () => {
  const full = (file: ItemFile) => loadItems(database, { ...file, rowCount: 501, isFull: true });

  test('P6: every row is applied, with its position and its load', async () => {
    const rows: ItemRow[] = [
      ['I', 1n, 'one', 1],
      ['I', 2n, null, null],
    ];
    expect(await full({ writtenAtMicros: AFTER, rows })).toEqual(counted(2, 2, 0, 0));
    const { rows: stored } = await shop.sql.query(
      `select i.id, i.name, i._dms_written_at::text as at, i._dms_row, l.object
       from shop.item i join dms_loader.load_history l on l.table_load_id = i._dms_load order by id`,
    );
    const object = `s3://landing/shop/item/${AFTER}.parquet`;
    expect(stored).toEqual([
      { id: '1', name: 'one', at: '2033-05-18 03:33:20+00', _dms_row: '1', object },
      { id: '2', name: null, at: '2033-05-18 03:33:20+00', _dms_row: '2', object },
    ]);
  });

  test('P3: what came before it stands: a newer row, a tombstone, a floor', async () => {
    await loadItems(database, { writtenAtMicros: AFTER, rows: [['D', 1n]] });
    expect(await full({ writtenAtMicros: BEFORE, rows: [['I', 1n, 'revived', 1]] })).toEqual(counted(1, 0, 0, 1));
    await loadItems(database, { writtenAtMicros: AFTER + 1n, rows: [['I', 2n, 'newer', 2]] });
    expect(await full({ key: 'second', writtenAtMicros: BEFORE, rows: [['I', 2n, 'older', 2]] })).toEqual(
      counted(1, 0, 0, 1),
    );
    expect(await shop.items()).toEqual([['2', 'newer', 2]]);
  });

  test.each<[string, ItemRow[]]>([
    [
      'a key stands in it twice',
      [
        ['I', 1n, 'one', 1],
        ['I', 1n, 'uno', 2],
      ],
    ],
    [
      'it deletes',
      [
        ['I', 1n, 'one', 1],
        ['D', 2n],
      ],
    ],
    ['it changes a key', [['U', 2n, 'one', 1, 1n]]],
  ])('P1: when %s, nothing is left of it, and without the expectation it is merged', async (_, rows) => {
    await expect(full({ writtenAtMicros: AFTER, rows })).rejects.toMatchObject({ code: 'KEY_REPEATED' });
    expect(await shop.items()).toEqual([]);
    expect(await loadItems(database, { writtenAtMicros: AFTER, rows, rowCount: 501 })).toMatchObject({
      kind: 'loaded',
    });
  });

  test('P1: a key that the server finds repeated between two batches is still called that', async () => {
    const many = Array.from({ length: 20_000 }, (_, row): ItemRow => ['I', BigInt(row % 19_999), 'x'.repeat(50), row]);
    const file: ItemFile = { writtenAtMicros: AFTER, rows: many, isFull: true };
    const load = await begun(database, file);
    await load.add(itemBatch(file));
    const refused = `select count(*)::int n from pg_stat_activity
      where state = 'idle in transaction (aborted)' and datname = current_database()`;
    await expect.poll(async () => (await shop.sql.query(refused)).rows).toEqual([{ n: 1 }]);
    await expect(load.add(itemBatch(file, 20_001))).rejects.toMatchObject({ code: 'KEY_REPEATED' });
    await load.abandon();
    expect(await loadItems(database, { ...file, isFull: false })).toMatchObject({ kind: 'loaded' });
  });

  test('a target whose types differ from the mapping is merged into, with PostgreSQL’s own casts', async () => {
    await shop.sql.query('alter table shop.item alter column amount type numeric');
    expect(await full({ writtenAtMicros: AFTER, rows: [['I', 1n, 'one', 1]] })).toEqual(counted(1, 1, 0, 0));
    expect(await shop.items()).toEqual([['1', 'one', '1']]);
  });
});
