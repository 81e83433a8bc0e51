import { describe, expect, it } from 'vitest';
import { loadFolders } from '../../../domain/reload/load-folders.ts';
import { defineSource } from '../../../domain/table/index.ts';
import { DEFAULT_SOURCE } from '../../../domain/table/source.ts';

const ITEM = { schema: 'SHOP', table: 'ITEM' };

function found(seen: readonly string[], sources = [DEFAULT_SOURCE]): string[] {
  const folders = loadFolders(
    seen.map(prefix => ({ bucket: 'landing', prefix })),
    ITEM,
    sources,
  );
  return folders.map(({ bucket, prefix }) => `${bucket}/${prefix}`);
}

describe('where full loads of a table may lie', () => {
  it('is its folder wherever one was loaded from, with all segments and partitions below it', () => {
    expect(found(['dms/shop/item/', 'dms/shop/item/p1/', 'dms/shop/item/p2/', 'old/SHOP/ITEM/'])).toEqual([
      'landing/dms/shop/item/',
      'landing/old/SHOP/ITEM/',
    ]);
  });

  it('is a folder in each bucket that a source names, in the spellings that DMS may use', () => {
    const sources = [defineSource({ name: 'erp', bucket: 'acme', prefix: 'erp' }), defineSource({ name: 'any' })];
    expect(found(['shop/item/'], sources)).toEqual([
      'landing/shop/item/',
      'acme/erp/SHOP/ITEM/',
      'acme/erp/shop/item/',
    ]);
  });

  it('is nowhere if nothing was loaded and no source names a bucket', () => {
    expect(found([])).toEqual([]);
  });
});
