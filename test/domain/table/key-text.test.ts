import { expect, test } from 'vitest';
import { keyText } from '../../../domain/table/key-text.ts';

test.each([
  ['numeric', '1.50', '1.5'],
  ['numeric', '0001.000', '1'],
  ['numeric', '-0.00', '0'],
  ['numeric', '100', '100'],
  ['numeric', '-0.50', '-0.5'],
  ['bigint', 9_223_372_036_854_775_807n, '9223372036854775807'],
  ['bytea', Uint8Array.of(0, 255), '00ff'],
  ['text', '007.0', '007.0'],
] as const)('equal keys share a text: %s %s', (sql, value, expected) => {
  expect(keyText(sql, value)).toBe(expected);
});
