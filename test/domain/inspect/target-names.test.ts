import { describe, expect, it } from 'vitest';
import { constantName, distinctNames, tableOfFolders, targetName } from '../../../domain/inspect/target-names.ts';

describe('the name of a target column', () => {
  it.each([
    ['PRODUCT_ID', 'product_id'],
    ['단가 (원)', '단가_원'],
    ['PRICE($)', 'price'],
    ['2ND_NAME', 'column_2nd_name'],
    ['***', 'column_7'],
    ['__proto__', 'proto'],
    ['CTID', 'ctid_'],
    ['xmin', 'xmin_'],
    ['_DMS_ROW', 'dms_row'],
    ['N'.repeat(5_000_000), 'n'.repeat(60)],
    [`A${'가'.repeat(40)}`, `a${'가'.repeat(19)}`],
  ])('of %.20s is %s', (source, name) => {
    expect(targetName(source, 7)).toBe(name);
  });

  it('differs from those before it', () => {
    expect(distinctNames(['id', 'id', 'id_2', 'id'])).toEqual(['id', 'id_2', 'id_2_2', 'id_3']);
    const long = 'x'.repeat(60);
    expect(distinctNames([long, long])).toEqual([long, `${'x'.repeat(56)}_2`]);
  });
});

describe('the constant of a mapping', () => {
  it.each([
    ['TEST_PRODUCT', 'testProduct'],
    ['DATE', 'dateTable'],
    ['Text_Array', 'textArrayTable'],
    ['CLASS', 'classTable'],
    ['ORDERS$2', 'orders2'],
    ['area_m²', 'areaM'],
    ['a½b', 'aB'],
    ['a\u20ddb', 'aB'],
    ['단가Ⅳ', '단가ⅳ'],
    ['\u2e2f', 'table'],
    ['\u2e2fx', 'x'],
  ])('of %s is %s', (table, name) => {
    expect(constantName(table)).toBe(name);
  });
});

describe('the table of a file', () => {
  it.each([
    [['dms', 'shop', 'item', '2026', '01', '31'], { schema: 'shop', table: 'item' }],
    [['item'], undefined],
    [['shop', "it'em"], undefined],
    [['shop*/', 'item'], undefined],
  ])('in %j is %j', (folders, table) => {
    expect(tableOfFolders(folders)).toEqual(table);
  });
});
