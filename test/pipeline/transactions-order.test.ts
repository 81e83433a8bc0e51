import { describe, expect, it } from 'vitest';
import { loadObject } from '../../pipeline/load-object.ts';
import type { Loader, LoadResult } from '../../pipeline/loader.ts';
import { type TxnRow, txnFile, txnKey } from '../factories/shop.ts';
import { startCuttingProxy } from '../stack/cutting-proxy.ts';
import { attemptOf } from './bench.ts';
import { over, type ShopBench, useShop } from './shop-bench.ts';

const CUSTOMERS = 'select id::int, name from shop.customer where id < 1000 order by id';
const ORDERED = 'select id::int, customer::int, pieces from shop.orders where id < 1000 order by id';

/** Over 500 rows are copied. */
const SIZES = [
  { size: 'as parameters', padding: 0 },
  { size: 'staged', padding: 300 },
];

const shop = useShop();

/** Rows of both tables that no test looks at, taking turns. */
function paddingRows(count: number, firstId: number): TxnRow[] {
  return Array.from({ length: count }, (_, at) => [
    ['I', 'CUSTOMER', 'SHOP', `${firstId + at}`, 'padding'],
    ['I', 'ORDERS', 'SHOP', `${firstId + at}`, '1', '1'],
  ]).flat();
}

interface File {
  readonly key: string;
  readonly rows: readonly TxnRow[];
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  return items.length === 0
    ? [[]]
    : items.flatMap((first, at) => permutations(items.toSpliced(at, 1)).map(rest => [first, ...rest]));
}

/** Written one after the other: of one table, of both, of one table again. */
function filesWith(padding: number): readonly File[] {
  return [
    {
      key: 'shop/orders/20260301-110000000.csv',
      rows: [
        ['I', '1', '1', '1'],
        ['I', '2', '1', '1'],
        ['I', '3', '1', '1'],
        ['I', '4', '1', '1'],
      ],
    },
    {
      key: txnKey('20260301120000000'),
      rows: [
        ['I', 'CUSTOMER', 'SHOP', '1', 'Ann'],
        ['U', 'ORDERS', 'SHOP', '1', '2', '2'],
        ['D', 'ORDERS', 'SHOP', '2', '1', '1'],
        ['U', 'ORDERS', 'SHOP', '3', '2', '2'],
        ...paddingRows(padding, 1000),
        ['D', 'CUSTOMER', 'SHOP', '1', 'Ann'],
        ['U', 'ORDERS', 'SHOP', '3', '2', '3'],
        ['I', 'CUSTOMER', 'SHOP', '2', 'Bob'],
      ],
    },
    {
      key: 'shop/orders/20260301-130000000.csv',
      rows: [
        ['D', '3', '2', '3'],
        ['I', '2', '9', '9'],
      ],
    },
  ];
}

describe.each(SIZES)('fact 26: a file of transactions between files of one table, $size', ({ padding }) => {
  it.each(permutations([0, 1, 2]))('P3: gives one result in each order of arrival: %i %i %i', async (...order) => {
    const files = filesWith(padding);
    for (const at of order) {
      const { key, rows } = files[at] ?? { key: '', rows: [] };
      expect(await shop().announce(key, txnFile(rows))).toMatchObject({ outcome: 'loaded' });
    }
    expect(await shop().rows(CUSTOMERS)).toEqual([[2, 'Bob']]);
    expect(await shop().rows(ORDERED)).toEqual([
      [1, 2, 2],
      [2, 9, 9],
      [4, 1, 1],
    ]);
  });
});

async function loadOver(bench: ShopBench, loader: Partial<Loader>, { key, rows }: File): Promise<LoadResult> {
  return await loadObject(bench.store.put(key, txnFile(rows)), attemptOf(), { ...bench.loader, ...loader });
}

describe.each(SIZES)('fact 31: two files of transactions at once, $size', ({ padding }) => {
  it('do not wait for each other, though they name their tables in opposite order', { timeout: 60_000 }, async () => {
    const bench = shop();
    const loaders = [over(bench, bench.connect()), over(bench, bench.connect())];
    for (let round = 0; round < 30; round += 1) {
      const both: TxnRow[] = [
        ['U', 'CUSTOMER', 'SHOP', '1', `round ${round}`],
        ['U', 'ORDERS', 'SHOP', '1', '1', `${round}`],
        ...paddingRows(padding, 1000),
      ];
      const files = [both, both.toReversed()].map((rows, at) => ({
        key: txnKey(`202603011200${String(round * 2 + at).padStart(5, '0')}`),
        rows,
      }));
      const results = await Promise.all(loaders.map((loader, at) => loadOver(bench, loader, files[at] as File)));
      expect(results.map(({ outcome, error }) => error?.message ?? outcome)).toEqual(['loaded', 'loaded']);
    }
    expect(await bench.rows(CUSTOMERS)).toEqual([[1, 'round 29']]);
    expect(await bench.rows('select sum(rows_read)::int, count(*)::int from dms_loader.table_load')).toEqual([
      [30 * 4 * (1 + padding), 120],
    ]);
  });
});

it('fact 31: P8: files of transactions wait for their tables in one order, and not for each other', async () => {
  const bench = shop();
  const waiting = async () =>
    await bench.rows(`select count(*)::int from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`);
  const other = await bench.connect().connection.client();
  await other.query(`begin; select pg_advisory_xact_lock(hashtextextended(E'target\\nshop.customer', 0))`);
  const rows: TxnRow[] = [
    ['I', 'CUSTOMER', 'SHOP', '1', 'Ann'],
    ['I', 'ORDERS', 'SHOP', '1', '1', '1'],
  ];
  const first = loadOver(bench, over(bench, bench.connect()), { key: txnKey('20260301120000000'), rows });
  await expect.poll(waiting, { timeout: 10_000 }).toEqual([[1]]);
  const reversed = { key: txnKey('20260301120000001'), rows: rows.toReversed() };
  const second = loadOver(bench, over(bench, bench.connect()), reversed);
  await expect.poll(waiting, { timeout: 10_000 }).toEqual([[2]]);
  // Were orders locked first by the second file, it would hold it now, and the first one wait for it for ever.
  await other.query('commit');
  expect([(await first).outcome, (await second).outcome]).toEqual(['loaded', 'loaded']);
});

describe.each(SIZES)('a connection that dies in a load over two tables, $size', ({ padding }) => {
  const file: File = {
    key: txnKey('20260301120000000'),
    rows: [
      ['I', 'CUSTOMER', 'SHOP', '1', 'Ann'],
      ['I', 'ORDERS', 'SHOP', '1', '1', '1'],
      ...paddingRows(padding, 1000),
    ],
  };
  const isThere = async () => [(await shop().rows(CUSTOMERS)).length, (await shop().rows(ORDERED)).length];

  it.each(['insert into "shop"."orders"', 'insert into dms_loader.table_load'])(
    'P1: before %s leaves nothing, and the next delivery loads it whole',
    async statement => {
      const proxy = await startCuttingProxy(shop().url);
      const through = over(shop(), shop().connect(proxy.url));
      proxy.cutBefore(statement);
      expect(await loadOver(shop(), through, file)).toMatchObject({ outcome: 'failed' });
      expect(await isThere()).toEqual([0, 0]);
      await proxy.close();
      expect(await loadOver(shop(), {}, file)).toMatchObject({ outcome: 'loaded', counts: { read: 2 + padding * 2 } });
      expect(await isThere()).toEqual([1, 1]);
    },
  );

  it('P9: with the answer to COMMIT is loaded, since the ledger says so', async () => {
    const proxy = await startCuttingProxy(shop().url);
    const through = over(shop(), shop().connect(proxy.url));
    proxy.swallowAnswerTo('insert into dms_loader.table_load');
    const result = await loadOver(shop(), through, file);
    expect(result).toMatchObject({ outcome: 'loaded', counts: { applied: 2 + padding * 2 }, tables: [{}, {}] });
    expect(await isThere()).toEqual([1, 1]);
    await proxy.close();
  });
});
