/** Tables without a key: every row of every file is a row of the target. */
import { describe, expect, test } from 'vitest';
import { bigint, integer, text } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { loadRows } from '../../factories/load-rows.ts';
import { counted } from './item-shop.ts';
import { BOTH_WAYS, useTables } from './table-shop.ts';

const visit = defineTable({
  source: 'SHOP.VISIT',
  target: 'shop.visit',
  key: 'none',
  columns: { id: from('ID', bigint()), page: from('PAGE', text()), seconds: from('SECONDS', integer().required()) },
});
const shop = useTables([visit]);

const T1 = 1_000_000_000_000_000n;
const T2 = T1 + 1_000_000n;

const visits = () =>
  shop.rows('select _dms_op, id::int, page, seconds, _dms_row::int from shop.visit order by _dms_written_at, _dms_row');

describe.each(BOTH_WAYS)('a table without a key, %s', (_, way) => {
  test('P6: keeps inserts, updates and deletes side by side, each with its position and its load', async () => {
    const rows = [
      { Op: 'I', ID: '1', PAGE: 'home', SECONDS: '3' },
      { Op: 'U', ID: '1', PAGE: 'home', SECONDS: '4' },
      { Op: 'U', ID: '1', PAGE: 'home', SECONDS: '4' },
      { Op: 'D', ID: '1', PAGE: null, SECONDS: '4' },
    ];
    expect(await loadRows(shop.database, visit, { writtenAtMicros: T1, rows, ...way })).toEqual(counted(4, 4, 0, 0));
    expect(await visits()).toEqual([
      ['I', 1, 'home', 3, 1],
      ['U', 1, 'home', 4, 2],
      ['U', 1, 'home', 4, 3],
      ['D', 1, null, 4, 4],
    ]);
    expect(
      await shop.rows(`select v._dms_written_at::text, h.object from shop.visit v
        join dms_loader.load_history h on h.table_load_id = v._dms_load group by 1, 2`),
    ).toEqual([['2001-09-09 01:46:40+00', `s3://landing/visit/${T1}.parquet`]]);
  });

  test('P1: P3: files add up in any order, and one that comes again adds nothing', async () => {
    const rows = [{ ID: '1', PAGE: 'home', SECONDS: '1' }];
    const newer = { writtenAtMicros: T2, rows: [{ Op: 'I', ID: '1', PAGE: 'newer', SECONDS: '2' }], ...way };
    await loadRows(shop.database, visit, newer);
    expect(await loadRows(shop.database, visit, { writtenAtMicros: T1, rows, ...way })).toEqual(counted(1, 1, 0, 0));
    expect(await loadRows(shop.database, visit, newer)).toEqual({ kind: 'already-loaded' });
    expect(await visits()).toEqual([
      ['I', 1, 'home', 1, 1],
      ['I', 1, 'newer', 2, 1],
    ]);
  });

  test('P3: P6: takes no change at or below the floor', async () => {
    await shop.sql.query(`insert into dms_loader.table_floor
      values ('shop', 'visit', '2001-09-09T01:46:40Z', 1, 'truncate')`);
    const rows = [
      { Op: 'I', ID: '1', PAGE: 'below', SECONDS: '1' },
      { Op: 'I', ID: '2', PAGE: 'above', SECONDS: '1' },
    ];
    expect(await loadRows(shop.database, visit, { writtenAtMicros: T1, rows, ...way })).toEqual(counted(2, 1, 0, 1));
    expect(await visits()).toEqual([['I', 2, 'above', 1, 2]]);
  });
});

test('a delete is a row like any other: what would be a fault of an update is one of it', async () => {
  const rows = [{ Op: 'D', ID: '1', PAGE: 'home', SECONDS: null }];
  await expect(loadRows(shop.database, visit, { writtenAtMicros: T1, rows })).rejects.toThrow('SECONDS');
});

test('the first full load goes straight in, and rows may be equal', async () => {
  const rows = [
    { ID: '1', PAGE: 'home', SECONDS: '1' },
    { ID: '1', PAGE: 'home', SECONDS: '1' },
  ];
  expect(await loadRows(shop.database, visit, { writtenAtMicros: T1, rows, isFull: true })).toEqual(
    counted(2, 2, 0, 0),
  );
  expect(await visits()).toEqual([
    ['I', 1, 'home', 1, 1],
    ['I', 1, 'home', 1, 2],
  ]);
});

test('its target has neither a key nor tombstones', async () => {
  expect(
    await shop.rows(`select conname from pg_constraint where conrelid = 'shop.visit'::regclass and contype = 'p'
      union all select relname from pg_class where relname like '%visit%tombstone%'`),
  ).toEqual([]);
});
