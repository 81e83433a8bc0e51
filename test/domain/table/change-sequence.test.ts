import { describe, expect, it } from 'vitest';
import type { SourceType } from '../../../domain/columns/column.ts';
import { bigint, integer } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { planColumns } from '../../../domain/table/plan.ts';
import { cells, coded, given, INT64, map } from './given.ts';

const TEXT: SourceType = { kind: 'text' };
const columns = { id: from('ID', bigint()), n: from('N', integer()) };
const keyed = defineTable({ source: 'S.T', target: 's.t', key: ['id'], columns });
const log = defineTable({ source: 'S.T', target: 's.t', key: 'none', columns });

const file = (rows: number, op: readonly (string | null)[] = new Array(rows).fill('U')) => [
  given('Op', TEXT, op),
  given(
    'ID',
    INT64,
    Array.from({ length: rows }, (_, row) => BigInt(row)),
  ),
  given('N', TEXT, new Array(rows).fill('1')),
];

describe('AR_H_CHANGE_SEQ', () => {
  it.each([
    ['plain', given('AR_H_CHANGE_SEQ', TEXT, ['1', 'a\0b', null])],
    ['coded', coded('AR_H_CHANGE_SEQ', ['a\0b', '1'], [1, 0, -1])],
  ])('P7: that holds U+0000, which PostgreSQL does not take, is a fault of its row (%s)', (_, sequence) => {
    const { faults, faultCount, badRows, changes } = map(3, [...file(3, ['U', 'D', 'U']), sequence], keyed);
    expect(faults).toMatchObject([
      {
        row: 12,
        column: 'AR_H_CHANGE_SEQ',
        value: 'a\0b',
        reason: 'has a NUL character, which PostgreSQL text cannot hold',
      },
    ]);
    expect([faultCount, [...(badRows ?? [])]]).toEqual([1, [0, 1, 0]]);
    expect(cells(changes.changeSequence, 3)).toEqual(['1', null, null]);
  });

  it.each([
    ['cdc', INT64, ['AR_H_CHANGE_SEQ is integer in the file, not text, so the rows are in the order of the file.']],
    ['cdc', TEXT, []],
    ['load', INT64, []],
  ] as const)('fact 7: in a %s file as %j is noted as %j', (kind, type, notes) => {
    const names = file(0).map(({ name, type: own }) => ({ name, type: own }));
    const plan = planColumns(keyed, {
      columns: [...names, { name: 'AR_H_CHANGE_SEQ', type }],
      kind,
      object: 's3://b/k',
    });
    expect(plan.notes).toEqual(notes);
  });
});

it('P7: the op of a table without a key is I, U or D, or the row is bad', () => {
  const ops = ['I', 'U\0', null, 'D', 'i'];
  const { badRows, changes } = map(5, file(5, ops), log);
  expect([...(badRows ?? [])]).toEqual([0, 1, 1, 0, 1]);
  expect(cells(changes.op, 5)).toEqual(ops);
});
