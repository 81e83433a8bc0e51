import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numeric } from '../../../domain/columns/index.ts';
import { convert } from './convert.ts';

const price = numeric(15, 2, { group: ',' });

describe('numeric', () => {
  it.each([
    ['1,234,567.89', '1234567.89'],
    ['999,999,999,999.99', '999999999999.99'],
    ['-1,234.5', '-1234.50'],
    ['0', '0.00'],
    ['1,000', '1000.00'],
    ['1000', '1000.00'],
    ['.5', '0.50'],
    ['5.', '5.00'],
    ['12', '12.00'],
    ['-12.50', '-12.50'],
    ['+5', '5.00'],
    ['- 5', '-5.00'],
    ['5-', '-5.00'],
    ['5 -', '-5.00'],
    ['5+', '5.00'],
    ['-0.00', '0.00'],
    ['000123.40', '123.40'],
    ['  1,234.50  ', '1234.50'],
    ['1.2300', '1.23'],
    ['1.5E+3', '1500.00'],
    ['125e-2', '1.25'],
    ['', null],
    ['   ', null],
  ])('P4: an amount written %j is %j', (written, expected) => {
    expect(convert(price, 'text', written)).toBe(expected);
  });

  it.each([
    '1.234,50',
    '1,23,4',
    '1,5',
    ',500',
    '1,234,56',
    '1,,000',
    '\uff11\uff12\uff13',
    '1 000',
    '(5)',
    '$5',
    '5%',
    '-5-',
    '+-5',
    '.',
    '-',
    ',',
    '1.2.3',
    '0x10',
    '1e',
    '1e99999',
    'NaN',
    '5\0',
    '\u0663',
  ])('P7: %j is refused, with the marks that were expected and how to declare others', written => {
    expect(convert(price, 'text', written)).toBe(
      'is not a number as numeric(15, 2, {"group":","}) reads it: digits 0-9, decimal mark ".", group mark ","; ' +
        "declare its marks, as in numeric(15, 2, { group: '.', decimal: ',' }), or convert it in custom()",
    );
  });

  it('reads the marks that are declared', () => {
    const european = numeric(15, 2, { group: '.', decimal: ',' });
    expect(convert(european, 'text', '1.234.567,89')).toBe('1234567.89');
    expect(convert(european, 'text', '-0,5')).toBe('-0.50');
    expect(convert(european, 'text', '1234.5')).toMatch(/^is not a number/u);
    expect(convert(numeric(9, 2, { group: ' ' }), 'text', '1 234.5')).toBe('1234.50');
  });

  it('accepts no group mark that is not declared', () => {
    expect(convert(numeric(15, 2), 'text', '1,000')).toContain('no group mark');
  });

  it.each([
    ['decimal38x10', 12_345_678_901_234_567_890_123_456_780_123_456_789n, '1234567890123456789012345678.0123456789'],
    ['decimal38x10', -1n, '-0.0000000001'],
    ['decimal38x10', 0, '0.0000000000'],
    ['decimal12x2', 476, '4.7600000000'],
    ['decimal12x2', -5, '-0.0500000000'],
    ['int64', -9_223_372_036_854_775_808n, '-9223372036854775808.0000000000'],
    ['int32', 7, '7.0000000000'],
    ['double', 0.1, '0.1000000000'],
    ['double', -0, '0.0000000000'],
    ['double', 1e21, '1000000000000000000000.0000000000'],
    ['double', 1e-7, '0.0000001000'],
    ['float', Math.fround(0.1), '0.1000000000'],
    ['float', Math.fround(16_777_216), '16777216.0000000000'],
  ] as const)('P4: fact 20: %s %s arrives with every digit', (source, value, expected) => {
    expect(convert(numeric(38, 10), source, value)).toBe(expected);
  });

  it.each([
    [numeric(12, 2), 'decimal38x10', 12_300_000_001n, 'has more than 2 digits behind the point'],
    [numeric(4, 2), 'decimal12x2', 10_000, 'has more than 2 digits before the point'],
    [numeric(12, 2), 'double', 0.300_000_000_000_000_04, 'has more than 2 digits behind the point'],
    [numeric(12, 2), 'double', Number.NaN, 'is no number that numeric(12, 2) can hold'],
    [numeric(), 'double', Number.POSITIVE_INFINITY, 'is no number that numeric() can hold'],
    [numeric(12, 2), 'text', '1.005', 'has more than 2 digits behind the point'],
    [numeric(3, 0), 'int32', 1000, 'has more than 3 digits before the point'],
    [numeric(12, 2), 'bytes', Uint8Array.of(1), 'column is BYTES in the file'],
    [numeric(12, 2), 'bool', true, 'column is BOOLEAN in the file'],
  ] as const)('P4: %s never rounds and never cuts %s %s', (...[type, source, value, reason]) => {
    expect(String(convert(type, source, value)).startsWith(reason)).toBe(true);
  });

  it('cuts zeros only, and needs no digit before the point for a lone zero', () => {
    expect(convert(numeric(12, 2), 'decimal38x10', 12_300_000_000n)).toBe('1.23');
    expect(convert(numeric(5, 0), 'decimal12x2', 1200)).toBe('12');
    expect(convert(numeric(2, 2), 'text', '0.25')).toBe('0.25');
    expect(convert(numeric(), 'decimal38x10', 1n)).toBe('0.0000000001');
  });

  it('P4: any digits at any scale arrive as they are written', () => {
    const digits = fc.stringMatching(/^[1-9]\d{0,27}$/u);
    const fraction = fc.stringMatching(/^\d{10}$/u);
    fc.assert(
      fc.property(digits, fraction, fc.boolean(), (whole, rest, isNegative) => {
        const plain = `${isNegative ? '-' : ''}${whole}.${rest}`;
        expect(convert(numeric(38, 10), 'decimal38x10', BigInt(plain.replace('.', '')))).toBe(plain);
        expect(convert(numeric(38, 10), 'text', plain)).toBe(plain);
      }),
    );
  });

  it('P11: hostile exponents and lengths end in a fault, not in memory', () => {
    expect(convert(numeric(), 'text', '1e999999999')).toMatch(/^is not a number/u);
    expect(convert(numeric(38, 10), 'text', '9'.repeat(1_000_000))).toMatch(/^has more than 28 digits/u);
  });
});
