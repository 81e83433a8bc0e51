import { describe, expect, test } from 'vitest';
import {
  clearOlderRows,
  countOlderRows,
  type OlderRows,
} from '../../../../adapters/postgres/operations/clear-older.ts';
import { LoaderError } from '../../../../domain/errors.ts';
import type { Table } from '../../../../domain/table/table.ts';
import { ITEM, type ItemRow, itemBatch, itemIntent } from '../../../factories/changes.ts';
import { useTables } from '../table-shop.ts';

const MARKED: Table = { ...ITEM, target: { schema: 'shop', table: 'marked' }, onDelete: 'mark' };
const LOG: Table = { ...ITEM, target: { schema: 'shop', table: 'log' }, key: [] };
const shop = useTables([MARKED, LOG]);

const at = (hour: number): bigint => BigInt(Date.UTC(2026, 0, 31, hour)) * 1000n;
const NOON = at(12);

/** Loads one file of changes, written at an hour; gives the rows applied. */
async function load(table: Table, hour: number, rows: readonly ItemRow[]): Promise<number> {
  const file = { key: `shop/${table.target.table}/${hour}.parquet`, writtenAtMicros: at(hour), rows };
  const op = { values: rows.map(([name]) => name) };
  const begun = await shop.database.beginLoad({ ...itemIntent(file), table });
  if ('kind' in begun) {
    throw new Error(begun.kind);
  }
  await begun.add({ ...itemBatch(file), ...(table.key.length === 0 ? { op } : {}) });
  const committed = await begun.commit();
  return committed.kind === 'loaded' ? committed.counts.applied : Number.NaN;
}

function clear(table: Table, keptLoads: readonly bigint[] = []): Promise<OlderRows> {
  const action = { action: 'sweep', actor: 'test', detail: { why: 'a test' }, seconds: 60 };
  return clearOlderRows(shop.database.connection, { table, beforeMicros: NOON, keptLoads }, action);
}

describe('a target that keeps deleted rows', () => {
  const rows = () => shop.rows('select id, name, _dms_deleted from shop.marked order by id');

  test('P3: fact 14: marks what is older, which no older change revives and a newer one does', async () => {
    await load(MARKED, 10, [
      ['I', 1n, 'at 10'],
      ['I', 2n, 'at 10'],
      ['D', 3n],
    ]);
    await load(MARKED, 13, [['U', 2n, 'at 13']]);
    expect(await clear(MARKED)).toMatchObject({ placed: 1, newest: '2026-01-31T10:00:00.000000Z' });
    expect(await clear(MARKED)).toMatchObject({ placed: 0, unplaced: 0, newest: null });
    expect(
      await load(MARKED, 11, [
        ['U', 1n, 'at 11'],
        ['I', 4n, 'at 11'],
      ]),
    ).toBe(0);
    expect(await rows()).toEqual([
      ['1', 'at 10', true],
      ['2', 'at 13', false],
      ['3', null, true],
    ]);
    expect(await load(MARKED, 14, [['I', 1n, 'at 14']])).toBe(1);
    expect((await rows())[0]).toEqual(['1', 'at 14', false]);
  });

  test('P3: moves rows that are marked already as well, so that no older change revives them either', async () => {
    await load(MARKED, 9, [['I', 1n, 'at 9']]);
    await load(MARKED, 10, [['D', 1n]]);
    expect(await clear(MARKED)).toMatchObject({ placed: 0 });
    expect(await load(MARKED, 11, [['U', 1n, 'at 11']])).toBe(0);
    expect(await rows()).toEqual([['1', 'at 9', true]]);
  });
});

describe('a target without a key', () => {
  test('P3: fact 14: loses what is older, and takes no older file any more', async () => {
    await load(LOG, 10, [
      ['I', 1n, 'at 10'],
      ['D', 1n],
    ]);
    await load(LOG, 13, [['I', 1n, 'at 13']]);
    expect(await clear(LOG)).toMatchObject({ placed: 2 });
    expect(await load(LOG, 11, [['I', 2n, 'at 11']])).toBe(0);
    expect(await shop.rows('select id, name from shop.log')).toEqual([['1', 'at 13']]);
  });
});

describe('clearing', () => {
  test('P12: counts beforehand what it then removes, and changes nothing by that', async () => {
    await load(LOG, 10, [
      ['I', 1n],
      ['I', 2n],
    ]);
    await shop.sql.query('insert into shop.log (id) values (9)');
    const older = { table: LOG, beforeMicros: NOON, keptLoads: [] };
    const counted = await countOlderRows(shop.database.connection, older, 60);
    expect(counted).toMatchObject({ placed: 2, unplaced: 1 });
    expect(await shop.rows('select count(*)::int from shop.log')).toEqual([[3]]);
    expect(await shop.rows('select 1 from dms_loader.table_floor')).toEqual([]);
    expect(await clear(LOG)).toEqual(counted);
    const audit = `select action, target_table, actor, detail->>'why', detail->>'before', detail->'rows'->>'unplaced'
      from dms_loader.operator_action`;
    expect(await shop.rows(audit)).toEqual([['sweep', 'log', 'test', 'a test', '2026-01-31T12:00:00.000000Z', '1']]);
  });

  test('leaves the rows of loads that are to be kept', async () => {
    await load(LOG, 10, [['I', 1n]]);
    await load(LOG, 11, [['I', 2n]]);
    const [[kept]] = (await shop.rows('select _dms_load from shop.log where id = 2')) as [[string]];
    expect(await clear(LOG, [BigInt(kept)])).toMatchObject({ placed: 1 });
    expect(await shop.rows('select id from shop.log')).toEqual([['2']]);
  });

  test('P12: changes nothing at all when the database refuses a part of it', async () => {
    await load(MARKED, 10, [['I', 1n]]);
    await shop.sql.query('alter table dms_loader.operator_action add check (actor <> $$test$$)');
    await expect(clear(MARKED)).rejects.toBeInstanceOf(LoaderError);
    expect(await shop.rows('select _dms_deleted from shop.marked')).toEqual([[false]]);
    expect(await shop.rows('select 1 from dms_loader.table_floor')).toEqual([]);
    expect(await load(MARKED, 11, [['U', 1n]])).toBe(1);
  });

  test('waits for a load that holds the target, and sees what it committed', async () => {
    await load(MARKED, 10, [['I', 1n]]);
    await shop.sql.query(`begin; select pg_advisory_xact_lock_shared(hashtextextended(E'target\\nshop.marked', 0))`);
    const clearing = clear(MARKED);
    const isWaiting = `select 1 from pg_locks where locktype = 'advisory' and not granted`;
    await expect.poll(() => shop.rows(isWaiting)).toHaveLength(1);
    await shop.sql.query(
      "insert into shop.marked (id, _dms_written_at, _dms_row) values (2, '2026-01-31T11:00Z', 1); commit",
    );
    expect(await clearing).toMatchObject({ placed: 2 });
  });
});
