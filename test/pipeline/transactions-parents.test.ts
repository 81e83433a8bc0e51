import { describe, expect, it } from 'vitest';
import { type TxnRow, txnFile, txnKey } from '../factories/shop.ts';
import { useShop } from './shop-bench.ts';

const KEY = txnKey('20260301120000000');
const SIZES = [
  { size: 'as parameters', padding: 0 },
  { size: 'staged', padding: 600 },
];

const shop = useShop();

function padding(count: number): TxnRow[] {
  return Array.from({ length: count }, (_, at) => ['I', 'CUSTOMER', 'SHOP', `${1000 + at}`, 'padding']);
}

describe.each(SIZES)(
  'fact 3: a child that comes before its parent in a file of transactions, $size',
  ({ padding: rows }) => {
    const file = txnFile([
      ['I', 'ORDERS', 'SHOP', '1', '7', '1'],
      ...padding(rows),
      ['I', 'CUSTOMER', 'SHOP', '7', 'Ann'],
    ]);
    const orphan = txnFile([
      ...padding(rows),
      ['I', 'CUSTOMER', 'SHOP', '8', 'Bob'],
      ['I', 'ORDERS', 'SHOP', '1', '7', '1'],
    ]);
    const constrain = (how: string) =>
      shop().rows(`alter table shop.orders add foreign key (customer) references shop.customer ${how}`);

    it('is loaded with it, where the foreign key is deferrable', async () => {
      await constrain('deferrable');
      const result = await shop().announce(KEY, file);
      expect(result.error?.message).toBeUndefined();
      expect(result).toMatchObject({ outcome: 'loaded', counts: { applied: 2 + rows } });
    });

    it.each([
      ['the foreign key is not deferrable', '', file],
      ['its parent is not there', 'deferrable', orphan],
    ])('is refused by the name of the constraint, with what to do, where %s', async (_case, how, bytes) => {
      await constrain(how);
      const result = await shop().announce(KEY, bytes);
      expect(result).toMatchObject({ outcome: 'failed', error: { code: 'CONSTRAINT_VIOLATED' } });
      expect(result.error?.message).toContain('orders_customer_fkey');
      expect(result.error?.message).toContain('shop.customer');
      expect(await shop().rows('select from shop.customer')).toEqual([]);
    });
  },
);
