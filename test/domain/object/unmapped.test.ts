import { describe, expect, test } from 'vitest';
import { notMapped } from '../../../domain/object/unmapped.ts';
import { DEFAULT_SOURCE } from '../../../domain/table/source.ts';

function remedyFor(schema: string, table: string, module?: string): string {
  const unmapped = { folders: [schema, table], source: DEFAULT_SOURCE, pairs: [{ schema, table }], mapped: [], module };
  return notMapped(unmapped).details.remedy;
}

test('the error for a key without folders says which are missing', () => {
  const unmapped = { folders: [], source: DEFAULT_SOURCE, pairs: [], mapped: [], module: undefined };
  expect(notMapped(unmapped).message).toMatch(
    /^has no folders of schema and table in its key, .*; give it a key such as/u,
  );
});

describe('the remedy for a table without a mapping', () => {
  test.each([
    ['shop', 'order_line', 'add domain/tables/order-line.ts with source "SHOP.ORDER_LINE"'],
    ['영업', '고객', 'add domain/tables/고객.ts with source "영업.고객"'],
  ])('names the file to add for %s.%s', (schema, table, words) => {
    expect(remedyFor(schema, table)).toContain(words);
  });

  test('names the module that lists the tables, where it is not that of the checkout', () => {
    expect(remedyFor('shop', 'item', '/shop/tables.ts')).toMatch(
      /^add a table to \/shop\/tables\.ts with source "SHOP\.ITEM", or "SHOP\.ITEM" to the ignore list/u,
    );
  });

  test.each([
    ['a', '%2F..%2Ftest_product'],
    ['a', '..'],
    ['a b', 'c'],
    ['2021', '11'],
  ])('P11: proposes no file for %s/%s, a name that no table has', (schema, table) => {
    expect(remedyFor(schema, table)).toMatch(/^copy the file to a key that DMS would write/u);
  });
});
