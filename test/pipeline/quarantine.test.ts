import { describe, expect, it } from 'vitest';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineSource } from '../../domain/table/index.ts';
import { formatReader } from '../../handlers/wire.ts';
import { consumeMessage } from '../../pipeline/consume-message.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import { type ProductRow, productFile } from '../factories/product-file.ts';
import { announcement, messageOf } from '../promises/support/messages.ts';
import { attemptOf, useBench } from './bench.ts';
import { changesKey, deliver, products, soundRows } from './quarantine-bench.ts';

const PRODUCTS = 'select product_id::text id, _dms_row::int "row" from dmstest.test_product order by product_id';
const ASIDE = `select row_number::int "row", faults->0->>'column' "column", faults->0->>'value' as value,
  jsonb_array_length(faults) faults, released_as from dms_loader.quarantined_row order by row_number`;
const COUNTS = `select rows_read::int read, rows_applied::int applied, rows_superseded::int superseded,
  rows_quarantined::int quarantined from dms_loader.table_load`;
const TRACES = `select (select count(*) from dmstest.test_product)::int products,
  (select count(*) from dms_loader.quarantined_row)::int aside, (select count(*) from dms_loader.table_load)::int loads`;

const bench = useBench();

/** Sound rows, of which those at some places (from 0) are bad. */
function withBad(count: number, places: readonly number[]): ProductRow[] {
  return soundRows(count).map((row, at) => (places.includes(at) ? { ...row, active: 'maybe' } : row));
}

describe('a table that sets bad rows aside', () => {
  it('P7: P6: fact 5: fact 18: fact 24: loads the sound ones, and keeps the others with all that is wrong with them', async () => {
    const rows: ProductRow[] = [
      { id: 1n, active: 'Y' },
      { id: 2n, active: 'maybe', registered: 'today' },
      { op: 'X', id: 3n, active: 'Y' },
      { id: null, active: 'N' },
      { id: 5n, name: 'a\0b', active: 'Y' },
      { op: 'D', id: 6n, active: 'no delete needs it' },
      { op: 'D', id: null },
      { id: 1n, active: 'N' },
    ];
    const result = await deliver(bench(), { rows });
    expect(result).toMatchObject({
      outcome: 'loaded',
      counts: { read: 8, applied: 2, unchanged: 0, superseded: 1, quarantined: 5 },
    });
    expect(await bench().query(PRODUCTS)).toEqual(['{"id":"1","row":8}']);
    expect(await bench().query(COUNTS)).toEqual(['{"read":8,"applied":2,"superseded":1,"quarantined":5}']);
    expect(await bench().query(ASIDE)).toEqual([
      '{"row":2,"column":"IS_ACTIVE","value":"maybe","faults":2,"released_as":null}',
      '{"row":3,"column":"Op","value":"X","faults":1,"released_as":null}',
      '{"row":4,"column":"PRODUCT_ID","value":null,"faults":1,"released_as":null}',
      '{"row":5,"column":"PRODUCT_NAME","value":"a\ufffdb","faults":1,"released_as":null}',
      '{"row":7,"column":"PRODUCT_ID","value":null,"faults":1,"released_as":null}',
    ]);
    expect(result.notes.join('\n')).toContain(
      '5 bad rows were set aside: row 2, column IS_ACTIVE: "maybe" is neither Y nor N',
    );
  });

  it('keeps a row as its file has it, columns that are not mapped too', async () => {
    await deliver(bench(), {
      rows: [{ id: 2n ** 63n - 1n, name: 'x\0', registered: '20260101' }],
      table: products({ anyDate: true }),
    });
    const cells = `select c->>'name' as name, c->>'value' as value from dms_loader.quarantined_row,
      jsonb_array_elements(source_row->'cells') c order by 1`;
    expect(await bench().query(cells)).toEqual([
      '{"name":"IS_ACTIVE","value":null}',
      '{"name":"Op","value":"I"}',
      '{"name":"PRODUCT_ID","value":"9223372036854775807"}',
      '{"name":"PRODUCT_NAME","value":"x\\\\u0000"}',
      '{"name":"REG_DATE","value":"20260101"}',
    ]);
  });

  it('P7: does the same with rows that only the database refuses, within the same budget, and names them too', async () => {
    await bench().query('alter table dmstest.test_product add constraint no_three check (product_id <> 3)');
    const table = products({ budget: { rows: 2 } });
    const result = await deliver(bench(), { rows: withBad(5, [1]), table });
    expect(result).toMatchObject({ outcome: 'loaded', counts: { read: 5, applied: 3, quarantined: 2 } });
    expect(result.notes.join(' ')).toContain('2 bad rows were set aside: row 2, column IS_ACTIVE');
    expect(result.notes.join(' ')).toContain('no_three');
    const over = await deliver(bench(), { rows: withBad(5, [0, 1]), table, key: changesKey(1) });
    expect(over).toMatchObject({ outcome: 'failed', error: { code: 'CONSTRAINT_VIOLATED' } });
    expect(over.error?.message).toContain('3 bad rows of 5, and 2 at most may be set aside');
    expect(await bench().query(TRACES)).toEqual(['{"products":3,"aside":2,"loads":1}']);
  });

  it('P7: a text that is not UTF-8 is a bad cell of its row, kept byte by byte, and in a column that is not mapped none', async () => {
    const file = productFile([
      { id: 1n, name: 'one' },
      { id: 2n, name: 'two #' },
      { id: 3n, name: 'three' },
    ]);
    file[Buffer.from(file).indexOf('two #') + 4] = 0xff;
    expect(await deliver(bench(), { bytes: file })).toMatchObject({ counts: { read: 3, applied: 2, quarantined: 1 } });
    const kept = `select faults->0->>'reason' as reason, c->>'value' as value from dms_loader.quarantined_row,
      jsonb_array_elements(source_row->'cells') c where c->>'name' = 'PRODUCT_NAME'`;
    expect(await bench().query(kept)).toEqual(['{"reason":"is not UTF-8","value":"\\\\udffftwo ÿ"}']);
    await bench().query('truncate dmstest.test_product');
    const result = await deliver(bench(), { bytes: file, key: changesKey(1), table: products({ noName: true }) });
    expect(result).toMatchObject({ counts: { read: 3, applied: 3, quarantined: 0 } });
  });

  it('loads a file of which no row is sound', async () => {
    const result = await deliver(bench(), { rows: withBad(3, [0, 1, 2]) });
    expect(result).toMatchObject({ outcome: 'loaded', counts: { read: 3, applied: 0, quarantined: 3 } });
    expect(await bench().query(TRACES)).toEqual(['{"products":0,"aside":3,"loads":1}']);
  });

  it('P1: sets the rows of a file that is delivered again aside once', async () => {
    await deliver(bench(), { rows: withBad(3, [1]) });
    expect(await deliver(bench(), { rows: withBad(3, [1]) })).toMatchObject({ outcome: 'already-loaded' });
    expect(await bench().query(TRACES)).toEqual(['{"products":2,"aside":1,"loads":1}']);
  });

  it('P1: sets them aside once where a full load has to begin anew, as its keys are not distinct', async () => {
    const rows = [...withBad(700, [3, 650]), { id: 1n, active: 'N' }];
    const key = 'dmstest/test_product/LOAD00000001.parquet';
    const result = await deliver(bench(), { rows, key, rowGroupRows: 100 });
    expect(result).toMatchObject({
      outcome: 'loaded',
      counts: { read: 701, applied: 698, superseded: 1, quarantined: 2 },
    });
    expect(await bench().query(TRACES)).toEqual(['{"products":698,"aside":2,"loads":1}']);
  });

  it('P7: fails a CSV file with a row that has not its fields: nothing says which of them are lacking', async () => {
    const csv = defineSource({ name: 'csv', csv: { header: true } });
    const table = products({ anyDate: true });
    const lines = ['Op,PRODUCT_ID,PRODUCT_NAME,IS_ACTIVE', 'I,1,one,maybe', 'I,2,two', ''];
    const key = changesKey().replace('.parquet', '.csv');
    const place = bench().store.put(key, Buffer.from(lines.join('\n')));
    const loader = { ...bench().loader, reader: formatReader(), routes: makeRoutes([table], [csv]) };
    const { outcome, error } = await loadObject(place, attemptOf(), loader);
    expect(outcome).toBe('rejected');
    expect(error).toMatchObject({ code: 'CSV_CORRUPT', details: { row: 2 } });
    expect(await bench().query(TRACES)).toEqual(['{"products":0,"aside":0,"loads":0}']);
  });

  it('is logged as a warning, with counts and the first bad cells', async () => {
    const { store, loader, logged } = bench();
    store.put(changesKey(), productFile(withBad(3, [1])));
    const message = messageOf(announcement(store, changesKey()));
    const routes = makeRoutes([products()], []);
    await consumeMessage(message, Date.now() + 60_000, { ...loader, routes });
    const line = JSON.parse(logged.at(-1) ?? '{}');
    expect(line).toMatchObject({ level: 'warn', event: 'object', outcome: 'loaded', read: 3, quarantined: 1 });
    expect(line.notes.join(' ')).toContain('1 bad row was set aside: row 2, column IS_ACTIVE: "maybe"');
  });
});

describe('P7: the budget', () => {
  it.each([
    ['rows', { rows: 3 }, 60, [5, 25, 59]],
    ['rows of a large file', { rows: 3 }, 1200, [0, 600, 1199]],
    ['percent', { percent: 5 }, 60, [5, 25, 59]],
    ['percent of a large file', { percent: 0.25 }, 1200, [0, 600, 1199]],
  ])('in %s may be spent', async (_, budget, count, places) => {
    const table = products({ budget });
    const result = await deliver(bench(), { rows: withBad(count, places), table, rowGroupRows: 20 });
    expect(result).toMatchObject({ outcome: 'loaded', counts: { read: count, applied: count - 3, quarantined: 3 } });
    expect(await bench().query(TRACES)).toEqual([`{"products":${count - 3},"aside":3,"loads":1}`]);
  });

  it.each([
    ['rows', { rows: 2 }, 60, 'at least 3 bad rows, and 2 at most may be set aside'],
    ['rows of a large file', { rows: 2 }, 1200, 'at least 3 bad rows, and 2 at most may be set aside'],
    ['percent', { percent: 4.9 }, 60, '3 bad rows of 60, and 4.9 % at most, 2 rows, may be set aside'],
    [
      'percent of a large file',
      { percent: 0.24 },
      1200,
      '3 bad rows of 1200, and 0.24 % at most, 2 rows, may be set aside',
    ],
  ])('in %s, exceeded by one, refuses the file and leaves nothing of it', async (_, budget, count, said) => {
    const table = products({ budget });
    const { outcome, error } = await deliver(bench(), { rows: withBad(count, [5, 25, 59]), table, rowGroupRows: 20 });
    expect(outcome).toBe('rejected');
    expect(error).toMatchObject({ code: 'BUDGET_EXCEEDED', details: { row: 6, column: 'IS_ACTIVE', value: 'maybe' } });
    expect(error?.message).toContain(said);
    expect(error?.message).toContain('row 26, column IS_ACTIVE');
    expect(await bench().query(TRACES)).toEqual(['{"products":0,"aside":0,"loads":0}']);
  });

  it('P8: that refuses a file does so again without reading it, until it is raised', async () => {
    const refused = products({ budget: { rows: 0 } });
    expect(await deliver(bench(), { rows: withBad(2, [1]), table: refused })).toMatchObject({ outcome: 'rejected' });
    const reads = bench().store.opened.length;
    expect(await deliver(bench(), { rows: withBad(2, [1]), table: refused })).toMatchObject({ outcome: 'rejected' });
    expect(bench().store.opened).toHaveLength(reads);
    expect(await deliver(bench(), { rows: withBad(2, [1]) })).toMatchObject({ outcome: 'loaded' });
  });
});
