import { describe, expect, it } from 'vitest';
import type { SourceType } from '../../../domain/columns/column.ts';
import { bigint, date, numeric, text, yesNo } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { planColumns } from '../../../domain/table/plan.ts';
import { thrownBy } from '../../factories/thrown.ts';

const TEXT: SourceType = { kind: 'text' };
const INT64: SourceType = { kind: 'integer', bits: 64, signed: true };
const OBJECT = 's3://b/shop/orders/20240229-000000000.parquet';

const table = defineTable({
  source: 'SHOP.ORDERS',
  target: 'shop.orders',
  key: ['id', 'line'],
  columns: {
    id: from('ID', bigint()),
    line: from('LINE', bigint()),
    price: from('PRICE', numeric(9, 2)),
    is_open: from('IS_OPEN', yesNo().required()),
    note: from('NOTE', text()),
  },
});
const TYPES: Readonly<Record<string, SourceType>> = { ID: INT64, LINE: INT64, BI_ID: INT64, BI_LINE: INT64 };
const ALL = ['Op', 'ID', 'LINE', 'PRICE', 'IS_OPEN', 'NOTE'];

function columns(names: readonly string[]) {
  return names.map(name => ({ name, type: TYPES[name.toUpperCase()] ?? TEXT }));
}

function planned(names: readonly string[], kind: 'load' | 'cdc' = 'cdc') {
  return planColumns(table, { columns: columns(names), kind, object: OBJECT });
}

describe('planColumns', () => {
  it('asks for the columns that are mapped, and for Op', () => {
    const plan = planned(['Op', 'TS', ...ALL.slice(1)]);
    expect(plan.reads).toEqual(ALL);
    expect(plan.op).toBe(0);
    expect(plan.columns.map(column => [column.target.name, column.source.name, column.at, column.isKey])).toEqual([
      ['id', 'ID', 1, true],
      ['line', 'LINE', 2, true],
      ['price', 'PRICE', 3, false],
      ['is_open', 'IS_OPEN', 4, false],
      ['note', 'NOTE', 5, false],
    ]);
    expect(plan.targets).toEqual(table.columns);
    expect(plan.key).toEqual([0, 1]);
    expect(plan.beforeImage).toBeUndefined();
    expect(plan.notes).toEqual(['TS is in the file, but shop.orders maps no column from it.']);
  });

  it('finds names without regard to case, the exact one first', () => {
    expect(planned(ALL.map(name => name.toLowerCase())).reads).toEqual(ALL.map(name => name.toLowerCase()));
    expect(planned([...ALL, 'note', 'Note']).reads).toContain('NOTE');
  });

  it('refuses a name that several columns have, if none has it exactly', () => {
    const error = thrownBy(() => planned(['Op', 'ID', 'LINE', 'IS_OPEN', 'note', 'Note']));
    expect(error.code).toBe('COLUMN_AMBIGUOUS');
    expect(error.message).toContain('column NOTE: is ambiguous: the file has note and Note; write the name');
  });

  it.each([
    ['ID', 'shop.orders.id belongs to the key'],
    ['IS_OPEN', 'shop.orders.is_open is required'],
  ])('refuses a file without %s, and names the columns that it has', (name, role) => {
    const names = [...ALL.filter(other => other !== name), `${name}X`];
    const error = thrownBy(() => planned(names));
    expect(error.code).toBe('COLUMN_MISSING');
    expect(error.details.column).toBe(name);
    expect(error.message).toContain(`is not in the file, but ${role}; the file has ${names.join(', ')};`);
    expect(error.message).toContain(`did you mean ${name}X? Correct the name in the mapping`);
  });

  it('fact 17: leaves out a column that the file lacks, and says so', () => {
    const plan = planned(['Op', 'ID', 'LINE', 'IS_OPEN', 'AMOUNT', 'NOTE']);
    expect(plan.targets.map(target => target.name)).toEqual(['id', 'line', 'is_open', 'note']);
    expect(plan.key).toEqual([0, 1]);
    expect(plan.notes).toEqual([
      'PRICE is not in the file, so shop.orders.price is left alone.',
      'AMOUNT is in the file, but shop.orders maps no column from it.',
    ]);
  });

  it('P6: refuses a file with a column of nearly the name that it lacks: loaded without, its values would be lost', () => {
    const error = thrownBy(() => planned(['Op', 'ID', 'LINE', 'IS_OPEN', 'PRICES', 'NOTE']));
    expect(error.code).toBe('COLUMN_MISSING');
    expect(error.message).toContain('column PRICE: is not in the file, but shop.orders.price is mapped from it;');
    expect(error.message).toContain('did you mean PRICES? Correct the name in the mapping, or take the column out');
  });

  it('takes no column that DMS adds for one that was meant', () => {
    const short = defineTable({
      source: 'S.T',
      target: 's.t',
      key: ['id'],
      columns: { id: from('ID', bigint()), opt: from('OPT', text()), bi: from('BI_IDS', text()) },
    });
    const file = { columns: columns(['Op', 'ID', 'BI_ID']), kind: 'cdc', object: OBJECT } as const;
    expect(planColumns(short, file).targets.map(({ name }) => name)).toEqual(['id']);
  });

  it('P11: shows names of the file on one line, and no more than twenty', () => {
    const { notes } = planned([...ALL, 'E\u001b[2J\nX', 'B\u202e', ...Array.from({ length: 30 }, (_, at) => `C${at}`)]);
    expect(notes[0]).toBe('"E\\u001b[2J\\nX" is in the file, but shop.orders maps no column from it.');
    expect(notes[1]).toBe('"B?" is in the file, but shop.orders maps no column from it.');
    expect(notes).toHaveLength(21);
    expect(notes.at(-1)).toBe('12 more columns are left out.');
  });

  it('does not note the columns that DMS adds', () => {
    expect(planned([...ALL, 'AR_H_CHANGE_SEQ', '$AR_M_SOURCE_SCHEMA', 'BI_ID', 'bi_note']).notes).toEqual([]);
  });

  it('refuses a column whose values cannot be converted', () => {
    const error = thrownBy(() =>
      planColumns(table, {
        columns: [...columns(ALL.slice(0, 5)), { name: 'NOTE', type: { kind: 'bytes' } }],
        kind: 'cdc',
        object: OBJECT,
      }),
    );
    expect(error.code).toBe('COLUMN_TYPE');
    expect(error.message).toMatch(
      /column NOTE: is BYTES in the file, which text\(\) does not take; declare bytea\(\)/u,
    );
  });

  it('fact 4: refuses a file of changes without Op, and names the setting of DMS; a full load needs none', () => {
    const error = thrownBy(() => planned(ALL.slice(1)));
    expect(error.code).toBe('OP_MISSING');
    expect(error.message).toContain(OBJECT);
    expect(error.message).toMatch(/; set IncludeOpForFullLoad=true on the S3 target endpoint of DMS/u);
    expect(planned(ALL.slice(1), 'load').op).toBeUndefined();
    expect(planned(ALL, 'load').op).toBe(0);
  });

  it('refuses an Op that is no text', () => {
    const error = thrownBy(() =>
      planColumns(table, {
        columns: [{ name: 'OP', type: INT64 }, ...columns(ALL.slice(1))],
        kind: 'cdc',
        object: OBJECT,
      }),
    );
    expect(error.code).toBe('COLUMN_TYPE');
  });

  it("does not take the table's own column OP for that of DMS", () => {
    const own = defineTable({
      source: 'S.T',
      target: 's.t',
      key: ['id'],
      columns: { id: from('ID', bigint()), op: from('OP', text()) },
    });
    const file = { columns: columns(['ID', 'OP']), object: OBJECT };
    expect(planColumns(own, { ...file, kind: 'load' }).op).toBeUndefined();
    expect(thrownBy(() => planColumns(own, { ...file, kind: 'cdc' })).code).toBe('OP_MISSING');
    const both = planColumns(own, { columns: columns(['Op', 'ID', 'OP']), kind: 'cdc', object: OBJECT });
    expect(both.reads).toEqual(['Op', 'ID', 'OP']);
    expect(both.columns.map(column => column.at)).toEqual([1, 2]);
  });

  it('knows the before image of key columns in files of changes', () => {
    const plan = planned([...ALL, 'bi_line', 'BI_NOTE']);
    expect(plan.beforeImage?.map(column => column?.source.name)).toEqual([undefined, 'bi_line']);
    expect(plan.reads).toEqual([...ALL, 'bi_line']);
    expect(planned([...ALL, 'BI_ID', 'BI_LINE'], 'load').beforeImage).toBeUndefined();
  });

  it('takes no column that is mapped for a before image', () => {
    const own = defineTable({
      source: 'S.T',
      target: 's.t',
      key: ['id'],
      columns: { id: from('ID', bigint()), bi: from('BI_ID', bigint()) },
    });
    expect(
      planColumns(own, { columns: columns(['Op', 'ID', 'BI_ID']), kind: 'cdc', object: OBJECT }).beforeImage,
    ).toBeUndefined();
  });

  it('reads a column once that is mapped twice', () => {
    const twice = defineTable({
      source: 'S.T',
      target: 's.t',
      key: ['id'],
      columns: { id: from('ID', bigint()), raw: from('D', text()), day: from('D', date()) },
    });
    const plan = planColumns(twice, { columns: columns(['Op', 'ID', 'D']), kind: 'cdc', object: OBJECT });
    expect(plan.reads).toEqual(['Op', 'ID', 'D']);
    expect(plan.columns.map(column => column.at)).toEqual([1, 2, 2]);
  });
});
