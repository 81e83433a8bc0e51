import { bigint, date, numeric, text, textArray, timestamp, yesNo } from '../columns/index.ts';
import { defineTable, from } from '../table/index.ts';

/** Products of the test schema: what AWS DMS writes of DMSTEST.TEST_PRODUCT, as rows of dmstest.test_product. */
export const testProduct = defineTable({
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
  // For CSV files without a header: the columns of the source table in its order.
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
