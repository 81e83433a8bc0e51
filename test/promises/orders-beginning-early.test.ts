/** Some of the orders of delivery; the others are in the file beside this one, so that both can run at once. */
import { expect, test } from 'vitest';
import { tryOrders } from './support/all-orders.ts';
import { useProducts } from './support/products.ts';

const products = useProducts();

test('P3: fact 32: each of the 2,880 orders that begin with one of the first four of seven objects gives the table written by hand', {
  timeout: 600_000,
}, async () => {
  expect(await tryOrders(products, [0, 1, 2, 3])).toEqual({ orders: 2880, wrong: [] });
});
