import { describe, expect, it } from 'vitest';
import type { SourceType } from '../../../domain/columns/column.ts';
import { bigint, text } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { cells, coded, given, INT64, map } from './given.ts';

const TEXT: SourceType = { kind: 'text' };

describe('the key before a change', () => {
  const pair = defineTable({
    source: 'S.T',
    target: 's.t',
    key: ['a', 'b'],
    columns: { b: from('B', text()), a: from('A', bigint()) },
  });

  it('fact 16: is the before image of a key of one column, NULL where the key did not change', () => {
    const { changes } = map(2, [
      given('Op', TEXT, ['U', 'U']),
      given('ID', INT64, [1n, 2n]),
      given('OPEN', TEXT, ['Y', 'Y']),
      given('BI_ID', TEXT, [null, '9']),
    ]);
    expect(changes.oldKey?.map(column => cells(column, 2))).toEqual([[null, 9]]);
  });

  it('is filled up from the key where only a part of it changed, in the order of the key', () => {
    const { changes } = map(
      3,
      [
        coded('Op', ['U'], [0, 0, 0]),
        given('A', INT64, BigInt64Array.of(1n, 2n, 3n)),
        given('B', TEXT, ['x', 'y', 'z']),
        coded('BI_B', ['old'], [-1, 0, -1]),
        given('BI_A', INT64, [null, null, 30n]),
      ],
      pair,
    );
    expect(changes.oldKey?.map(column => cells(column, 3))).toEqual([
      [1n, 2n, 30n],
      ['x', 'old', 'z'],
    ]);
  });

  it('has the key itself for a part without a before image', () => {
    const { changes } = map(
      1,
      [given('Op', TEXT, ['U']), given('A', INT64, [1n]), given('B', TEXT, ['x']), given('BI_B', TEXT, ['old'])],
      pair,
    );
    expect(changes.oldKey?.map(column => cells(column, 1))).toEqual([[1n], ['old']]);
  });

  it('P7: is a fault where it cannot be converted', () => {
    const { faults } = map(1, [
      given('Op', TEXT, ['U']),
      given('ID', INT64, [1n]),
      given('OPEN', TEXT, ['Y']),
      given('BI_ID', TEXT, ['x']),
    ]);
    expect(faults).toMatchObject([{ row: 11, column: 'BI_ID', value: 'x' }]);
  });
});
