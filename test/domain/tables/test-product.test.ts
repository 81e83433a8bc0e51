import { describe, expect, it } from 'vitest';
import { cellOf, type SourceType } from '../../../domain/columns/column.ts';
import { mapBatch } from '../../../domain/table/map-batch.ts';
import { planColumns } from '../../../domain/table/plan.ts';
import tables from '../../../domain/tables/index.ts';
import { testProduct } from '../../../domain/tables/test-product.ts';

const TEXT: SourceType = { kind: 'text' };

/** As DMS writes the table: name, type in the file, and the values of five rows. */
const FILE: readonly (readonly [string, SourceType, readonly unknown[]])[] = [
  ['Op', TEXT, ['I', 'U', 'D', 'I', 'U']],
  [
    'PRODUCT_ID',
    { kind: 'integer', bits: 64, signed: true },
    [1n, 9_007_199_254_740_993n, -9_223_372_036_854_775_808n, 0n, 5n],
  ],
  ['PRODUCT_NAME', TEXT, ['plain', 'tab\there', null, '', ' 무선 키보드 ']],
  ['IS_ACTIVE', TEXT, ['Y', 'N', null, 'Y', 'N']],
  ['REG_DATE', TEXT, ['20240229', '99991231', null, '00010101', '2020-10-17']],
  ['PRICE', TEXT, ['1,234,567.89', '999,999,999,999.99', '-1,234.5', '.5', null]],
  ['AMOUNT', { kind: 'decimal', precision: 12, scale: 2 }, [0, 999_999_999_999, -999_999_999_999, 115, null]],
  [
    'AMOUNT_EXACT',
    { kind: 'decimal', precision: 38, scale: 10 },
    [0n, 12_345_678_901_234_567_890_123_456_780_123_456_789n, -(10n ** 38n) + 1n, 1n, null],
  ],
  ['TAGS', TEXT, ['a,b,c', 'a,,b', 'with space, x ', '', null]],
  [
    'UPDATED_AT',
    { kind: 'timestamp', unit: 'microseconds', utc: false },
    [0n, -1n, -62_135_596_800_000_000n, 253_402_300_799_999_999n, null],
  ],
  ['DESCRIPTION', TEXT, ['설명 🎉', '\\x41', '', null, 'x']],
];

/** dmstest.test_product after these rows, written by hand; dates are days since 1970, timestamps microseconds. */
const EXPECTED = {
  product_id: [1n, 9_007_199_254_740_993n, -9_223_372_036_854_775_808n, 0n, 5n],
  product_name: ['plain', 'tab\there', null, '', ' 무선 키보드 '],
  is_active: [true, false, null, true, false],
  registered_on: [19_782, 2_932_896, null, -719_162, 18_552],
  price: ['1234567.89', '999999999999.99', '-1234.50', '0.50', null],
  amount: ['0.00', '9999999999.99', '-9999999999.99', '1.15', null],
  amount_exact: [
    '0.0000000000',
    '1234567890123456789012345678.0123456789',
    '-9999999999999999999999999999.9999999999',
    '0.0000000001',
    null,
  ],
  tags: [['a', 'b', 'c'], ['a', 'b'], ['with space', 'x'], null, null],
  updated_at: [0n, -1n, -62_135_596_800_000_000n, 253_402_300_799_999_999n, null],
  description: ['설명 🎉', '\\x41', '', null, 'x'],
};

describe('DMSTEST.TEST_PRODUCT', () => {
  it('is a table of the checkout', () => {
    expect(tables).toContain(testProduct);
  });

  it('P4: becomes dmstest.test_product, every value exact', () => {
    const columns = FILE.map(([name, type]) => ({ name, type }));
    const plan = planColumns(testProduct, { columns, kind: 'cdc', object: 's3://b/k' });
    expect(plan.notes).toEqual([]);
    const read = plan.reads.map(name => ({ values: FILE.find(([other]) => other === name)?.[2] ?? [] }));
    const { changes, faults } = mapBatch(plan, { firstRow: 1, rowCount: 5, columns: read }, 0n);
    expect(faults).toEqual([]);
    expect([...(changes.effects ?? [])]).toEqual([0, 0, 1, 0, 0]);
    const cells = plan.targets.map(({ name }, at) => [
      name,
      Array.from({ length: 5 }, (_, row) => cellOf(changes.columns[at] ?? { values: [] }, row)),
    ]);
    expect(Object.fromEntries(cells)).toEqual(EXPECTED);
  });

  it('declares the columns of its target', () => {
    expect(testProduct.columns.map(({ name, type }) => `${name} ${type.declaration}`)).toEqual([
      'product_id bigint',
      'product_name text',
      'is_active boolean',
      'registered_on date',
      'price numeric(15,2)',
      'amount numeric(12,2)',
      'amount_exact numeric(38,10)',
      'tags text[]',
      'updated_at timestamp',
      'description text',
    ]);
  });
});
