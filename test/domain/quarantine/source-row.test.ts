import { describe, expect, it } from 'vitest';
import { batchOfRow, sourceRowOf } from '../../../domain/quarantine/source-row.ts';

const COLUMNS = [
  { name: 'ID', type: { kind: 'integer', bits: 64, signed: true } },
  { name: 'RAW', type: { kind: 'bytes' } },
  { name: 'NOTE', type: { kind: 'text' } },
  { name: 'AMOUNT', type: { kind: 'decimal', precision: 38, scale: 2 } },
] as const;

describe('a row as it is kept', () => {
  it('is readable: digits, hexadecimal digits, and text in which only what jsonb cannot hold is escaped', () => {
    const columns = [[9_223_372_036_854_775_807n], [Uint8Array.of(0, 255)], ['a\0\ud800\\ é'], [12_345]];
    const batch = { firstRow: 7, rowCount: 1, columns: columns.map(values => ({ values })) };
    expect(sourceRowOf(batch, 0, COLUMNS)).toEqual({
      row: 7,
      cells: [
        { name: 'ID', type: COLUMNS[0].type, value: '9223372036854775807' },
        { name: 'RAW', type: COLUMNS[1].type, value: '00ff' },
        { name: 'NOTE', type: COLUMNS[2].type, value: 'a\\u0000\\ud800\\\\ é' },
        { name: 'AMOUNT', type: COLUMNS[3].type, value: '12345' },
      ],
    });
  });

  it('has the number that its batch gives it, where other rows stand between', () => {
    const batch = { firstRow: 3, rowCount: 2, columns: [], rowNumbers: Float64Array.of(3, 9) };
    expect(sourceRowOf(batch, 1, []).row).toBe(9);
  });

  it('becomes a batch of the columns that a mapping asks for', () => {
    const source = { row: 4, cells: COLUMNS.map(({ name, type }) => ({ name, type, value: null })) };
    expect(batchOfRow(source, ['NOTE', 'ID'])).toEqual({
      firstRow: 4,
      rowCount: 1,
      columns: [{ values: [null] }, { values: [null] }],
    });
    expect(() => batchOfRow(source, ['PRICE'])).toThrow('row 4 has no column PRICE');
  });
});
