import { expect, test } from 'vitest';
import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import type { HeldLoad } from '../../../domain/ports/load.ts';
import { type ItemFile, itemBatch, itemIntent, loadItems } from '../../factories/changes.ts';
import { begun, counted, useItemShop } from './item-shop.ts';

const shop = useItemShop();

const APART = { kind: 'apart' };
const ONE: ItemFile = { writtenAtMicros: 1000n, rows: [['I', 1n, 'one', 1]] };
const TWO: ItemFile = { writtenAtMicros: 2000n, rows: [['I', 2n, 'two', 2]] };
const THREE: ItemFile = { writtenAtMicros: 3000n, rows: [['I', 3n, 'three', 3]] };

function held(file: ItemFile): HeldLoad {
  return { intent: itemIntent(file), batches: [itemBatch(file)] };
}

function together(files: readonly ItemFile[], database: PostgresDatabase = shop.database()) {
  return database.loadTogether(files.map(held));
}

async function count(relation: string): Promise<number> {
  return (await shop.sql.query(`select count(*)::int as n from ${relation}`)).rows[0].n;
}

test('P1: several files are loaded in one transaction, each row with its own time and load, each file with its own lines', async () => {
  expect(await together([ONE, TWO])).toEqual([counted(1, 1, 0, 0), counted(1, 1, 0, 0)]);
  const text = `select i.id::int, h.object, h.state, h.rows_applied::int, i._dms_written_at = h.written_at as is_its_time
from shop.item i join dms_loader.load_history h on h.table_load_id = i._dms_load order by i.id`;
  expect((await shop.sql.query({ text, rowMode: 'array' })).rows).toEqual([
    [1, 's3://landing/shop/item/1000.parquet', 'loaded', 1, true],
    [2, 's3://landing/shop/item/2000.parquet', 'loaded', 1, true],
  ]);
  expect(await count('(select distinct xmin::text from shop.item) x')).toBe(1);
  expect(await count("dms_loader.load_attempt where outcome = 'loaded'")).toBe(2);
});

test('P3: P6: the files of one set are in the order of their times, whatever that of their messages', async () => {
  const late: ItemFile = {
    writtenAtMicros: 3000n,
    rows: [
      ['D', 1n],
      ['U', 2n, 'new', 3],
    ],
  };
  const early: ItemFile = {
    writtenAtMicros: 1000n,
    rows: [
      ['I', 1n, 'one', 1],
      ['I', 2n, 'two', 2],
    ],
  };
  expect(await together([late, early])).toEqual([counted(2, 2, 0, 0), counted(2, 0, 0, 2)]);
  expect(await shop.items()).toEqual([['2', 'new', 3]]);
});

test('P6: what the table holds already counts for the file that is behind', async () => {
  await loadItems(shop.database(), { writtenAtMicros: 2500n, rows: [['I', 2n, 'newer', 9]] });
  const twin: ItemFile = { ...THREE, eTag: 'twin' };
  await loadItems(shop.database(), THREE);
  expect(await together([ONE, TWO, twin])).toEqual([counted(1, 1, 0, 0), counted(1, 0, 0, 1), counted(1, 0, 1, 0)]);
});

test('P2: P8: a file that another consumer holds, or that is loaded, is left out, and the others load', async () => {
  const holder = await begun(shop.database(), { ...TWO, rowCount: 100_000 });
  const four: ItemFile = { writtenAtMicros: 4000n, rows: [['I', 4n, 'four', 4]] };
  await loadItems(shop.database(), four);
  expect(await together([ONE, TWO, THREE, four])).toEqual([counted(1, 1, 0, 0), APART, counted(1, 1, 0, 0), APART]);
  await holder.abandon();
  expect((await shop.items()).map(row => (row as unknown[])[0])).toEqual(['1', '3', '4']);
});

test('P8: a row that the database refuses leaves nothing of any, and each is to be loaded by itself', async () => {
  await shop.sql.query('alter table shop.item add check (amount < 3)');
  expect(await together([ONE, TWO, THREE])).toEqual([APART, APART, APART]);
  expect([await count('shop.item'), await count('dms_loader.object_load')]).toEqual([0, 0]);
});

test('P6: P8: a trigger that keeps rows out leaves nothing of any', async () => {
  await shop.sql.query(`create function shop.none() returns trigger language plpgsql as 'begin return null; end';
create trigger none before insert on shop.item for each row when (new.id = 2) execute function shop.none()`);
  expect(await together([ONE, TWO])).toEqual([APART, APART]);
  expect(await count('dms_loader.object_load')).toBe(0);
});

test('P8: where others hold a row of one file, each is to be loaded by itself, and waits for its own rows only', async () => {
  await shop.sql.query(`create function shop.held() returns trigger language plpgsql as
  $$begin raise exception 'canceling statement due to lock timeout' using errcode = '55P03'; end$$;
create trigger held before insert on shop.item for each row when (new.id = 2) execute function shop.held()`);
  expect(await together([ONE, TWO])).toEqual([APART, APART]);
});

test('P6: a changed key is no row of its own beside one that the table holds newer', async () => {
  await loadItems(shop.database(), { writtenAtMicros: 500n, rows: [['I', 1n, 'one', 1]] });
  await loadItems(shop.database(), { writtenAtMicros: 9000n, rows: [['I', 9n, 'newer', 9]] });
  const moving: ItemFile = {
    writtenAtMicros: 1000n,
    rows: [
      ['U', 2n, 'moved', 2, 1n],
      ['U', 9n, 'older', 8, 9n],
    ],
  };
  const behind: ItemFile = { writtenAtMicros: 2000n, rows: [['U', 3n, 'three', 3, 3n]] };
  expect(await together([moving, behind])).toEqual([counted(2, 1, 0, 1), counted(1, 1, 0, 0)]);
  expect(await shop.items()).toEqual([
    ['2', 'moved', 2],
    ['3', 'three', 3],
    ['9', 'newer', 9],
  ]);
});

test.each<[string, readonly ItemFile[]]>([
  ['have one written time', [ONE, { ...ONE, eTag: 'twin' }]],
  ['are one and the same', [ONE, ONE]],
  ['have other columns', [ONE, { ...TWO, rows: [['U', 2n, 'two', 2, 1n]] }]],
])('files that %s are not loaded together', async (_, files) => {
  expect(await together(files)).toEqual(files.map(() => APART));
  expect(await count('shop.item')).toBe(0);
});

test('P3: deletes where the target has a column of its own are left to each file, since a new row begins anew', async () => {
  await shop.sql.query("alter table shop.item add column note text default 'new'");
  const deleting: ItemFile = { ...TWO, rows: [['D', 1n]] };
  expect(await together([ONE, deleting])).toEqual([APART, APART]);
  expect(await together([ONE, THREE])).toEqual([counted(1, 1, 0, 0), counted(1, 1, 0, 0)]);
});

test('P9: where the connection dies with COMMIT, the ledger says what became of each', async () => {
  const { proxy, db } = await shop.proxied();
  await loadItems(db, THREE);
  proxy.swallowAnswerTo('\ncommit');
  expect(await together([ONE, TWO], db)).toEqual([counted(1, 1, 0, 0), counted(1, 1, 0, 0)]);
  proxy.cutBefore('\ncommit');
  const later: readonly ItemFile[] = [
    { writtenAtMicros: 5000n, rows: [['I', 5n]] },
    { writtenAtMicros: 6000n, rows: [['I', 6n]] },
  ];
  expect(await together(later, db)).toEqual([APART, APART]);
  expect((await shop.items()).map(row => (row as unknown[])[0])).toEqual(['1', '2', '3']);
  expect(await together(later, db)).toEqual([counted(1, 1, 0, 0), counted(1, 1, 0, 0)]);
});

test('P2: P9: where the ledger cannot be asked for it, nothing is said to be done, and what was committed is found later', async () => {
  const { proxy, db } = await shop.proxied();
  await loadItems(db, THREE);
  proxy.vanishAfter('\ncommit');
  await expect(together([ONE, TWO], db)).rejects.toMatchObject({ code: 'COMMIT_UNKNOWN' });
  expect((await shop.items()).length).toBe(3);
  expect(await together([ONE, TWO])).toEqual([APART, APART]);
  expect(await loadItems(shop.database(), ONE)).toEqual({ kind: 'already-loaded' });
});

test('P1: a consumer that is killed in the middle leaves nothing, and its claims are free', async () => {
  await shop.sql.query("begin; select pg_advisory_xact_lock(hashtextextended(E'target\\nshop.item', 0))");
  const doomed = together([ONE, TWO]);
  const waiting = `select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`;
  await expect.poll(async () => (await shop.sql.query(waiting)).rows).toEqual([{ n: 1 }]);
  await shop.sql.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'dms-loader until %' and datname = current_database()",
  );
  await shop.sql.query('rollback');
  expect(await doomed).toEqual([APART, APART]);
  expect(await together([TWO, ONE])).toEqual([counted(1, 1, 0, 0), counted(1, 1, 0, 0)]);
});

test('P3: consumers of overlapping groups in other orders never wait in a circle, and each file is loaded once', async () => {
  const files = Array.from(
    { length: 30 },
    (_, at): ItemFile => ({
      writtenAtMicros: BigInt(1000 + at),
      rows: [1n, 2n, 3n, 4n, 5n].map(id => [at % 7 === 0 ? 'D' : 'U', id, `file ${at}`, at] as const),
    }),
  );
  const consume = async (order: readonly ItemFile[]) => {
    const database = shop.database();
    let left = [...order];
    const kinds: string[] = [];
    while (left.length > 0) {
      const group = left.slice(0, 6);
      const endings = await together(group, database);
      kinds.push(...endings.flatMap(({ kind }) => (kind === 'loaded' ? [kind] : [])));
      const apart = group.filter((_, at) => endings[at]?.kind !== 'loaded');
      const busy: ItemFile[] = [];
      for (const file of apart) {
        const { kind } = await loadItems(database, file);
        kinds.push(...(kind === 'loaded' ? [kind] : []));
        busy.push(...(kind === 'busy' ? [file] : []));
      }
      left = [...left.slice(6), ...busy];
    }
    return kinds.length;
  };
  const loaded = await Promise.all([consume(files), consume(files.toReversed()), consume(files.toSorted(byRemainder))]);
  expect(loaded.reduce((sum, one) => sum + one, 0)).toBe(30);
  expect(await count('dms_loader.table_load')).toBe(30);
  expect(await shop.items()).toEqual([1, 2, 3, 4, 5].map(id => [String(id), 'file 29', 29]));
});

function byRemainder(one: ItemFile, other: ItemFile): number {
  return Number((one.writtenAtMicros % 5n) - (other.writtenAtMicros % 5n));
}
