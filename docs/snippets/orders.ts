import { bigint, custom, date, fault, integer, numeric, text, textArray, yesNo } from '../../domain/columns/index.ts';
import { defineTable, from } from '../../domain/table/index.ts';

/** Orders of the shop: one row per line of an order. */
export const orders = defineTable({
  source: 'SHOP.ORDER_LINE',
  target: 'shop.order_line',
  key: ['order_id', 'line'],
  columns: {
    order_id: from('ORDER_ID', bigint()),
    line: from('LINE_NO', integer()),
    ordered_on: from('ORDER_DT', date('YYYYMMDD', { zero: 'null' })),
    price: from('PRICE', numeric(15, 2, { group: ',' }).required()),
    is_gift: from('GIFT_YN', yesNo().default(false)),
    labels: from('LABELS', textArray('|')),
    remark: from('REMARK', text({ nul: 'strip' })),
    weight_grams: from(
      'WEIGHT',
      custom('integer', value => {
        const kilograms = String(value).endsWith('kg') ? Number(String(value).slice(0, -2)) : 0;
        return kilograms > 0 ? kilograms * 1000 : fault('is no weight in kg', 'write it like 12kg');
      }),
    ),
  },
});
