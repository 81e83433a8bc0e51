import {
  bigint,
  date,
  double,
  integer,
  json,
  numeric,
  text,
  textArray,
  timestamp,
  yesNo,
} from '../domain/columns/index.ts';
import { defineTable, from } from '../domain/table/index.ts';

/** The table of the comparison: 12 columns, some 240 bytes a row. */
export const benchProduct = defineTable({
  source: 'DMSTEST.TEST_PRODUCT',
  target: 'dmstest.test_product',
  key: ['product_id'],
  columns: {
    product_id: from('PRODUCT_ID', bigint()),
    product_code: from('PRODUCT_CODE', text()),
    product_name: from('PRODUCT_NAME', text()),
    is_active: from('IS_ACTIVE', yesNo()),
    created_date: from('CREATED_DATE_STR', date('YYYYMMDD')),
    price: from('PRICE_STR', numeric(15, 2, { group: ',' })),
    stock_qty: from('STOCK_QTY', integer()),
    weight_kg: from('WEIGHT_KG', double()),
    metadata_json: from('METADATA_JSON', json()),
    tags: from('TAGS', textArray(',')),
    created_at: from('CREATED_AT', timestamp()),
    updated_at: from('UPDATED_AT', timestamp()),
  },
});
