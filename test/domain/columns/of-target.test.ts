import { describe, expect, it } from 'vitest';
import { typeOfDeclaration } from '../../../domain/columns/from-declaration.ts';
import { typeOfSource } from '../../../domain/columns/from-source.ts';
import { jsonOf } from '../../../domain/columns/json-value.ts';
import type { ColumnType } from '../../../domain/columns/type.ts';
import { convert, SOURCES, type SourceKey } from './convert.ts';

describe('the type of a column that a file brings along', () => {
  it.each<[SourceKey, string]>([
    ['text', 'text'],
    ['bytes', 'bytea'],
    ['bool', 'boolean'],
    ['int16', 'smallint'],
    ['int32', 'integer'],
    ['int64', 'bigint'],
    ['uint32', 'bigint'],
    ['uint64', 'numeric(20,0)'],
    ['float', 'double precision'],
    ['double', 'double precision'],
    ['decimal38x10', 'numeric(38,10)'],
    ['date', 'date'],
    ['timeUs', 'time'],
    ['tsMs', 'timestamp'],
    ['tsNs', 'timestamp'],
  ])('P4: fact 17: of %s is %s, which holds all of its values', (source, declaration) => {
    expect(typeOfSource(SOURCES[source]).declaration).toBe(declaration);
  });

  it('is that of the next wider integer for an unsigned one', () => {
    const types = ([8, 16] as const).map(bits => typeOfSource({ kind: 'integer', bits, signed: false }).declaration);
    expect(types).toEqual(['smallint', 'integer']);
  });

  it('is numeric without a size where PostgreSQL has none such', () => {
    expect(typeOfSource({ kind: 'decimal', precision: 2000, scale: 3 }).declaration).toBe('numeric');
  });
});

describe('the type of a column that is there', () => {
  const Filled = [
    'smallint',
    'integer',
    'bigint',
    'numeric',
    'numeric(9,2)',
    'double precision',
    'boolean',
    'text',
    'date',
  ];

  it.each([...Filled, 'bytea', 'jsonb', 'uuid'])('%s is filled as it is', declared => {
    expect(typeOfDeclaration(declared)?.declaration).toBe(declared);
  });

  it.each([
    ['timestamp without time zone', 'timestamp'],
    ['timestamp with time zone', 'timestamptz'],
    ['time without time zone', 'time'],
    ['timestamp', 'timestamp'],
    ['character varying', 'text'],
  ])('%s is filled as %s', (declared, declaration) => {
    expect(typeOfDeclaration(declared)?.declaration).toBe(declaration);
  });

  it.each(['character varying(9)', 'character(3)', 'timestamp(3) without time zone', 'real'])(
    '%s is none that is filled exactly',
    declared => {
      expect(typeOfDeclaration(declared)).toBeUndefined();
    },
  );

  it.each<[SourceKey, unknown, unknown]>([
    ['decimal12x2', 10n, 0.1],
    ['int64', 2n ** 53n, 9_007_199_254_740_992],
    ['int64', 2n ** 53n + 1n, 'has more digits than double precision holds'],
    ['decimal38x10', 12_345_678_901_234_567_890n, 'has more digits than double precision holds'],
    ['text', ' 1.50 ', 1.5],
    ['text', '0.1234567890123456789', 'has more digits than double precision holds'],
    ['text', 'NaN', Number.NaN],
    ['double', 0.1 + 0.2, 0.300_000_000_000_000_04],
  ])('P4: double precision takes %s %s only if each digit arrives', (source, value, expected) => {
    const type = typeOfDeclaration('double precision') as ColumnType;
    const converted = convert(type, source, value as never);
    expect(typeof converted === 'string' ? converted.split(',')[0] : converted).toEqual(expected);
  });
});

describe('a value as JSON', () => {
  it.each<[SourceKey, unknown, string]>([
    ['bool', true, 'true'],
    ['int32', -5, '-5'],
    ['int64', 9_007_199_254_740_993n, '9007199254740993'],
    ['uint64', 2n ** 64n - 1n, '18446744073709551615'],
    ['decimal38x10', 90_071_992_547_409_930_000_000_001n, '9007199254740993.0000000001'],
    ['decimal12x2', -5n, '-0.05'],
    ['double', 0.1, '0.1'],
    ['double', 1e21, '1e+21'],
    ['float', Math.fround(0.1), '0.1'],
    ['double', Number.NaN, '"NaN"'],
    ['double', Number.NEGATIVE_INFINITY, '"-Infinity"'],
    ['text', 'a "b"\n\u2028', '"a \\"b\\"\\n\u2028"'],
    ['bytes', Uint8Array.of(0, 10, 255), '"\\\\x000aff"'],
    ['date', 19_782, '"2024-02-29"'],
    ['timeUs', 47_100_500_000n, '"13:05:00.5"'],
    ['tsUs', 1_709_211_900_000_001n, '"2024-02-29T13:05:00.000001"'],
    ['tsNs', 1_709_211_900_000_000_001n, '"2024-02-29T13:05:00.000000001"'],
  ])('P4: of %s %s has every digit: %s', (source, value, written) => {
    expect(jsonOf(SOURCES[source])(value as never)).toBe(written);
    expect(() => JSON.parse(written)).not.toThrow();
  });

  it('is a fault for text with U+0000', () => {
    expect(jsonOf(SOURCES.text)('a\0b')).toMatchObject({
      reason: 'has a NUL character, which PostgreSQL text cannot hold',
    });
  });
});
