import { describe, expect, it } from 'vitest';
import type { Column, SourceType } from '../../../domain/columns/column.ts';
import { bigint, date, double, integer, timestamp } from '../../../domain/columns/index.ts';
import type { ColumnType } from '../../../domain/columns/type.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { cells, given, INT64, map } from './given.ts';

const INT32: SourceType = { kind: 'integer', bits: 32, signed: true };
const DAY: SourceType = { kind: 'date' };

interface Case {
  readonly name: string;
  readonly source: SourceType;
  readonly type: { default(value: never): ColumnType };
  readonly dictionary: ArrayLike<unknown>;
  readonly fallback: unknown;
  /** Of the rows 0, NULL, 1, NULL. */
  readonly expected: readonly unknown[];
}

/** The typed arrays in which the reader hands over a dictionary of numbers: they hold no NULL, the indexes do. */
const CASES: readonly Case[] = [
  {
    name: 'integer',
    source: INT32,
    type: integer(),
    dictionary: Int32Array.of(5, 6),
    fallback: -7,
    expected: [5, -7, 6, -7],
  },
  {
    name: 'bigint',
    source: INT64,
    type: bigint(),
    dictionary: BigInt64Array.of(5n, 6n),
    fallback: -7n,
    expected: [5n, -7n, 6n, -7n],
  },
  {
    name: 'double',
    source: { kind: 'float', bits: 64 },
    type: double(),
    dictionary: Float64Array.of(0.5, 1.5),
    fallback: -7,
    expected: [0.5, -7, 1.5, -7],
  },
  {
    name: 'date',
    source: DAY,
    type: date(),
    dictionary: Int32Array.of(0, 19_000),
    fallback: '1970-01-02',
    expected: [0, 1, 19_000, 1],
  },
  {
    name: 'timestamp',
    source: { kind: 'timestamp', unit: 'microseconds', utc: false },
    type: timestamp(),
    dictionary: BigInt64Array.of(0n, 5n),
    fallback: '1970-01-01 00:00:01',
    expected: [0n, 1_000_000n, 5n, 1_000_000n],
  },
];

function tableOf(type: ColumnType) {
  return defineTable({
    source: 'S.T',
    target: 's.t',
    key: ['id'],
    columns: { id: from('ID', bigint()), v: from('V', type) },
  });
}

function columnsOf(source: SourceType, column: Column) {
  return [
    given('Op', { kind: 'text' }, ['I', 'I', 'I', 'I']),
    given('ID', INT64, BigInt64Array.of(1n, 2n, 3n, 4n)),
    { name: 'V', type: source, column },
  ];
}

describe('a NULL of a dictionary of numbers', () => {
  it.each(CASES)('P4: takes the default of its column, $name', ({ source, type, dictionary, fallback, expected }) => {
    const column = { values: dictionary, indexes: Int32Array.of(0, -1, 1, -1) };
    const mapped = map(4, columnsOf(source, column), tableOf(type.default(fallback as never)));
    expect(mapped.faultCount).toBe(0);
    expect(cells(mapped.changes.columns[1], 4)).toEqual(expected);
  });

  it.each([
    ['integer', INT32, integer().required(), Int32Array.of(5)],
    ['bigint', INT64, bigint().required(), BigInt64Array.of(5n)],
    ['date', DAY, date().required(), Int32Array.of(5)],
  ] as const)('P7: is a fault of a required column, %s', (_, source, type, dictionary) => {
    const column = { values: dictionary, indexes: Int32Array.of(0, -1, 0, -1) };
    const { faults } = map(4, columnsOf(source, column), tableOf(type));
    expect(faults.map(({ row, reason }) => `${row} ${reason}`)).toEqual([
      '12 is NULL, but v is required',
      '14 is NULL, but v is required',
    ]);
  });
});
