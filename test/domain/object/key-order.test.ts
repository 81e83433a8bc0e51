import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byUtf8 } from '../../../domain/object/key-order.ts';

it('compares keys as their UTF-8 bytes compare, also where UTF-16 units do otherwise', () => {
  expect(byUtf8('a/\u{1F600}', 'a/\uFF5E')).toBeGreaterThan(0);
  expect('a/\u{1F600}' < 'a/\uFF5E').toBe(true);
  const key = fc.string({ unit: 'binary', maxLength: 6 });
  fc.assert(
    fc.property(key, key, (one, other) => {
      expect(Math.sign(byUtf8(one, other))).toBe(Buffer.compare(Buffer.from(one), Buffer.from(other)));
    }),
  );
});
