import { expect, it } from 'vitest';
import { makeRoutes } from '../../../domain/object/route.ts';
import { defineSource } from '../../../domain/table/index.ts';
import { testProduct } from '../../../domain/tables/test-product.ts';
import { formatReader } from '../../../handlers/wire.ts';
import { loadObject } from '../../../pipeline/load-object.ts';
import { attemptOf, useBench } from '../../pipeline/bench.ts';

const bench = useBench();

it.each([
  ['with a header', { header: true }, 'DMS_TS,PRODUCT_ID,PRODUCT_NAME\n'],
  ['without one', { header: false }, ''],
])('P3: rows of a CSV file %s are as old as DMS’s timestamp column says', async (_case, csv, header) => {
  const source = defineSource({ name: 'archive', loadTime: 'timestamp-column', timestampColumn: 'DMS_TS', csv });
  const table = { ...testProduct, csvColumns: ['PRODUCT_ID', 'PRODUCT_NAME'] };
  const loader = { ...bench().loader, reader: formatReader(), routes: makeRoutes([table], [source]) };
  const rows = '2022-03-01 10:00:00.000001,1,one\n2022-03-01 10:00:00.5,2,two\n';
  const place = bench().store.put('dmstest/test_product/LOAD00000001.csv', Buffer.from(header + rows));
  expect(await loadObject(place, attemptOf(), loader)).toMatchObject({ outcome: 'loaded', counts: { applied: 2 } });
  const times = `select product_id::int id, to_char(_dms_written_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as at
    from dmstest.test_product order by 1`;
  expect(await bench().query(times)).toEqual([
    '{"id":1,"at":"2022-03-01 10:00:00.000001"}',
    '{"id":2,"at":"2022-03-01 10:00:00.500000"}',
  ]);
  expect(
    await bench().query(
      "select written_at at time zone 'UTC' = '2022-03-01 10:00:00.000001' as is_first from dms_loader.table_load",
    ),
  ).toEqual(['{"is_first":true}']);
});
