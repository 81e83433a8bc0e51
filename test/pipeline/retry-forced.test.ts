/** Rows that a forced load sets aside, while what an earlier load of their file made of them still stands. */
import { describe, expect, it } from 'vitest';
import type { Table } from '../../domain/table/table.ts';
import type { ProductRow } from '../factories/product-file.ts';
import { useBench } from './bench.ts';
import { changesKey, deliver, products, retry } from './quarantine-bench.ts';

const bench = useBench();

const LOOSE = products({ anyActive: true, anyDate: true });
const STRICT = products();
const MENDED = products({ anyActive: true });
const ROW = { id: 1n, name: 'one', active: 'maybe', registered: '20240229' };

const counts = async () =>
  (
    await bench().query(`select rows_applied::int a, rows_unchanged::int u, rows_superseded::int s, rows_quarantined::int q
  from dms_loader.table_load order by table_load_id`)
  ).map(line => Object.values(JSON.parse(line)));

async function force(table: Table, rows: readonly ProductRow[]) {
  await bench().query('update dms_loader.object_load set reopened_at = now()');
  return await deliver(bench(), { rows, table });
}

describe('rows that a forced load sets aside', () => {
  it('P6: take the place of what an earlier load of their file made of them', async () => {
    await deliver(bench(), { rows: [ROW], table: LOOSE });
    expect((await force(STRICT, [ROW])).counts).toMatchObject({ applied: 0, quarantined: 1 });
    const [result] = await retry(bench(), MENDED);
    expect(result?.retried?.counts).toMatchObject({ applied: 1, unchanged: 0, quarantined: 0 });
    expect(await bench().query('select registered_on::text as day from dmstest.test_product')).toEqual([
      '{"day":"2024-02-29"}',
    ]);
    expect(await counts()).toEqual([
      [1, 0, 0, 0],
      [1, 0, 0, 0],
    ]);
  });

  it('P6: may be what the same mapping made of them before', async () => {
    await deliver(bench(), { rows: [ROW], table: MENDED });
    await bench().query('alter table dmstest.test_product add constraint never check (false) not valid');
    expect((await force(MENDED, [ROW])).counts).toMatchObject({ quarantined: 1 });
    await bench().query('alter table dmstest.test_product drop constraint never');
    const [result] = await retry(bench(), MENDED);
    expect(result?.retried?.counts).toMatchObject({ applied: 1, quarantined: 0 });
    expect(await counts()).toEqual([[1, 0, 0, 0]]);
  });

  it('P3: lose to what newer files wrote, and leave rows of other files alone', async () => {
    await deliver(bench(), { rows: [ROW, { ...ROW, id: 2n }], table: LOOSE });
    await force(STRICT, [ROW, { ...ROW, id: 2n }]);
    await deliver(bench(), {
      rows: [
        { id: 1n, name: 'newer' },
        { op: 'D', id: 2n },
      ],
      table: LOOSE,
      key: changesKey(1),
    });
    const [result] = await retry(bench(), MENDED);
    expect(result?.retried?.counts).toMatchObject({ applied: 0, superseded: 2, quarantined: 0 });
    expect(await bench().query('select product_name as name from dmstest.test_product')).toEqual(['{"name":"newer"}']);
  });
});
