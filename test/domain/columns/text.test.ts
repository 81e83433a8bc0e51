import { describe, expect, it } from 'vitest';
import { boolean, bytea, double, json, text, textArray, uuid, yesNo } from '../../../domain/columns/index.ts';
import { convert } from './convert.ts';

const bytes = (content: string) => Uint8Array.from(Buffer.from(content, 'latin1'));

describe('text', () => {
  it.each(['', '  ', ' lead and trail ', '\\N', 'tab\there', '\ufeffBOM', '𠮷', '1,5'])(
    'P4: %j is left as it is',
    value => {
      expect(convert(text(), 'text', value)).toBe(value);
    },
  );

  it('P7: fact 24: a NUL character is a fault, unless it is declared to be left out', () => {
    expect(convert(text(), 'text', 'a\0b')).toBe(
      "has a NUL character, which PostgreSQL text cannot hold; clean the source, or declare text({ nul: 'strip' }) to leave such characters out",
    );
    expect(convert(text({ nul: 'strip' }), 'text', '\0a\0b\0')).toBe('ab');
  });

  it.each([
    ['bool', true, 'true'],
    ['int64', -9_223_372_036_854_775_808n, '-9223372036854775808'],
    ['decimal38x10', -1n, '-0.0000000001'],
    ['float', Math.fround(0.1), '0.1'],
    ['double', 1e21, '1e+21'],
    ['double', -0, '-0'],
    ['date', -719_162, '0001-01-01'],
    ['date', -719_163, '0001-12-31 BC'],
    ['date', 2_932_896, '9999-12-31'],
    ['tsUs', -1n, '1969-12-31 23:59:59.999999'],
    ['tsUs', 1_500_000n, '1970-01-01 00:00:01.5'],
    ['tsMs', 86_400_000n, '1970-01-02 00:00:00'],
    ['tsNs', 1n, '1970-01-01 00:00:00.000000001'],
    ['timeMs', 3_600_010, '01:00:00.01'],
    ['timeUs', 86_399_000_000n, '23:59:59'],
  ] as const)('P4: %s %s has one canonical text, %j', (source, value, expected) => {
    expect(convert(text(), source, value)).toBe(expected);
  });

  it('takes bytes only where they are declared to be text', () => {
    expect(convert(text(), 'bytes', bytes('a'))).toMatch(
      /^column is BYTES in the file, which text\(\) does not take; declare bytea\(\)/u,
    );
    expect(convert(text({ bytes: 'utf8' }), 'bytes', Uint8Array.from(Buffer.from('\ufeff설명')))).toBe('\ufeff설명');
    expect(convert(text({ bytes: 'utf8' }), 'bytes', bytes('\xff'))).toMatch(/^is not UTF-8;/u);
    expect(convert(text({ bytes: 'utf8' }), 'bytes', bytes('\0'))).toMatch(/^has a NUL/u);
  });
});

describe('yesNo and boolean', () => {
  it.each([
    ['Y', true],
    ['y', true],
    ['N', false],
    ['n', false],
    [' Y ', true],
    ['', null],
    [' ', null],
  ])('yesNo() reads %j as %j', (written, expected) => {
    expect(convert(yesNo(), 'text', written)).toBe(expected);
  });

  it.each(['YES', '1', 'T', '\uff39', 'YN', 'Y\0'])('P7: yesNo() refuses %j', written => {
    expect(convert(yesNo(), 'text', written)).toBe('is neither Y nor N; clean the source, or convert it in custom()');
  });

  it.each([
    ['bool', true, true],
    ['bool', false, false],
    ['int32', 1, true],
    ['int64', 0n, false],
    ['decimal38x0', 1, true],
    ['decimal12x2', 100, true],
    ['decimal38x10', 0n, false],
    ['text', 'TRUE', true],
    ['text', ' f ', false],
    ['text', '1', true],
    ['text', '0', false],
    ['text', '', null],
  ] as const)('boolean() reads %s %s as %s', (source, value, expected) => {
    expect(convert(boolean(), source, value)).toBe(expected);
  });

  it.each([
    ['int32', 2],
    ['int64', -1n],
    ['decimal12x2', 1],
    ['text', 'Y'],
    ['text', 'yes'],
  ] as const)('P7: boolean() refuses %s %s', (source, value) => {
    expect(convert(boolean(), source, value)).toMatch(/^is not a boolean as boolean\(\) reads it; /u);
  });

  it('yesNo() refuses columns that are no text', () => {
    expect(convert(yesNo(), 'bool', true)).toMatch(/^column is BOOLEAN in the file/u);
  });
});

describe('textArray', () => {
  it.each([
    ['a,b,c', ['a', 'b', 'c']],
    ['solo', ['solo']],
    ['a,,b', ['a', 'b']],
    ['with space, x ', ['with space', 'x']],
    ['a,"b,c",,d', ['a', 'b,c', 'd']],
    ['"",a', ['', 'a']],
    ['" b ", "say ""hi""" ,c', [' b ', 'say "hi"', 'c']],
    ['q"uote,back\\slash', ['q"uote', 'back\\slash']],
    ['NULL,null', ['NULL', 'null']],
    ['{x},y', ['{x}', 'y']],
    [',', []],
    ['a,', ['a']],
    ['한정,신상품', ['한정', '신상품']],
    ['', null],
    ['  ', null],
  ])('%j is the list %j', (written, expected) => {
    expect(convert(textArray(','), 'text', written)).toEqual(expected);
  });

  it('keeps empty items, takes other separators, and takes quotes for letters, where declared', () => {
    expect(convert(textArray(',', { empty: 'keep' }), 'text', 'a,, b,')).toEqual(['a', '', 'b', '']);
    expect(convert(textArray(',', { empty: 'keep' }), 'text', '"a",,')).toEqual(['a', '', '']);
    expect(convert(textArray('|'), 'text', 'a,b|"c|d"')).toEqual(['a,b', 'c|d']);
    expect(convert(textArray(',', { quotes: 'none' }), 'text', '"a,b"')).toEqual(['"a', 'b"']);
  });

  it.each(['"a,b', 'a,"b"c', '"', '"a""'])('P7: %j, whose quotes are not closed, is refused', written => {
    expect(convert(textArray(','), 'text', written)).toMatch(
      /^has an item whose opening quote is not closed.*; double/u,
    );
  });

  it('P7: a NUL character is refused', () => {
    expect(convert(textArray(','), 'text', 'a,\0')).toMatch(/^has a NUL/u);
  });
});

describe('double', () => {
  it.each([
    ['double', Number.NaN, Number.NaN],
    ['double', Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ['double', -0, -0],
    ['float', Math.fround(0.1), 0.1],
    ['float', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['int32', 7, 7],
    ['decimal12x2', 1234, 12.34],
    ['decimal38x10', 476_329_697_585_400_000_000n, 47_632_969_758.54],
    ['text', ' 1.25E+1 ', 12.5],
    ['text', 'Nan', Number.NaN],
    ['text', '-Inf', Number.NEGATIVE_INFINITY],
    ['text', '0e5', 0],
    ['text', '', null],
  ] as const)('reads %s %s as %s', (source, value, expected) => {
    expect(convert(double(), source, value)).toBe(expected);
  });

  it.each([
    ['1e400', 'is outside the range'],
    ['1e-400', 'is outside the range'],
    ['1,5', 'is not a number'],
    ['0x10', 'is not a number'],
    ['1_000', 'is not a number'],
    ['nul', 'is not a number'],
  ])('P7: refuses the text %j', (written, reason) => {
    expect(String(convert(double(), 'text', written)).startsWith(reason)).toBe(true);
  });
});

describe('bytea, uuid and json', () => {
  it('P4: fact 23: bytea() takes bytes as they are, and hexadecimal text where declared', () => {
    const value = Uint8Array.of(0, 255);
    expect(convert(bytea(), 'bytes', value)).toBe(value);
    expect(convert(bytea(), 'text', '00ff')).toMatch(/^column is TEXT in the file/u);
    for (const written of ['00ff', '\\x00FF', '0x00ff', ' 00fF ']) {
      expect(convert(bytea({ text: 'hex' }), 'text', written)).toEqual(value);
    }
    expect(convert(bytea({ text: 'hex' }), 'text', '')).toBeNull();
    expect(convert(bytea({ text: 'hex' }), 'text', '0f0')).toMatch(/^is not hexadecimal text; /u);
    expect(convert(bytea({ text: 'hex' }), 'text', 'zz')).toMatch(/^is not hexadecimal text; /u);
  });

  it.each([
    ['text', '123E4567-E89B-12D3-A456-426614174000'],
    ['text', '123e4567e89b12d3a456426614174000'],
    ['bytes', Uint8Array.from(Buffer.from('123e4567e89b12d3a456426614174000', 'hex'))],
  ] as const)('uuid() takes %s %s', (source, value) => {
    expect(convert(uuid(), source, value)).toBe('123e4567-e89b-12d3-a456-426614174000');
  });

  it.each([
    ['text', '{123e4567-e89b-12d3-a456-426614174000}'],
    ['text', '123e4567-e89b12d3a456-426614174000'],
    ['text', '123e4567'],
    ['bytes', Uint8Array.of(1, 2)],
  ] as const)('P7: uuid() refuses %s %s', (source, value) => {
    expect(convert(uuid(), source, value)).toMatch(/^is not a UUID.*; /u);
  });

  it.each([
    '{"a": 1.10, "b": [null, "\\ud83d\\ude00", "\\\\u0000"]}',
    'null',
    '12345678901234567890.123',
    '"x"',
    '1e10000',
  ])('P4: json() hands %s on as it is written', written => {
    expect(convert(json(), 'text', written)).toBe(written);
  });

  it.each([
    ["{'a': 1}", 'is not JSON'],
    ['{"a": 1,}', 'is not JSON'],
    ['{"a": "\\u0000"}', 'is JSON that PostgreSQL jsonb cannot hold'],
    ['{"\\u0000": 1}', 'is JSON that PostgreSQL jsonb cannot hold'],
    ['["\\\\\\u0000"]', 'is JSON that PostgreSQL jsonb cannot hold'],
    ['"\\ud800"', 'is JSON that PostgreSQL jsonb cannot hold'],
    ['1e10001', 'is JSON that PostgreSQL jsonb cannot hold'],
    ['1e00000000000000099999', 'is JSON that PostgreSQL jsonb cannot hold'],
    [`${'['.repeat(1001)}${']'.repeat(1001)}`, 'is JSON that PostgreSQL jsonb cannot hold'],
  ])('P7: json() refuses %j', (written, reason) => {
    expect(String(convert(json(), 'text', written)).startsWith(reason)).toBe(true);
  });

  it('json() takes blank text for NULL, and lets braces stand in strings', () => {
    expect(convert(json(), 'text', ' ')).toBeNull();
    const braces = `"${'['.repeat(2000)}"`;
    expect(convert(json(), 'text', braces)).toBe(braces);
  });
});
