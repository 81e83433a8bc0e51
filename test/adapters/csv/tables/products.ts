/**
 * The shipped table of products, with the order of its source's columns for CSV files without a header, and two sources:
 * below `headed/` files have a header. What LOADER_TABLES names.
 */
import { bigint, date, numeric, text, textArray, timestamp, yesNo } from '../../../../domain/columns/index.ts';
import { defineSource, defineTable, from } from '../../../../domain/table/index.ts';

const testProduct = defineTable({
  source: 'DMSTEST.TEST_PRODUCT',
  target: 'dmstest.test_product',
  key: ['product_id'],
  columns: {
    product_id: from('PRODUCT_ID', bigint()),
    product_name: from('PRODUCT_NAME', text()),
    is_active: from('IS_ACTIVE', yesNo()),
    registered_on: from('REG_DATE', date(['YYYYMMDD', 'YYYY-MM-DD'])),
    price: from('PRICE', numeric(15, 2, { group: ',' })),
    amount: from('AMOUNT', numeric(12, 2)),
    amount_exact: from('AMOUNT_EXACT', numeric(38, 10)),
    tags: from('TAGS', textArray(',')),
    updated_at: from('UPDATED_AT', timestamp()),
    description: from('DESCRIPTION', text()),
  },
  csvColumns: [
    'PRODUCT_ID',
    'PRODUCT_NAME',
    'IS_ACTIVE',
    'REG_DATE',
    'PRICE',
    'AMOUNT',
    'AMOUNT_EXACT',
    'TAGS',
    'UPDATED_AT',
    'DESCRIPTION',
  ],
});

export default [
  testProduct,
  defineSource({ name: 'plain' }),
  defineSource({ name: 'headed', prefix: 'headed/', csv: { header: true, noSupplementalLogText: '<absent>' } }),
];
