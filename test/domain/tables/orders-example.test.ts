import { expect, it } from 'vitest';
import { orders } from '../../../docs/snippets/orders.ts';
import { mapRows } from '../../factories/map-rows.ts';

const ROW = {
  Op: 'I',
  ORDER_ID: '9007199254740993',
  LINE_NO: '1',
  ORDER_DT: '20240229',
  PRICE: '1,234.50',
  GIFT_YN: null,
  LABELS: 'fragile| new',
  REMARK: 'by the door\0',
  WEIGHT: '12kg',
};

it('maps a line of an order', () => {
  expect(mapRows(orders, [ROW])).toEqual({
    faults: [],
    rows: [
      {
        order_id: 9_007_199_254_740_993n,
        line: 1,
        // Days since 1970-01-01.
        ordered_on: 19_782,
        price: '1234.50',
        is_gift: false,
        labels: ['fragile', 'new'],
        remark: 'by the door',
        weight_grams: 12_000,
      },
    ],
  });
});

it('refuses a line without a price, and a weight in pounds', () => {
  expect(mapRows(orders, [{ ...ROW, PRICE: ' ', WEIGHT: '12lb' }]).faults).toEqual([
    'row 1, column PRICE: means NULL, but price is required',
    'row 1, column WEIGHT: is no weight in kg',
  ]);
});
