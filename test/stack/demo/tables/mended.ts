/** The mapping after its repair: dates with slashes are read too. What LOADER_TABLES names. */
import { bigint, date, numeric, text, textArray, timestamp, yesNo } from '../../../../domain/columns/index.ts';
import { defineTable, from } from '../../../../domain/table/index.ts';

const testProduct = defineTable({
  source: 'DMSTEST.TEST_PRODUCT',
  target: 'dmstest.test_product',
  key: ['product_id'],
  columns: {
    product_id: from('PRODUCT_ID', bigint()),
    product_name: from('PRODUCT_NAME', text()),
    is_active: from('IS_ACTIVE', yesNo()),
    registered_on: from('REG_DATE', date(['YYYYMMDD', 'YYYY-MM-DD', 'YYYY/MM/DD'])),
    price: from('PRICE', numeric(15, 2, { group: ',' })),
    amount: from('AMOUNT', numeric(12, 2)),
    amount_exact: from('AMOUNT_EXACT', numeric(38, 10)),
    tags: from('TAGS', textArray(',')),
    updated_at: from('UPDATED_AT', timestamp()),
    description: from('DESCRIPTION', text()),
  },
});

export default [testProduct];
