import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineSource } from '../../domain/table/index.ts';
import { CUSTOMER, ORDERS, SHOP_SOURCE, type TxnRow, txnFile, txnKey } from '../factories/shop.ts';
import { useShop } from './shop-bench.ts';

const KEY = txnKey('20260301120000000');
const CUSTOMERS = 'select id::int, name, _dms_row::int from shop.customer order by id';
const ORDERED = 'select id::int, customer::int, pieces, _dms_row::int from shop.orders order by id';
const ACCOUNT = `select target_table, rows_read::int, rows_applied::int, rows_unchanged::int, rows_superseded::int
  from dms_loader.table_load join dms_loader.object_load using (object_load_id) where state = 'loaded'
  order by table_load_id`;

const ROWS: readonly TxnRow[] = [
  ['I', 'CUSTOMER', 'SHOP', '1', 'Ann'],
  ['I', 'ORDERS', 'SHOP', '10', '1', '5'],
  ['I', 'customer', 'shop', '2', null],
  ['U', 'ORDERS', 'SHOP', '10', '1', '6'],
  ['D', 'CUSTOMER', 'SHOP', '2', null],
];

const shop = useShop();

describe('fact 26: a file of transactions', () => {
  it('P6: brings its rows to their tables in the order of the file, each counted once at its table', async () => {
    const result = await shop().announce(KEY, txnFile(ROWS));
    expect(result).toMatchObject({
      outcome: 'loaded',
      counts: { read: 5, applied: 3, superseded: 2, unchanged: 0, quarantined: 0 },
      tables: [
        { table: CUSTOMER, counts: { read: 3, applied: 2, superseded: 1 } },
        { table: ORDERS, counts: { read: 2, applied: 1, superseded: 1 } },
      ],
      ignoredRows: 0,
    });
    expect(await shop().rows(CUSTOMERS)).toEqual([[1, 'Ann', 1]]);
    expect(await shop().rows(ORDERED)).toEqual([[10, 1, 6, 4]]);
    expect(await shop().rows(ACCOUNT)).toEqual([
      ['customer', 3, 2, 0, 1],
      ['orders', 2, 1, 0, 1],
    ]);
    const positions = await shop().rows(
      'select _dms_written_at, _dms_row::int from dms_loader.shop__customer__tombstone',
    );
    expect(positions).toEqual([[new Date('2026-03-01T12:00:00Z'), 5]]);
  });

  it('is compressed or not, and knows nothing of a header, whatever the source says of other files', async () => {
    const routes = makeRoutes([CUSTOMER, ORDERS], [defineSource({ name: 'shop', csv: { header: true } })]);
    const result = await shop().announce(`${KEY}.gz`, gzipSync(txnFile(ROWS)), { routes });
    expect(result).toMatchObject({ outcome: 'loaded', counts: { read: 5 } });
    expect(await shop().rows(ORDERED)).toEqual([[10, 1, 6, 4]]);
  });

  it('P1: changes nothing when it is delivered again', async () => {
    await shop().announce(KEY, txnFile(ROWS));
    const before = await shop().rows('table dms_loader.table_load');
    expect(await shop().announce(KEY, txnFile(ROWS))).toMatchObject({ outcome: 'already-loaded' });
    expect(await shop().rows('table dms_loader.table_load')).toEqual(before);
    expect(shop().store.opened).toEqual([KEY]);
  });

  it('has quoted fields and NULL, which quotes make text', async () => {
    const rows = Buffer.from(
      '"I","CUSTOMER",SHOP,1,"Ann ""the"" first,\nsecond"\nI,CUSTOMER,SHOP,2,NULL\nI,CUSTOMER,SHOP,3,"NULL"\n',
    );
    expect(await shop().announce(KEY, rows)).toMatchObject({ outcome: 'loaded' });
    expect(await shop().rows(CUSTOMERS)).toEqual([
      [1, 'Ann "the" first,\nsecond', 1],
      [2, null, 2],
      [3, 'NULL', 3],
    ]);
  });

  it('leaves tables alone that appear in no row', async () => {
    await shop().announce(KEY, txnFile(ROWS.slice(0, 1)));
    expect(await shop().rows(ACCOUNT)).toEqual([['customer', 1, 1, 0, 0]]);
    expect(await shop().rows(ORDERED)).toEqual([]);
  });

  it('P6: counts rows of ignored tables, which belong to no table, in its notes', async () => {
    const rows = [...ROWS, ['I', 'TMP_1', 'SHOP', '7'], ['I', 'tmp_2', 'shop', '8', '9'], ['D', 'X', 'OLD', '1']];
    const result = await shop().announce(KEY, txnFile(rows));
    expect(result).toMatchObject({ outcome: 'loaded', counts: { read: 5 }, ignoredRows: 3 });
    expect(result.notes).toEqual([
      '2 rows are of tables on the ignore list of source shop, by SHOP.TMP_*',
      '1 row is of tables on the ignore list of source shop, by OLD.*',
    ]);
  });

  it('is ignored as a whole if all of its rows are of ignored tables', async () => {
    const result = await shop().announce(KEY, txnFile([['I', 'TMP_1', 'SHOP', '7']]));
    expect(result).toMatchObject({ outcome: 'ignored', ignoredRows: 1 });
    expect(await shop().rows('select state from dms_loader.object_load')).toEqual([]);
  });
});

describe('fact 26: P8: a file of transactions of which one row cannot be loaded', () => {
  const bad = (row: TxnRow) => txnFile([...ROWS, row, ['I', 'CUSTOMER', 'SHOP', '3', 'Zoe']]);

  it.each<[string, TxnRow, string, string]>([
    ['a bad value', ['I', 'ORDERS', 'SHOP', '11', '1', 'many'], 'ROW_BAD', 'row 6, column SHOP.ORDERS.PIECES: "many"'],
    ['an unknown op', ['X', 'ORDERS', 'SHOP', '11', '1', '1'], 'ROW_BAD', 'row 6, column SHOP.ORDERS.Op: "X"'],
    ['a key that is NULL', ['I', 'CUSTOMER', 'SHOP', null, 'Bob'], 'ROW_BAD', 'row 6, column SHOP.CUSTOMER.ID'],
    ['an unmapped table', ['I', 'ORDER', 'SHOP', '11'], 'TABLE_NOT_MAPPED', 'row 6: "SHOP.ORDER" is a table without'],
    [
      'a field more',
      ['I', 'CUSTOMER', 'SHOP', '3', 'Bob', 'x'],
      'CSV_CORRUPT',
      'row 6: "I,CUSTOMER,SHOP,3,Bob,x" has 3',
    ],
    ['no table', ['I', null, 'SHOP', '3', 'Bob'], 'CSV_CORRUPT', 'row 6: "I,,SHOP,3,Bob" does not name its table'],
  ])('changes no table: %s', async (_case, row, code, words) => {
    const result = await shop().announce(KEY, bad(row));
    expect(result).toMatchObject({ outcome: 'rejected', error: { code } });
    expect(result.error?.message).toContain(`s3://landing/${KEY}, ${words}`);
    expect(await shop().rows(CUSTOMERS)).toEqual([]);
    expect(await shop().rows(ORDERED)).toEqual([]);
    expect(await shop().rows(ACCOUNT)).toEqual([]);
    // Refused again from the ledger, until a mapping or a target changes.
    await shop().announce(KEY, bad(row));
    expect(shop().store.opened).toEqual([KEY]);
    const routes = makeRoutes(
      [CUSTOMER, ORDERS],
      [defineSource({ name: 'shop', ignore: ['SHOP.ORDERS', 'SHOP.ORDER'] })],
    );
    await shop().announce(KEY, bad(row), { routes });
    expect(shop().store.opened).toEqual([KEY, KEY]);
  });

  it('names the first bad cells of all its tables, and counts them all', async () => {
    const rows: TxnRow[] = [
      ['I', 'CUSTOMER', 'SHOP', '1', 'Ann'],
      ['I', 'ORDERS', 'SHOP', '1', 'x', '1'],
      ['I', 'CUSTOMER', 'SHOP', 'y', 'Ann'],
      ['I', 'ORDERS', 'SHOP', '2', '1', 'z'],
    ];
    const { error } = await shop().announce(KEY, txnFile(rows));
    expect(error?.details).toMatchObject({ row: 2, column: 'SHOP.ORDERS.CUSTOMER_ID', value: 'x' });
    expect(error?.message).toContain(
      'the first of 3 bad cells; the others: row 3, column SHOP.CUSTOMER.ID: "y" is not a whole number as bigint() reads it; row 4, column SHOP.ORDERS.PIECES: "z"',
    );
  });

  it('is refused if the mapping of one table does not list its columns', async () => {
    const routes = makeRoutes([CUSTOMER, { ...ORDERS, csvColumns: undefined }], [SHOP_SOURCE]);
    const { error } = await shop().announce(KEY, txnFile(ROWS), { routes });
    expect(error?.code).toBe('CSV_COLUMNS_UNKNOWN');
    expect(error?.message).toContain('row 2: "SHOP.ORDERS" has rows in a file of transactions');
    expect(await shop().rows(CUSTOMERS)).toEqual([]);
    // And loaded once it does.
    expect(await shop().announce(KEY, txnFile(ROWS))).toMatchObject({ outcome: 'loaded', counts: { read: 5 } });
  });

  it('is failed, and not refused, by a constraint of the second table', async () => {
    await shop().rows('alter table shop.orders add check (pieces < 6)');
    const result = await shop().announce(KEY, txnFile(ROWS));
    expect(result).toMatchObject({ outcome: 'failed' });
    expect(await shop().rows(CUSTOMERS)).toEqual([]);
    await shop().rows('alter table shop.orders drop constraint orders_pieces_check');
    expect(await shop().announce(KEY, txnFile(ROWS))).toMatchObject({ outcome: 'loaded', counts: { applied: 3 } });
  });
});
