import { describe, expect, it } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import * as dmsFiles from '../factories/dms-files.ts';
import type { ProductRow } from '../factories/product-file.ts';
import { useBench } from './bench.ts';
import { changesKey, deliver, products, retry, soundRows } from './quarantine-bench.ts';

const PRODUCTS = `select product_id::text id, product_name as name, _dms_written_at as at, _dms_row::int "row",
  _dms_load = (select min(table_load_id) from dms_loader.table_load) as is_first
  from dmstest.test_product order by product_id`;
const ASIDE = `select row_number::int "row", faults->0->>'column' "column", released_as as was,
  released_at is not null as is_released from dms_loader.quarantined_row order by table_load_id, row_number`;
const COUNTS = `select rows_applied::int applied, rows_unchanged::int unchanged, rows_superseded::int superseded,
  rows_quarantined::int quarantined from dms_loader.table_load order by table_load_id`;
const ACTIONS = `select action, target_table as target, actor, (detail->>'applied')::int applied
  from dms_loader.operator_action order by operator_action_id`;

const AT = '2026-03-01T01:02:03.456Z';
const MENDED = products({ anyActive: true });
const bench = useBench();

/** A file of one row that is bad unless the mapping is mended. */
function bad(id: bigint, fields: Partial<ProductRow> = {}): ProductRow {
  return { id, active: 'maybe', name: 'old', ...fields };
}

async function counts(): Promise<unknown[]> {
  return (await bench().query(COUNTS)).map(line => JSON.parse(line));
}

describe('rows that were set aside', () => {
  it('P6: are loaded with the mended mapping, under the position and the load that they had', async () => {
    await deliver(bench(), { rows: [bad(1n), ...soundRows(2, 2), bad(4n)] });
    const [result] = await retry(bench(), MENDED);
    expect(result).toMatchObject({
      error: undefined,
      load: { rows: 2 },
      retried: { counts: { read: 2, applied: 2, unchanged: 0, superseded: 0, quarantined: 0 }, faults: [] },
    });
    expect(await bench().query(PRODUCTS)).toEqual([
      `{"id":"1","name":"old","at":"${AT}","row":1,"is_first":true}`,
      `{"id":"2","name":null,"at":"${AT}","row":2,"is_first":true}`,
      `{"id":"3","name":null,"at":"${AT}","row":3,"is_first":true}`,
      `{"id":"4","name":"old","at":"${AT}","row":4,"is_first":true}`,
    ]);
    expect(await counts()).toEqual([{ applied: 4, unchanged: 0, superseded: 0, quarantined: 0 }]);
    expect(await bench().query(ASIDE)).toEqual([
      '{"row":1,"column":"IS_ACTIVE","was":"applied","is_released":true}',
      '{"row":4,"column":"IS_ACTIVE","was":"applied","is_released":true}',
    ]);
    expect(await bench().query(ACTIONS)).toEqual([
      '{"action":"quarantine-retry","target":"test_product","actor":"tester","applied":2}',
    ]);
  });

  it('P3: do not overwrite a row that a later file brought', async () => {
    await deliver(bench(), { rows: [bad(1n)] });
    await deliver(bench(), { rows: [{ id: 1n, name: 'newer', active: 'Y' }], key: changesKey(1) });
    const [result] = await retry(bench(), MENDED);
    expect(result?.retried?.counts).toMatchObject({ applied: 0, superseded: 1, quarantined: 0 });
    expect(await bench().query('select product_name as name from dmstest.test_product')).toEqual(['{"name":"newer"}']);
    expect(await bench().query(ASIDE)).toEqual([
      '{"row":1,"column":"IS_ACTIVE","was":"superseded","is_released":true}',
    ]);
    expect(await counts()).toEqual([
      { applied: 0, unchanged: 0, superseded: 1, quarantined: 0 },
      { applied: 1, unchanged: 0, superseded: 0, quarantined: 0 },
    ]);
  });

  it('P3: do not overwrite a later row of their own file, and do overwrite an earlier one', async () => {
    const rows = [{ id: 1n, name: 'first', active: 'Y' }, bad(1n), bad(2n), { id: 2n, name: 'last', active: 'Y' }];
    await deliver(bench(), { rows });
    const [result] = await retry(bench(), MENDED);
    expect(result?.retried?.counts).toMatchObject({ applied: 1, superseded: 1 });
    const names = 'select product_name as name from dmstest.test_product order by product_id';
    expect(await bench().query(names)).toEqual(['{"name":"old"}', '{"name":"last"}']);
  });

  it('P3: do not revive a row that a later file deleted', async () => {
    await deliver(bench(), { rows: [bad(1n)] });
    await deliver(bench(), { rows: [{ op: 'D', id: 1n }], key: changesKey(1) });
    const [result] = await retry(bench(), MENDED);
    expect(result?.retried?.counts).toMatchObject({ applied: 0, superseded: 1 });
    expect(await bench().query(PRODUCTS)).toEqual([]);
  });

  it('P3: delete what is older than they are, and nothing newer', async () => {
    const date = 'today';
    await deliver(bench(), { rows: soundRows(2), key: changesKey(-1) });
    await deliver(bench(), { rows: [1n, 2n].map(id => ({ op: 'd', id, registered: date })) });
    await deliver(bench(), { rows: [{ id: 2n, name: 'newer', active: 'Y' }], key: changesKey(1) });
    // DMS writes D; whoever wrote a small letter corrects what was kept.
    const corrected = `update dms_loader.quarantined_row set source_row =
      replace(source_row::text, '"value": "d"', '"value": "D"')::jsonb returning row_number::int`;
    expect(await bench().query(corrected)).toHaveLength(2);
    const [result] = await retry(bench(), products());
    expect(result?.retried?.counts).toMatchObject({ applied: 1, superseded: 1 });
    expect(await bench().query('select product_name as name from dmstest.test_product')).toEqual(['{"name":"newer"}']);
  });

  it('P3: change the key of an older row, and not of a newer one', async () => {
    await deliver(bench(), { rows: soundRows(2), key: changesKey(-1) });
    const moved = [1n, 2n].map(id => ({ op: 'U', id: id + 10n, oldId: id, name: 'moved', active: 'maybe' }));
    await deliver(bench(), { bytes: dmsFiles.productFile(moved) });
    await deliver(bench(), { rows: [{ id: 2n, name: 'newer', active: 'Y' }], key: changesKey(1) });
    const [result] = await retry(bench(), MENDED);
    expect(result?.retried?.counts).toMatchObject({ applied: 2, superseded: 0 });
    const names = 'select product_id::text id, product_name as name from dmstest.test_product order by 1';
    expect(await bench().query(names)).toEqual([
      '{"id":"11","name":"moved"}',
      '{"id":"12","name":"moved"}',
      '{"id":"2","name":"newer"}',
    ]);
  });

  it('of a file of transactions are those of its tables', async () => {
    const lines = [
      'I,TEST_PRODUCT,DMSTEST,1,one,Y,20260101,1.00',
      'I,TEST_PRODUCT,DMSTEST,2,two,maybe,20260101,1.00',
      '',
    ];
    const loaded = await deliver(bench(), {
      bytes: Buffer.from(lines.join('\n')),
      key: 'txn/CDC_TXN-20260301010203456.csv',
    });
    expect(loaded).toMatchObject({ outcome: 'loaded', counts: { read: 2, applied: 1, quarantined: 1 } });
    expect((await retry(bench(), MENDED))[0]).toMatchObject({ retried: { counts: { read: 1, applied: 1 } } });
    expect(await bench().query(PRODUCTS)).toEqual([
      `{"id":"1","name":"one","at":"${AT}","row":1,"is_first":true}`,
      `{"id":"2","name":"two","at":"${AT}","row":2,"is_first":true}`,
    ]);
  });

  it('count as unchanged where another load brought a row of their very position', async () => {
    await deliver(bench(), { rows: [bad(1n)] });
    await deliver(bench(), { rows: [{ id: 1n, name: 'again', active: 'Y' }] });
    const [result] = await retry(bench(), MENDED);
    expect(result?.retried?.counts).toMatchObject({ applied: 0, unchanged: 1, superseded: 0 });
    expect(await bench().query(ASIDE)).toEqual(['{"row":1,"column":"IS_ACTIVE","was":"unchanged","is_released":true}']);
  });

  it('stay where they are while they are bad, with the reason of today', async () => {
    await deliver(bench(), { rows: [bad(1n, { registered: 'today' }), bad(2n), { id: null, active: 'Y' }] });
    const [result] = await retry(bench(), MENDED);
    expect(result?.retried?.counts).toMatchObject({ read: 3, applied: 1, quarantined: 2 });
    expect(result?.retried?.faults.map(({ row, column }) => `${row} ${column}`)).toEqual([
      '1 REG_DATE',
      '3 PRODUCT_ID',
    ]);
    expect(await bench().query(ASIDE)).toEqual([
      '{"row":1,"column":"REG_DATE","was":null,"is_released":false}',
      '{"row":2,"column":"IS_ACTIVE","was":"applied","is_released":true}',
      '{"row":3,"column":"PRODUCT_ID","was":null,"is_released":false}',
    ]);
    expect(await counts()).toEqual([{ applied: 1, unchanged: 0, superseded: 0, quarantined: 2 }]);
  });

  it('stay where they are if the database refuses them, and keep no other from being loaded', async () => {
    await bench().query('alter table dmstest.test_product add constraint no_two check (product_id <> 2)');
    await deliver(bench(), { rows: [bad(1n), bad(2n), bad(3n)] });
    const [result] = await retry(bench(), MENDED);
    expect(result?.retried?.counts).toMatchObject({ read: 3, applied: 2, quarantined: 1 });
    expect(result?.retried?.faults[0]?.reason).toContain('no_two');
    expect(await counts()).toEqual([{ applied: 2, unchanged: 0, superseded: 0, quarantined: 1 }]);
    await bench().query('alter table dmstest.test_product drop constraint no_two');
    expect((await retry(bench(), MENDED))[0]?.retried?.counts).toMatchObject({ read: 1, applied: 1 });
  });

  it('of one file do not depend on those of another', async () => {
    const stray = changesKey(1);
    await deliver(bench(), { rows: [bad(1n)], key: stray });
    await deliver(bench(), { rows: [bad(2n)] });
    await bench().query(
      `update dms_loader.object_load set object_key = 'elsewhere/${stray}' where object_key = '${stray}'`,
    );
    await bench().query(`update dms_loader.object_load set object_key = 'a.txt' where object_key like 'elsewhere%'`);
    const results = await retry(bench(), MENDED);
    expect(results.map(({ retried }) => retried?.counts.applied)).toEqual([1, undefined]);
    expect(results[1]?.error?.message).toContain('a.txt');
  });
});

describe('P12: the retry', () => {
  it('can be rehearsed: it says what it would do, and leaves nothing', async () => {
    await deliver(bench(), { rows: [bad(1n), { id: null, active: 'Y' }] });
    const before = await bench().query(ASIDE);
    const [result] = await retry(bench(), MENDED, true);
    expect(result?.retried?.counts).toEqual({ read: 2, applied: 1, unchanged: 0, superseded: 0, quarantined: 1 });
    expect(await bench().query(ASIDE)).toEqual(before);
    expect(await bench().query(PRODUCTS)).toEqual([]);
    expect(await bench().query(ACTIONS)).toEqual([]);
    expect(await counts()).toEqual([{ applied: 0, unchanged: 0, superseded: 0, quarantined: 2 }]);
  });

  it('can be repeated: nothing is loaded twice', async () => {
    await deliver(bench(), { rows: [bad(1n)] });
    expect(await retry(bench(), MENDED)).toHaveLength(1);
    expect(await retry(bench(), MENDED)).toEqual([]);
    expect(await counts()).toEqual([{ applied: 1, unchanged: 0, superseded: 0, quarantined: 0 }]);
  });

  it('by two at once loads each row once', async () => {
    await deliver(bench(), { rows: [bad(1n), bad(2n)] });
    const database = connectDatabase({ url: bench().url });
    const other = { ...bench(), loader: { ...bench().loader, database } };
    const results = await Promise.all([retry(bench(), MENDED), retry(other, MENDED)]);
    await database.close();
    const applied = results.flat().map(({ retried }) => retried?.counts.applied ?? 0);
    expect(applied.reduce((sum, rows) => sum + rows, 0)).toBe(2);
    expect(await counts()).toEqual([{ applied: 2, unchanged: 0, superseded: 0, quarantined: 0 }]);
  });
});
