import { describe, expect, it } from 'vitest';
import * as types from '../../../domain/columns/index.ts';
import type { ColumnType } from '../../../domain/columns/type.ts';
import { convert } from './convert.ts';

const {
  bigint,
  bytea,
  custom,
  date,
  double,
  fault,
  integer,
  json,
  numeric,
  text,
  textArray,
  time,
  timestamp,
  uuid,
  yesNo,
} = types;

describe('a declared type', () => {
  it.each<[ColumnType, string, string, string]>([
    [bigint(), 'bigint()', 'bigint', 'bigint'],
    [numeric(15, 2, { group: ',' }), 'numeric(15, 2, {"group":","})', 'numeric', 'numeric(15,2)'],
    [numeric(), 'numeric()', 'numeric', 'numeric'],
    [double(), 'double()', 'double precision', 'double precision'],
    [yesNo(), 'yesNo()', 'boolean', 'boolean'],
    [date('YYYYMMDD', { zero: 'null' }), 'date("YYYYMMDD", {"zero":"null"})', 'date', 'date'],
    [timestamp(), 'timestamp()', 'timestamp', 'timestamp'],
    [textArray(','), 'textArray(",")', 'text[]', 'text[]'],
    [json(), 'json()', 'jsonb', 'jsonb'],
  ])('is named as it was written: %#', (...[type, name, sql, declaration]) => {
    expect(type).toMatchObject({ name, sql, declaration, isRequired: false, fallback: undefined, problems: [] });
  });

  it('is never changed: required() and default() make another', () => {
    const plain = integer();
    const filled = plain.required().default(5);
    expect([plain.isRequired, plain.fallback]).toEqual([false, undefined]);
    expect([filled.isRequired, filled.fallback]).toEqual([true, 5]);
    expect(Object.isFrozen(filled)).toBe(true);
  });

  it.each<[ColumnType, unknown]>([
    [bigint().default(9_223_372_036_854_775_807n), 9_223_372_036_854_775_807n],
    [numeric(15, 2).default('0'), '0.00'],
    [date('YYYYMMDD').default('1970-01-02'), 1],
    [time().default('09:00'), 32_400_000_000n],
    [timestamp('YYYYMMDDHHmmss').default('1970-01-01 00:00:01'), 1_000_000n],
    [text().default(''), ''],
    [textArray(',').default([]), []],
    [json().default('{}'), '{}'],
    [uuid().default('123E4567E89B12D3A456426614174000'), '123e4567-e89b-12d3-a456-426614174000'],
    [yesNo().default(false), false],
    [bytea().default(Uint8Array.of(1)), Uint8Array.of(1)],
    [custom('integer', () => 1).default(7), 7],
  ])('holds its default in the form of its values: %#', (type, fallback) => {
    expect(type.problems).toEqual([]);
    expect(type.fallback).toEqual(fallback);
  });

  it.each<[ColumnType, string]>([
    [integer().default(1.5), 'the default of integer(), 1.5, is not a whole number'],
    [integer().default(2 ** 31), 'the default of integer(), 2147483648, is outside the range'],
    [numeric(3, 2).default('10'), 'the default of numeric(3, 2), 10, has more than 1 digits before the point'],
    [date().default('2024-02-30'), 'the default of date(), 2024-02-30, is no day of the calendar'],
    [date().default(''), 'the default of date(), , is not written as YYYY-MM-DD'],
    [text().default('\0'), 'the default of text(), \0, has a NUL'],
    [json().default('{'), 'the default of json(), {, is not JSON'],
    [custom('text', () => '').default('\0'), 'the default of custom('],
    [numeric(2, 5), 'numeric(2, 5) has a scale that is not between 0 and its precision'],
    [numeric(0, 0), 'numeric(0, 0) has a precision that is not between 1 and 1000'],
    [numeric(9, 2, { group: '.' }), 'numeric(9, 2, {"group":"."}) has one mark for groups and decimals'],
    [textArray(''), 'textArray("") needs a separator of one character'],
    [textArray('"'), 'textArray("\\"") needs a separator of one character'],
    [date([]), 'date([]) names no date format that is known; use YYYYMMDD'],
    // @ts-expect-error: a form that nobody knows is a compile error; in JavaScript it is a start-up error.
    [date('DD-MON-YY'), 'date("DD-MON-YY") names no date format that is known'],
    // @ts-expect-error: the same.
    [timestamp('epoch'), 'timestamp("epoch") names no timestamp format that is known'],
  ])('knows what is wrong with its declaration: %#', (type, problem) => {
    expect(type.problems?.length).toBe(1);
    expect(type.problems?.[0]?.startsWith(problem)).toBe(true);
    expect(type.problems?.[0]).toContain('; ');
  });
});

describe('custom', () => {
  it("is the mapper's own function, which sees the value as it is, blank text too, and the type that the file says", () => {
    const seen: unknown[] = [];
    const type = custom('integer', (value, source) => {
      seen.push([value, source.kind]);
      return null;
    });
    expect(convert(type, 'text', ' ')).toBeNull();
    expect(convert(type, 'decimal12x2', 150)).toBeNull();
    expect(seen).toEqual([
      [' ', 'text'],
      [150, 'decimal'],
    ]);
  });

  it('P7: a fault that it returns, and one that it throws, is a fault of the cell', () => {
    expect(
      convert(
        custom('text', () => fault('is odd', 'make it even')),
        'text',
        'x',
      ),
    ).toBe('is odd; make it even');
    const throwing = custom('text', value => (value as never as { a: { b: string } }).a.b);
    expect(convert(throwing, 'text', 'x')).toMatch(
      /^is refused by its custom\(\) conversion: Cannot read prop.*; correct/u,
    );
  });

  it.each<[ColumnType]>([
    [custom('integer', () => 1.5)],
    [custom('smallint', () => 40_000)],
    [custom('bigint', () => 2n ** 63n)],
    [custom('numeric', () => '1,5')],
    [custom('text', () => 'a\0')],
    [custom('text', () => '\ud800')],
    [custom('text[]', () => ['\0'])],
    [custom('date', () => 3e9)],
    [custom('time', () => 86_400_000_000n)],
    [custom('timestamp', () => -(10n ** 18n))],
    [custom('jsonb', () => '"\\u0000"')],
    [custom('jsonb', () => '{')],
    [custom('uuid', () => 'x')],
    // @ts-expect-error: the function must return what the SQL type holds.
    [custom('boolean', () => 'true')],
    // @ts-expect-error: nothing is not null.
    [custom('text', () => undefined)],
  ])('P11: a value that the SQL type cannot hold is a fault: %#', type => {
    expect(convert(type, 'text', 'x')).toMatch(
      /^is not turned into a value of .* by its custom\(\) conversion; correct/u,
    );
  });

  it('passes on the values that the SQL type holds', () => {
    expect(
      convert(
        custom('numeric', () => '-1.50'),
        'text',
        'x',
      ),
    ).toBe('-1.50');
    expect(
      convert(
        custom('timestamp', () => 0n),
        'text',
        'x',
      ),
    ).toBe(0n);
    expect(
      convert(
        custom('text[]', () => ['a', null]),
        'text',
        'x',
      ),
    ).toEqual(['a', null]);
  });
});

describe('what the compiler refuses', () => {
  it('knows the form of each default', () => {
    const wrong = [
      // @ts-expect-error: text for a number
      () => bigint().default('x'),
      // @ts-expect-error: a number for an exact decimal
      () => numeric(9, 2).default(1.5),
      // @ts-expect-error: a number of days is how dates are held, not how they are written
      () => date().default(0),
      // @ts-expect-error: text for a boolean
      () => yesNo().default('Y'),
      // @ts-expect-error: a precision needs a scale
      () => numeric(9),
      // @ts-expect-error: a group mark that no amount has
      () => numeric(9, 2, { group: 'x' }),
      // @ts-expect-error: an option that is not there
      () => text({ trim: true }),
      // @ts-expect-error: a SQL type that is not there
      () => custom('varchar', () => 'x'),
    ];
    expect(wrong).toHaveLength(8);
  });
});
