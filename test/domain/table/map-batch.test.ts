import { describe, expect, it } from 'vitest';
import type { SourceType } from '../../../domain/columns/column.ts';
import { bigint, custom, double, integer, text } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { cells, coded, given, INT64, map, WRITTEN_AT } from './given.ts';

const TEXT: SourceType = { kind: 'text' };
const INT32: SourceType = { kind: 'integer', bits: 32, signed: true };

describe('mapBatch', () => {
  it('converts each column, and says what each row does', () => {
    const { changes, faultCount } = map(3, [
      given('Op', TEXT, ['I', 'D', 'U']),
      given('ID', INT64, [1n, 2n, 9_007_199_254_740_993n]),
      given('OPEN', TEXT, ['Y', null, 'n']),
      given('N', TEXT, ['1', '2', ' ']),
    ]);
    expect(faultCount).toBe(0);
    expect(changes).toMatchObject({ firstRow: 11, rowCount: 3, writtenAtMicros: WRITTEN_AT, oldKey: undefined });
    expect([...(changes.effects ?? [])]).toEqual([0, 1, 0]);
    expect(changes.columns.map(column => cells(column, 3))).toEqual([
      [1n, 2n, 9_007_199_254_740_993n],
      [true, null, false],
      [1, 2, 7],
    ]);
  });

  it('has no effects where every row is an upsert', () => {
    const columns = [
      coded('Op', ['U', 'I'], [0, 1, 1]),
      given('ID', INT64, [1n, 2n, 3n]),
      given('OPEN', TEXT, ['Y', 'Y', 'Y']),
    ];
    expect(map(3, columns).changes.effects).toBeUndefined();
  });

  it('converts each entry of a dictionary once, used or not', () => {
    const converted: unknown[] = [];
    const counting = defineTable({
      source: 'S.T',
      target: 's.t',
      key: ['id'],
      columns: {
        id: from('ID', bigint()),
        tag: from(
          'TAG',
          custom('text', value => {
            converted.push(value);
            return `<${String(value)}>`;
          }),
        ),
      },
    });
    const { changes } = map(
      6,
      [
        given(
          'Op',
          TEXT,
          Array.from({ length: 6 }, () => 'I'),
        ),
        given('ID', INT64, [1n, 2n, 3n, 4n, 5n, 6n]),
        coded('TAG', ['a', 'b', null, 'c'], [0, 1, 1, -1, 0, 2]),
      ],
      counting,
    );
    expect(converted).toEqual(['a', 'b', 'c']);
    expect(cells(changes.columns[1], 6)).toEqual(['<a>', '<b>', '<b>', null, '<a>', null]);
    expect(changes.columns[1]?.values).toHaveLength(4);
  });

  it('copies nothing that no conversion changes', () => {
    const plain = defineTable({
      source: 'S.T',
      target: 's.t',
      key: ['id'],
      columns: {
        id: from('ID', bigint()),
        n: from('N', integer()),
        d: from('D', double()),
        t: from('T', text()),
        c: from('C', text()),
      },
    });
    const ids = BigInt64Array.of(1n, -1n);
    const columns = [
      coded('Op', ['I'], [0, 0]),
      given('ID', INT64, ids),
      given('N', INT32, Int32Array.of(1, 2)),
      given('D', { kind: 'float', bits: 64 }, [1.5, null]),
      given('T', TEXT, ['a', null]),
      coded('C', ['x', 'y'], [1, -1]),
    ];
    const { changes } = map(2, columns, plain);
    expect(changes.columns.map((column, at) => column === columns[at + 1]?.column)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(changes.columns[0]?.values).toBe(ids);
  });

  it('copies what was converted so far when a later value changes', () => {
    const plain = defineTable({
      source: 'S.T',
      target: 's.t',
      key: ['t'],
      columns: { t: from('T', text({ nul: 'strip' })) },
    });
    const values = ['a', 'b', 'c\0', 'd'];
    const { changes } = map(4, [coded('Op', ['I'], [0, 0, 0, 0]), given('T', TEXT, values)], plain);
    expect(changes.columns[0]?.values).toEqual(['a', 'b', 'c', 'd']);
    expect(values[2]).toBe('c\0');
  });

  it('P7: names row, column, value, reason and remedy of each bad cell, rows first', () => {
    const { faults, faultCount } = map(3, [
      given('Op', TEXT, ['I', 'X', null]),
      given('ID', INT64, [1n, null, 3n]),
      given('OPEN', TEXT, ['Q', 'Y', ' ']),
      given('N', TEXT, ['1', '2', 'x']),
    ]);
    expect(faultCount).toBe(6);
    expect(faults.map(({ row, column, value, reason }) => [row, column, value, reason])).toEqual([
      [11, 'OPEN', 'Q', 'is neither Y nor N'],
      [12, 'Op', 'X', 'is none of I, U and D'],
      [12, 'ID', undefined, 'is NULL, but id belongs to the key'],
      [13, 'Op', undefined, 'is NULL instead of I, U or D'],
      [13, 'OPEN', ' ', 'means NULL, but open is required'],
      [13, 'N', 'x', 'is not a whole number as integer() reads it'],
    ]);
    expect(faults.every(fault => fault.remedy !== '')).toBe(true);
  });

  it.each(['i', 'u', 'd', ' I', 'I ', '', 'INSERT', 'ID', '\0'])('P7: fact 5: Op %j is a fault', op => {
    const { faults } = map(1, [given('Op', TEXT, [op]), given('ID', INT64, [1n]), given('OPEN', TEXT, ['Y'])]);
    expect(faults).toMatchObject([{ row: 11, column: 'Op', value: op, reason: 'is none of I, U and D' }]);
  });

  it('fact 15: lets a delete carry its key only, whatever is wrong with the rest', () => {
    const { changes, faultCount } = map(2, [
      given('Op', TEXT, ['D', 'D']),
      given('ID', INT64, [1n, 2n]),
      given('OPEN', TEXT, ['Q', null]),
      coded('N', ['x', '5'], [0, -1]),
    ]);
    expect(faultCount).toBe(0);
    expect(cells(changes.columns[1], 2)).toEqual([null, null]);
  });

  it('P7: fact 18: a NULL key is a fault, whatever is done with the row', () => {
    const { faults } = map(3, [
      given('Op', TEXT, ['I', 'U', 'D']),
      given('ID', INT64, [null, null, null]),
      given('OPEN', TEXT, ['Y', 'Y', 'Y']),
    ]);
    expect(faults.map(({ row, column, reason }) => `${row} ${column} ${reason}`)).toEqual([
      '11 ID is NULL, but id belongs to the key',
      '12 ID is NULL, but id belongs to the key',
      '13 ID is NULL, but id belongs to the key',
    ]);
  });

  it('P7: a key that is NULL or bad is a fault of a delete, too', () => {
    const { faults } = map(3, [
      coded('Op', ['D'], [0, 0, 0]),
      given('ID', TEXT, ['1', 'x', '']),
      given('OPEN', TEXT, [null, null, null]),
    ]);
    expect(faults.map(fault => [fault.row, fault.value])).toEqual([
      [12, 'x'],
      [13, ''],
    ]);
  });

  it('names bad entries of a dictionary in each row that has them, and only there', () => {
    const { faults, faultCount } = map(4, [
      coded('Op', ['I'], [0, 0, 0, 0]),
      given('ID', INT64, [1n, 2n, 3n, 4n]),
      coded('OPEN', ['Y', 'Q', 'never used'], [0, 1, -1, 1]),
    ]);
    expect(faultCount).toBe(3);
    expect(faults.map(fault => [fault.row, fault.value])).toEqual([
      [12, 'Q'],
      [13, undefined],
      [14, 'Q'],
    ]);
  });

  it('names ten bad cells, the first by row, and counts the others', () => {
    const { faults, faultCount } = map(20, [
      coded(
        'Op',
        ['I'],
        Array.from({ length: 20 }, () => 0),
      ),
      given(
        'ID',
        INT64,
        Array.from({ length: 20 }, (_, row) => BigInt(row)),
      ),
      given(
        'OPEN',
        TEXT,
        Array.from({ length: 20 }, (_, row) => (row < 15 ? 'Y' : 'Q')),
      ),
      given(
        'N',
        TEXT,
        Array.from({ length: 20 }, (_, row) => (row % 2 === 1 ? 'x' : '1')),
      ),
    ]);
    expect(faultCount).toBe(15);
    expect(faults.map(fault => `${fault.row} ${fault.column}`)).toEqual([
      '12 N',
      '14 N',
      '16 N',
      '18 N',
      '20 N',
      '22 N',
      '24 N',
      '26 OPEN',
      '26 N',
      '27 OPEN',
    ]);
  });

  it('shows values of bad cells as people write them', () => {
    const { faults } = map(1, [
      given('Op', TEXT, ['I']),
      given('ID', { kind: 'decimal', precision: 9, scale: 2 }, [101]),
      given('OPEN', TEXT, ['Y']),
    ]);
    expect(faults[0]?.value).toBe('1.01');
  });

  it('fills a default in for NULL, in a dictionary and out of it', () => {
    const columns = [
      coded('Op', ['I'], [0, 0, 0]),
      given('ID', INT64, [1n, 2n, 3n]),
      given('OPEN', TEXT, ['Y', 'Y', 'Y']),
    ];
    const dictionary = map(3, [...columns, coded('N', ['1', ' '], [0, 1, -1])]);
    expect(cells(dictionary.changes.columns[2], 3)).toEqual([1, 7, 7]);
    const typed = map(3, [...columns, given('N', INT32, Int32Array.of(1, 2, 3))]);
    expect(cells(typed.changes.columns[2], 3)).toEqual([1, 2, 3]);
  });
});
