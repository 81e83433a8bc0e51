import { describe, expect, it } from 'vitest';
import type { SourceType } from '../../../domain/columns/column.ts';
import { bigint, numeric, text } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { planColumns } from '../../../domain/table/plan.ts';
import { coded, given, INT64, map } from '../table/given.ts';

const TEXT: SourceType = { kind: 'text' };
const FILE = { columns: ['Op', 'ID', 'PRICE', 'OTHER'].map(name => ({ name, type: TEXT })), object: 's3://b/k' };

const COLUMNS = { id: from('ID', bigint()), price: from('PRICE', numeric(5, 2)), name: from('NAME', text()) };
const DEFINITION = { source: 'S.T', target: 's.t', key: ['id'], columns: COLUMNS } as const;
const FAILING = defineTable(DEFINITION);
const SETTING_ASIDE = defineTable({ ...DEFINITION, badRows: 'quarantine' });

describe('the plan of a table that sets bad rows aside', () => {
  it('reads every column of the file, so that a mended mapping may be one of others', () => {
    expect(planColumns(FAILING, { ...FILE, kind: 'cdc' }).reads).toEqual(['Op', 'ID', 'PRICE']);
    expect(planColumns(SETTING_ASIDE, { ...FILE, kind: 'cdc' }).reads).toEqual(['Op', 'ID', 'PRICE', 'OTHER']);
  });

  it('says of columns what it would say otherwise', () => {
    const { reads: _, ...plan } = planColumns(SETTING_ASIDE, { ...FILE, kind: 'cdc' });
    expect(plan.notes).toEqual(planColumns(FAILING, { ...FILE, kind: 'cdc' }).notes);
    expect(plan.notes.join(' ')).toContain('OTHER is in the file, but s.t maps no column from it');
  });
});

describe('bad rows', () => {
  it('fact 5: fact 18: are those with an unknown Op, a NULL key or a cell that cannot be converted', () => {
    const { badRows, faultCount } = map(
      6,
      [
        given('Op', TEXT, ['I', 'X', 'D', 'D', null, 'U']),
        coded('ID', ['1'], [0, 0, 0, -1, 0, 0]),
        given('PRICE', TEXT, ['1', '2', 'no delete needs it', '4', 'abc', 'abc']),
        given('NAME', TEXT, ['a', 'b', 'c', 'd', 'e', 'f']),
      ],
      SETTING_ASIDE,
    );
    expect([...(badRows ?? [])]).toEqual([0, 1, 0, 1, 1, 1]);
    expect(faultCount).toBe(5);
  });

  it('are all known, of however many the cells are named', () => {
    const { badRows, faults } = map(
      40,
      [
        given(
          'Op',
          TEXT,
          Array.from({ length: 40 }, () => 'I'),
        ),
        given(
          'ID',
          INT64,
          Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? null : BigInt(row))),
        ),
        given(
          'PRICE',
          TEXT,
          Array.from({ length: 40 }, () => '1'),
        ),
        given(
          'NAME',
          TEXT,
          Array.from({ length: 40 }, () => null),
        ),
      ],
      SETTING_ASIDE,
    );
    expect(badRows?.reduce((sum, flag) => sum + flag, 0)).toBe(20);
    expect(faults.map(({ row }) => row)).toEqual([11, 13, 15, 17, 19, 21, 23, 25, 27, 29]);
  });
});
