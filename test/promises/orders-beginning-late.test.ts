/** The orders of delivery that the file beside this one leaves: 5,040 in all. */
import { expect, test } from 'vitest';
import { tryOrders } from './support/all-orders.ts';
import { useProducts } from './support/products.ts';

const products = useProducts();

test('P3: fact 32: each of the 2,160 orders that begin with one of the last three of seven objects gives the table written by hand', {
  timeout: 600_000,
}, async () => {
  expect(await tryOrders(products, [4, 5, 6])).toEqual({ orders: 2160, wrong: [] });
});
