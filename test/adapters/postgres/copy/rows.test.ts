import { describe, expect, it } from 'vitest';
import { encodeArray } from '../../../../adapters/postgres/copy/array.ts';
import { COPY_HEADER, COPY_TRAILER, encodeRows } from '../../../../adapters/postgres/copy/rows.ts';
import type { Column, SqlType } from '../../../../domain/columns/column.ts';

const REFUSED: readonly (readonly [SqlType, unknown])[] = [
  ['boolean', 1],
  ['boolean', 'false'],
  ['smallint', 32_768],
  ['smallint', -32_769],
  ['smallint', 1.5],
  ['integer', 2_147_483_648],
  ['integer', -2_147_483_649],
  ['integer', 0.5],
  ['integer', Number.NaN],
  ['integer', 7n],
  ['bigint', 9_223_372_036_854_775_808n],
  ['bigint', -9_223_372_036_854_775_809n],
  ['bigint', 9_007_199_254_740_992],
  ['bigint', 0.5],
  ['bigint', '12'],
  ['numeric', ''],
  ['numeric', '-'],
  ['numeric', '.5'],
  ['numeric', '5.'],
  ['numeric', '+5'],
  ['numeric', '1e5'],
  ['numeric', '1.2.3'],
  ['numeric', '1-2'],
  ['numeric', ' 1'],
  ['numeric', '1 '],
  ['numeric', '１'],
  ['numeric', 'nan'],
  ['numeric', '9'.repeat(131_073)],
  ['numeric', `0.${'1'.repeat(16_384)}`],
  ['numeric', 5],
  ['double precision', '1.5'],
  ['double precision', 1n],
  ['text', 'half \ud83d of a pair'],
  ['text', 5],
  ['text[]', 'a,b'],
  ['text[]', ['a', 5]],
  ['text[]', ['a', '\udc00']],
  ['bytea', 'bytes'],
  ['date', 2_145_042_906],
  ['date', -2_440_589],
  ['date', 0.5],
  ['date', '2026-11-22'],
  ['time', -1n],
  ['time', 86_400_000_001n],
  ['time', 0],
  ['timestamp', 9_224_318_016_000_000_000n],
  ['timestamp', -210_866_803_200_000_001n],
  ['timestamp', 0],
  ['jsonb', {}],
  ['jsonb', '"\ud83d"'],
  ['uuid', '123e4567e89b12d3a456426614174000'],
  ['uuid', '123E4567-E89B-12D3-A456-426614174000'],
  ['uuid', '123e4567-e89b-12d3-a456-42661417400g'],
];

function encoded(types: readonly SqlType[], columns: readonly Column[], rowCount: number): Buffer {
  return Buffer.concat([...encodeRows(types, columns, rowCount)]);
}

describe('a value that its type cannot hold', () => {
  it.each(REFUSED)('P4: %s refuses %o instead of changing it', (type, value) => {
    const fault = expect.objectContaining({ name: 'CellError', sqlType: type, value });

    expect(() => encoded([type], [{ values: [value] }], 1)).toThrow(fault);
    expect(() => encodeArray(type, { values: [value] })).toThrow(fault);
  });

  it('P7: is named by its place in the batch', () => {
    const columns = [{ values: [1, 2, 3] }, { values: ['a', 'b', 5] }];

    expect(() => encoded(['integer', 'text'], columns, 3)).toThrow(
      expect.objectContaining({ place: { row: 2, column: 1 }, value: 5 }),
    );
  });

  it.each<[SqlType, unknown, unknown]>([
    ['integer', 0, 2_147_483_648],
    ['integer', 0, Number.NaN],
    ['text[]', ['a'], ['a', '\ud83d']],
  ])('P7: is named by the first row that has it when it stands in a dictionary of %s', (type, good, bad) => {
    const columns = [{ values: [good, bad], indexes: Int32Array.of(0, -1, 0, 1, 1) }];

    expect(() => encoded([type], columns, 5)).toThrow(
      expect.objectContaining({ place: { row: 3, column: 0 }, value: bad }),
    );
  });
});

describe('a damaged column', () => {
  it.each<[string, Column]>([
    ['that is too short', { values: ['a', 'b'] }],
    ['whose indexes are too few', { values: ['a'], indexes: Int32Array.of(0, 0) }],
    ['with an index past its dictionary', { values: ['a'], indexes: Int32Array.of(0, 0, 1) }],
    ['with an index past its large dictionary', { values: ['a', 'b', 'c', 'd'], indexes: Int32Array.of(0, 0, 4) }],
    ['with an index below -1', { values: ['a'], indexes: Int32Array.of(0, 0, -2) }],
  ])('%s is refused, not filled up with NULL', (_, column) => {
    expect(() => encoded(['text'], [column], 3)).toThrow(expect.objectContaining({ place: { row: 2, column: 0 } }));
    expect(() => encodeArray('text', column, 3)).toThrow(expect.objectContaining({ name: 'CellError' }));
  });

  it('has to have a type', () => {
    expect(() => encoded(['text'], [{ values: ['a'] }, { values: ['b'] }], 1)).toThrow('2 columns but 1 types');
    expect(() => encoded(['text', 'text'], [{ values: ['a'] }], 1)).toThrow('1 columns but 2 types');
  });
});

describe('the bytes of a COPY', () => {
  it('begin and end as the manual says', () => {
    expect(Buffer.from(COPY_HEADER).toString('hex')).toBe(`5047434f50590aff0d0a00${'00000000'}${'00000000'}`);
    expect(Buffer.from(COPY_TRAILER).toString('hex')).toBe('ffff');
  });

  it('have for a row its number of fields, and for a field its length and value', () => {
    const columns = [{ values: [258] }, { values: [null] }, { values: ['é'] }];

    expect(encoded(['integer', 'text', 'text'], columns, 1).toString('hex')).toBe(
      ['0003', '00000004', '00000102', 'ffffffff', '00000002', 'c3a9'].join(''),
    );
  });

  it('come in buffers that are not written again after they were given away', () => {
    const rowCount = 50_000;
    const parts: Buffer[] = [];
    const copies: Buffer[] = [];
    for (const part of encodeRows(
      ['bigint'],
      [{ values: Array.from({ length: rowCount }, (_, row) => row) }],
      rowCount,
    )) {
      parts.push(part);
      copies.push(Buffer.from(part));
    }

    expect(parts.length).toBeGreaterThan(3);
    expect(Buffer.concat(parts).equals(Buffer.concat(copies))).toBe(true);
    expect(Math.max(...parts.map(part => part.length))).toBeLessThanOrEqual(256 * 1024);
    expect(Buffer.concat(parts)).toHaveLength(rowCount * 14);
  });
});
