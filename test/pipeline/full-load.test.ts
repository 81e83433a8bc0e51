import { describe, expect, it } from 'vitest';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineSource } from '../../domain/table/index.ts';
import tables from '../../domain/tables/index.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { Loader } from '../../pipeline/loader.ts';
import { BUCKET } from '../doubles/store.ts';
import { productFile } from '../factories/product-file.ts';
import { attemptOf, useBench } from './bench.ts';

const LOAD = 'dmstest/test_product/LOAD00000001.parquet';
const bench = useBench();

function announce(bytes: Uint8Array, loader: Loader = bench().loader) {
  return loadObject(bench().store.put(LOAD, bytes), attemptOf(), loader);
}

describe('a full-load file', () => {
  const ids = Array.from({ length: 600 }, (_, index) => BigInt(index + 1));

  it('P1: whose keys are not distinct, against all expectation, is merged into the empty target', async () => {
    const repeated = productFile([...ids, 600n].map((id, row) => ({ id, name: `row ${row + 1}` })));
    const result = await announce(repeated);
    expect(result).toMatchObject({ outcome: 'loaded', counts: { read: 601, applied: 600, superseded: 1 } });
    const last = await bench().query('select product_name name from dmstest.test_product where product_id = 600');
    expect(last).toEqual(['{"name":"row 601"}']);
  });

  it('P3: that was refused as a copy stays one under another mapping, however it is announced', async () => {
    const { store, loader } = bench();
    const copy = { ...store.put(LOAD, productFile([{ id: 1n }])), isCopy: true };
    const refused = { outcome: 'rejected', error: { code: 'LOAD_COPIED' } };
    expect(await loadObject(copy, attemptOf(), loader)).toMatchObject(refused);
    const later = { ...loader, packageVersion: 'later' };
    const { isCopy: _, ...upload } = copy;
    expect(await loadObject(upload, attemptOf(), later)).toMatchObject(refused);
    const writtenAtMs = Date.UTC(2026, 0, 31);
    expect(await loadObject({ ...upload, writtenAtMs }, attemptOf(), later)).toMatchObject({ outcome: 'loaded' });
  });

  it('is opened only in a bucket of the owner that its source names', async () => {
    const source = defineSource({ name: 'landing', bucket: BUCKET, expectedBucketOwner: '123456789012' });
    const { store, loader } = bench();
    const owners: unknown[] = [];
    const open: Loader['store']['open'] = place => {
      owners.push(place.expectedBucketOwner);
      return store.open(place);
    };
    const owned = { ...loader, routes: makeRoutes(tables, [source]), store: { open } };
    expect(await announce(productFile([{ id: 1n }]), owned)).toMatchObject({ outcome: 'loaded' });
    expect(owners).toEqual(['123456789012']);
  });
});
