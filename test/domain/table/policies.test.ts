import { describe, expect, it } from 'vitest';
import { bigint, integer, numeric, text } from '../../../domain/columns/index.ts';
import { defineTable, derived, from } from '../../../domain/table/index.ts';
import { thrownBy } from '../../factories/thrown.ts';

const GOOD = {
  source: 'SHOP.ORDERS',
  target: 'shop.orders',
  key: ['id'],
  columns: { id: from('ID', bigint()), note: from('NOTE', text()), price: from('PRICE', numeric(9, 2)) },
} as const;

/** From JavaScript, definitions arrive that the compiler would refuse. */
function define(change: object): ReturnType<typeof defineTable> {
  return defineTable({ ...GOOD, ...change } as never);
}

describe('the policies of a mapping', () => {
  it('are properties of the table only where they are declared, and are not the default', () => {
    const table = define({ onDelete: 'remove', badRows: 'fail', keepOnNull: false });
    expect(Object.keys(table).toSorted()).toEqual(['columns', 'fingerprint', 'key', 'source', 'target']);
    expect(table.columns.every(column => !('keepOnNull' in column))).toBe(true);
  });

  it('are handed on, frozen', () => {
    const table = define({
      contract: 'freeze',
      leaveOut: ['TMP'],
      onDelete: 'mark',
      badRows: 'quarantine',
      budget: { rows: 5 },
      beforeMerge: 'update dms_stage set note = null',
      afterMerge: ['select 1', 'select 2'],
    });
    expect(table).toMatchObject({
      contract: 'freeze',
      leaveOut: ['TMP'],
      onDelete: 'mark',
      quarantine: { rows: 5, percent: 100 },
      sql: { beforeMerge: ['update dms_stage set note = null'], afterMerge: ['select 1', 'select 2'] },
    });
    expect([table.leaveOut, table.quarantine, table.sql, table.sql?.afterMerge].every(Object.isFrozen)).toBe(true);
  });

  it('set 100 rows aside, whatever their percentage, where no budget is given', () => {
    expect(define({ badRows: 'quarantine' }).quarantine).toEqual({ rows: 100, percent: 100 });
    expect(define({ badRows: 'quarantine', budget: { percent: 0.5 } }).quarantine).toEqual({ rows: 100, percent: 0.5 });
    const unsaid = { rows: undefined, percent: undefined };
    expect(define({ badRows: 'quarantine', budget: unsaid }).quarantine).toEqual({ rows: 100, percent: 100 });
  });

  it('keep columns on NULL, all but the key, or those that say so', () => {
    const kept = (change: object) =>
      define(change)
        .columns.filter(column => column.keepOnNull)
        .map(({ name }) => name);
    const { columns } = GOOD;
    expect(kept({ keepOnNull: true })).toEqual(['note', 'price']);
    expect(kept({ columns: { ...columns, note: from('NOTE', text(), { keepOnNull: true }) } })).toEqual(['note']);
    const but = { ...columns, note: from('NOTE', text(), { keepOnNull: false }) };
    expect(kept({ keepOnNull: true, columns: but })).toEqual(['price']);
    expect(kept({ columns: { ...columns, id: from('ID', bigint(), { keepOnNull: true }) } })).toEqual([]);
  });

  it('take no column for one of the file that is derived', () => {
    const table = define({ columns: { ...GOOD.columns, total: derived(numeric(12, 2)) } });
    expect(table.columns.map(({ name }) => name)).toEqual(['id', 'note', 'price']);
    expect(table.derived).toEqual([{ name: 'total', type: expect.objectContaining({ declaration: 'numeric(12,2)' }) }]);
  });

  it('let a table be without a key', () => {
    expect(define({ key: 'none' }).key).toEqual([]);
  });
});

describe('a mistake in a policy', () => {
  const listed = 'is no list of';
  it.each([
    [{ contract: 'evolved' }, 'contract "evolved" is unknown; did you mean \'evolve\'?'],
    [{ contract: 'strict' }, 'contract "strict" is unknown; write one of evolve, freeze, rescue.'],
    [{ onDelete: 'marks' }, 'onDelete "marks" is unknown; did you mean \'mark\'?'],
    [{ badRows: true }, 'badRows true is unknown; write one of fail, quarantine.'],
    [{ keepOnNull: 'yes' }, 'keepOnNull is neither true nor false; write one of them.'],
    [{ leaveOut: 'TMP' }, `leaveOut ${listed} names of columns, or one of them is empty; correct it.`],
    [{ leaveOut: ['TMP', ' '] }, `leaveOut ${listed} names of columns`],
    [{ beforeMerge: '' }, `beforeMerge ${listed} SQL statements, or one of them is empty; correct it.`],
    [{ afterMerge: 'commit' }, "afterMerge begins or ends a transaction (commit), which is the load's; leave it out."],
    [{ afterMerge: [7] }, `afterMerge ${listed} SQL statements`],
    [{ budget: 5, badRows: 'quarantine' }, 'budget is no object; write { rows: 100, percent: 1 }.'],
    [{ budget: { rows: 1 } }, "budget counts quarantined rows only; add badRows: 'quarantine'."],
    [{ budget: { row: 1 }, badRows: 'quarantine' }, 'budget: "row" is no property; did you mean "rows"?'],
    [{ budget: { rows: -1 }, badRows: 'quarantine' }, 'budget.rows is no whole number from 0; correct it.'],
    [{ budget: { rows: 1.5 }, badRows: 'quarantine' }, 'budget.rows is no whole number from 0'],
    [{ budget: { percent: 101 }, badRows: 'quarantine' }, 'budget.percent is no number from 0 to 100; correct it.'],
    [{ budget: { percent: '1' }, badRows: 'quarantine' }, 'budget.percent is no number from 0 to 100'],
    [{ key: 'none', onDelete: 'mark' }, "with key: 'none' none does; leave them out."],
    [{ key: 'none', keepOnNull: true }, "with key: 'none' none does; leave them out."],
    [{ key: undefined }, 'the key is empty; name the columns that tell one row from another'],
    [{ key: [null] }, 'key column null is not mapped'],
    [
      { columns: { ...GOOD.columns, a: 'A' } },
      "column a is not made by from(); write a: from('SOURCE_COLUMN', text()).",
    ],
    [{ columns: { ...GOOD.columns, a: null } }, 'column a is not made by from()'],
    [{ key: [] }, "write key: 'none' for a table to which rows are only appended."],
    [
      { columns: { ...GOOD.columns, total: { source: undefined } } },
      'column total is derived without a type; write total: derived(integer()).',
    ],
    [
      { columns: { ...GOOD.columns, _dms_total: derived(integer()) } },
      'column _dms_total has a name that the loader or PostgreSQL uses itself; choose another.',
    ],
    [
      { columns: { ...GOOD.columns, Note: derived(text()) } },
      'columns note and Note differ by case only; leave one out.',
    ],
    [{ columns: { ...GOOD.columns, total: derived(numeric(2, 5)) } }, 'column total: numeric(2, 5) has a scale'],
    [{ key: ['total'], columns: { ...GOOD.columns, total: derived(integer()) } }, 'key column total is not mapped'],
    [{ contracts: 'evolve' }, '"contracts" is no property; did you mean "contract"?'],
  ])('%j is refused with its remedy', (change, sentence) => {
    const error = thrownBy(() => define(change));
    expect(error.code).toBe('MAPPING_INVALID');
    expect(error.message).toContain(sentence);
  });

  it('stands beside all others in one message', () => {
    const { message } = thrownBy(() => define({ contract: 'x', onDelete: 'y', badRows: 'z' }));
    expect(message).toMatch(/\(1\) contract "x".*\(2\) onDelete "y".*\(3\) badRows "z"/u);
  });
});

describe('the fingerprint of a mapping', () => {
  it('P8: is what it was before there were policies, for a mapping that has none', () => {
    // As the version before the policies computed it for this very mapping.
    expect(define({}).fingerprint).toBe('3b02d9d0b27f8a1e595535a6eb8701b149df78f05d278639d3c6b3c2e6516110');
    expect(define({ onDelete: 'remove', badRows: 'fail', keepOnNull: false }).fingerprint).toBe(define({}).fingerprint);
  });

  it('P8: changes with each policy, so that what was refused is looked at anew', () => {
    const { columns } = GOOD;
    const others = [
      {},
      { contract: 'evolve' },
      { contract: 'freeze' },
      { contract: 'rescue' },
      { leaveOut: ['TMP'] },
      { leaveOut: ['TMP', 'TMP2'] },
      { keepOnNull: true },
      { columns: { ...columns, note: from('NOTE', text(), { keepOnNull: true }) } },
      { contract: 'evolve', keepOnNull: true },
      {
        contract: 'evolve',
        columns: {
          ...columns,
          note: from('NOTE', text(), { keepOnNull: true }),
          price: from('PRICE', numeric(9, 2), { keepOnNull: true }),
        },
      },
      { onDelete: 'mark' },
      { badRows: 'quarantine' },
      { badRows: 'quarantine', budget: { rows: 1 } },
      { badRows: 'quarantine', budget: { percent: 1 } },
      { beforeMerge: 'select 1' },
      { afterMerge: 'select 1' },
      { beforeMerge: ['select 1', 'select 1'] },
      { columns: { ...columns, total: derived(integer()) } },
      { columns: { ...columns, total: derived(bigint()) } },
      { key: 'none' },
    ].map(change => define(change).fingerprint);
    expect(new Set(others).size).toBe(others.length);
  });
});
