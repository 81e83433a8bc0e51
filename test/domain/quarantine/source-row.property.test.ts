import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SourceType, SourceValue, TimeUnit } from '../../../domain/columns/column.ts';
import type { SourceColumn } from '../../../domain/ports/files.ts';
import { batchOfRow, columnsOfRow, sourceRowOf } from '../../../domain/quarantine/source-row.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\0', '\\', '\\u0000', '\ud800', '\udfff', '\ud83d\ude00', 'a', '"', '\u2028') }),
);

const MOMENT = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const UNITS: readonly TimeUnit[] = ['milliseconds', 'microseconds', 'nanoseconds'];

interface Kind {
  readonly type: SourceType;
  readonly value: fc.Arbitrary<SourceValue>;
}

/** Each type in the form in which readers hand over its values. */
const kinds: readonly Kind[] = [
  { type: { kind: 'boolean' }, value: fc.boolean() },
  { type: { kind: 'integer', bits: 32, signed: true }, value: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }) },
  { type: { kind: 'integer', bits: 8, signed: false }, value: fc.integer({ min: 0, max: 255 }) },
  { type: { kind: 'integer', bits: 64, signed: true }, value: fc.bigInt(MOMENT) },
  { type: { kind: 'integer', bits: 64, signed: false }, value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) },
  {
    type: { kind: 'decimal', precision: 38, scale: 10 },
    value: fc.oneof(
      fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }).map(value => value + 0),
      fc.bigInt({ min: 2n ** 53n, max: 10n ** 38n }),
      fc.constant(-(2 ** 53)),
    ),
  },
  { type: { kind: 'float', bits: 64 }, value: fc.oneof(fc.double(), fc.constantFrom(-0, 5e-324)) },
  { type: { kind: 'float', bits: 32 }, value: fc.float() },
  { type: { kind: 'text' }, value: text },
  { type: { kind: 'bytes' }, value: fc.uint8Array() },
  { type: { kind: 'date' }, value: fc.integer({ min: -719_162, max: 2_932_896 }) },
  { type: { kind: 'time', unit: 'milliseconds' }, value: fc.integer({ min: 0, max: 86_399_999 }) },
  { type: { kind: 'time', unit: 'microseconds' }, value: fc.bigInt({ min: 0n, max: 86_399_999_999n }) },
  ...UNITS.map(unit => ({ type: { kind: 'timestamp', unit, utc: false } as const, value: fc.bigInt(MOMENT) })),
];

const column = fc.tuple(fc.constantFrom(...kinds), text).chain(([{ type, value }, name]) =>
  fc.record({
    name: fc.constant(name),
    type: fc.constant(type),
    // A plain column, or one with a dictionary: the second of three cells is the one that is kept.
    values: fc.tuple(fc.option(value), fc.option(value), fc.option(value)),
    isCoded: fc.boolean(),
  }),
);

const columns = fc.uniqueArray(column, { selector: ({ name }) => name, maxLength: 8 });

/** What jsonb does not take (PostgreSQL manual, "JSON Types"). */
function isHeldByJsonb(json: string): boolean {
  return json.isWellFormed() && !/\\u0000|\\ud[89a-f]/iu.test(json.replaceAll('\\\\', ''));
}

test('P4: a row of every type of values is the same after it was kept as jsonb', () => {
  fc.assert(
    fc.property(columns, fc.integer({ min: 1, max: 2 ** 40 }), (given, firstRow) => {
      const stated: readonly SourceColumn[] = given.map(({ name, type }) => ({ name, type }));
      const batch = {
        firstRow,
        rowCount: 3,
        columns: given.map(({ values, isCoded }) =>
          isCoded ? { values: [values[1]], indexes: Int32Array.of(-1, values[1] === null ? -1 : 0, -1) } : { values },
        ),
      };
      const json = JSON.stringify(sourceRowOf(batch, 1, stated));
      expect(isHeldByJsonb(json)).toBe(true);
      const kept = JSON.parse(json);
      expect(columnsOfRow(kept)).toEqual(stated);
      const back = batchOfRow(
        kept,
        stated.map(({ name }) => name),
      );
      expect(back).toEqual({
        firstRow: firstRow + 1,
        rowCount: 1,
        columns: given.map(({ values }) => ({ values: [values[1]] })),
      });
    }),
    { seed: 20_260_301, numRuns: 2000 },
  );
});
