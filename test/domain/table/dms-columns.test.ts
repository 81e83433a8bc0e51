import { describe, expect, it } from 'vitest';
import type { SourceType } from '../../../domain/columns/column.ts';
import { bigint, text } from '../../../domain/columns/index.ts';
import { rolesOf } from '../../../domain/inspect/column-roles.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { planColumns } from '../../../domain/table/plan.ts';
import type { Contract } from '../../../domain/table/table.ts';
import { thrownBy } from '../../factories/thrown.ts';

const TEXT: SourceType = { kind: 'text' };
const FILE = ['Op', 'ID', 'NAME', 'SIZE', 'BI_CODE', 'OP'];

function columnsOf(names: readonly string[]) {
  return names.map(name => ({ name, type: TEXT }));
}

function planned(contract: Contract | undefined, names: readonly string[] = FILE, kind: 'load' | 'cdc' = 'cdc') {
  const table = defineTable({
    source: 'SHOP.ITEM',
    target: 'shop.item',
    key: ['id'],
    columns: { id: from('ID', bigint()), name: from('NAME', text()), size: from('SIZE', text()) },
    ...(contract === undefined ? {} : { contract }),
  });
  return planColumns(table, { columns: columnsOf(names), kind, object: 's3://b/k' });
}

describe('fact 17: a column of the business that is named as those of DMS are', () => {
  it('is noted where there is no contract', () => {
    expect(planned(undefined).notes).toEqual([
      'BI_CODE is in the file, but shop.item maps no column from it.',
      'OP is in the file, but shop.item maps no column from it.',
    ]);
  });

  it('is refused under freeze', () => {
    const error = thrownBy(() => planned('freeze'));
    expect(error.code).toBe('COLUMN_UNKNOWN');
    expect(error.message).toContain('column BI_CODE: is in the file');
    expect(error.message).toContain('nor from OP;');
  });

  it('is added under evolve, and rescued under rescue', () => {
    expect(planned('evolve').adds?.map(({ name }) => name)).toEqual(['bi_code', 'op']);
    expect(
      planned('rescue')
        .columns.at(-1)
        ?.parts?.map(({ source }) => source.name),
    ).toEqual(['BI_CODE', 'OP']);
  });

  it('is no column that was meant by a slip of the mapping only if it is the one planned as Op', () => {
    const table = defineTable({
      source: 'S.T',
      target: 's.t',
      key: ['id'],
      columns: { id: from('ID', bigint()), of: from('BI_CODES', text()) },
    });
    const file = { columns: columnsOf(['Op', 'ID', 'BI_CODE']), kind: 'cdc', object: 's3://b/k' } as const;
    expect(thrownBy(() => planColumns(table, file)).message).toContain('did you mean BI_CODE?');
  });
});

describe.each<Contract | undefined>([undefined, 'evolve', 'freeze', 'rescue'])('under the contract %s', contract => {
  it.each<[string, string[], 'load' | 'cdc']>([
    ['a before image', ['Op', 'ID', 'NAME', 'SIZE', 'BI_SIZE', 'bi_name', 'BI_ID'], 'cdc'],
    ['a before image in a full load', ['ID', 'NAME', 'SIZE', 'BI_SIZE'], 'load'],
    ['Op, in whatever case it is the only one', ['OP', 'ID', 'NAME', 'SIZE'], 'cdc'],
  ])('fact 17: %s is no unknown column', (_, names, kind) => {
    const plan = planned(contract, names, kind);
    expect(plan.targets.map(({ name }) => name)).toEqual(['id', 'name', 'size']);
    expect(plan.notes).toEqual([]);
  });
});

it('inspect tells the same columns apart as a load does', () => {
  const file = columnsOf([...FILE, 'BI_SIZE', 'AR_H_CHANGE_SEQ']);
  expect(rolesOf(file, { isDmsTime: () => false })).toEqual([
    'op',
    'data',
    'data',
    'data',
    'data',
    'data',
    'before-image',
    'header',
  ]);
});
