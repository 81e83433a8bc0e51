import { describe, expect, it } from 'vitest';
import { bigint, integer, smallint } from '../../../domain/columns/index.ts';
import { asIs } from '../../../domain/columns/make-type.ts';
import { convert, SOURCES } from './convert.ts';

const GREATEST = 9_223_372_036_854_775_807n;

describe('whole numbers', () => {
  it.each([
    ['int32', 2_147_483_647, 2_147_483_647],
    ['int64', 9_007_199_254_740_993n, 9_007_199_254_740_993n],
    ['uint32', 4_294_967_295, 4_294_967_295],
    ['uint64', GREATEST, GREATEST],
    ['decimal38x0', GREATEST, GREATEST],
    ['decimal38x0', -GREATEST - 1n, -GREATEST - 1n],
    ['decimal38x0', 7, 7],
    ['decimal38x10', 90_071_992_547_409_930_000_000_000n, 9_007_199_254_740_993n],
    ['decimal12x2', -1200, -12n],
    ['double', 9_007_199_254_740_991, 9_007_199_254_740_991],
    ['text', '9223372036854775807', GREATEST],
    ['text', '-9223372036854775808', -GREATEST - 1n],
    ['text', '+5', 5],
    ['text', '- 5', -5],
    ['text', '5-', -5],
    ['text', ' 0012 ', 12],
    ['text', '5.00', 5],
    ['text', '1E+3', 1000],
    ['text', '-0', 0],
    ['text', '', null],
    ['text', ' \t', null],
  ] as const)('P4: fact 20: bigint() takes %s %s', (source, value, expected) => {
    expect(convert(bigint(), source, value)).toBe(expected);
  });

  it.each([
    ['uint64', GREATEST + 1n, 'is outside the range of bigint'],
    ['decimal38x0', 10n ** 37n, 'is outside the range of bigint'],
    ['decimal38x0', -GREATEST - 2n, 'is outside the range of bigint'],
    ['text', '9223372036854775808', 'is outside the range of bigint'],
    ['text', '9'.repeat(10_000), 'is outside the range of bigint'],
    ['text', '-99999999999999999999999999', 'is outside the range of bigint'],
    ['decimal12x2', 1201, 'is not a whole number'],
    ['double', 1.5, 'is not a whole number'],
    ['double', 9_007_199_254_740_992, 'is not a whole number'],
    ['double', Number.NaN, 'is not a whole number'],
    ['text', '5.01', 'is not a whole number'],
    ['text', '1,000', 'is not a whole number'],
    ['text', '\uff11\uff12', 'is not a whole number'],
    ['text', '-5-', 'is not a whole number'],
    ['text', '--5', 'is not a whole number'],
    ['text', '5\0', 'is not a whole number'],
    ['text', '(5)', 'is not a whole number'],
    ['text', 'abc', 'is not a whole number'],
    ['bytes', Uint8Array.of(1), 'column is BYTES in the file, which bigint() does not take'],
    ['date', 1, 'column is DATE in the file, which bigint() does not take'],
    ['bool', true, 'column is BOOLEAN in the file, which bigint() does not take'],
  ] as const)('P7: bigint() refuses %s %s with a reason and a remedy', (source, value, expected) => {
    expect(convert(bigint(), source, value)).toMatch(new RegExp(`^${expected.replace(/[()]/gu, '\\$&')}.*; .+`, 'u'));
  });

  it.each([
    [smallint(), 32_767, 32_768],
    [smallint(), -32_768, -32_769],
    [integer(), 2_147_483_647, 2_147_483_648],
    [integer(), -2_147_483_648, -2_147_483_649],
  ])('P4: %s holds its range and nothing beyond it', (type, last, beyond) => {
    expect(convert(type, 'int64', BigInt(last))).toBe(last);
    expect(convert(type, 'text', String(last))).toBe(last);
    expect(convert(type, 'decimal38x0', BigInt(last))).toBe(last);
    for (const [source, value] of [
      ['int64', BigInt(beyond)],
      ['text', String(beyond)],
      ['double', beyond],
    ] as const) {
      expect(convert(type, source, value)).toMatch(/^is outside the range of/u);
    }
  });

  it('is not walked through where every value of the source is one of the target', () => {
    expect(bigint().converter(SOURCES.int64)).toBe(asIs);
    expect(integer().converter(SOURCES.int32)).toBe(asIs);
    expect(integer().converter(SOURCES.int64)).not.toBe(asIs);
    expect(integer().converter(SOURCES.uint32)).not.toBe(asIs);
    expect(bigint().converter(SOURCES.uint64)).not.toBe(asIs);
  });
});
