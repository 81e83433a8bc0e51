import { describe, expect, it } from 'vitest';
import { bigint } from '../../domain/columns/index.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineTable, from } from '../../domain/table/index.ts';
import tables from '../../domain/tables/index.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import { productFile } from '../factories/product-file.ts';
import { attemptOf, useBench } from './bench.ts';

const ONE = productFile([{ id: 1n }]);
const STATES = 'select object_key, state, first_error_code code from dms_loader.object_load';

const bench = useBench();

function announce(key: string) {
  return loadObject(bench().store.put(key, ONE), attemptOf(), bench().loader);
}

describe('a file whose name is not one of DMS', () => {
  it.each([
    'dmstest/test_product/LOAD00000001.PARQUET',
    'DMSTEST/Test_Product/2026/03/01/part-00000.snappy.parquet',
    'archive/dmstest/test_product/load00000001.csv.gz',
  ])('P6: is refused by name where it lies with a mapped table: %s', async key => {
    const { outcome, error } = await announce(key);
    expect(outcome).toBe('rejected');
    expect(error?.code).toBe('KEY_NOT_DMS');
    expect(error?.message).toContain('lies in the folder of DMSTEST.TEST_PRODUCT');
    expect(error?.message).toContain(`s3://landing/${key}`);
    expect(bench().store.opened).toEqual([]);
    expect(await bench().query(STATES)).toEqual([`{"object_key":"${key}","state":"rejected","code":"KEY_NOT_DMS"}`]);
  });

  it('P6: is refused, too, where several mappings claim its folders', async () => {
    const other = defineTable({
      source: 'TEST_PRODUCT.ARCHIVE',
      target: 'shop.archive',
      key: ['id'],
      columns: { id: from('ID', bigint()) },
    });
    const { loader, store } = bench();
    const place = store.put('dmstest/test_product/archive/part-0.parquet', ONE);
    const routes = makeRoutes([...tables, other], []);
    const { outcome, error } = await loadObject(place, attemptOf(), { ...loader, routes });
    expect([outcome, error?.code]).toEqual(['rejected', 'TABLE_AMBIGUOUS']);
  });

  it.each([
    'dmstest/other/LOAD00000001.PARQUET',
    'awsdms_validation/readme.csv',
    'dmstest/test_product/_SUCCESS',
    's3_validation_failures/dmstest/test_product/part-0.parquet',
    'part-0.parquet',
  ])('is of no concern elsewhere: %s', async key => {
    expect(await announce(key)).toMatchObject({ outcome: 'ignored' });
    expect(await bench().query(STATES)).toEqual([]);
  });
});

describe('a file of changes whose name holds no time', () => {
  it('is refused from the key alone', async () => {
    const { error } = await announce('dmstest/test_product/20260231-010203456.parquet');
    expect(error?.code).toBe('KEY_TIME_INVALID');
    expect(bench().store.opened).toEqual([]);
  });
});
