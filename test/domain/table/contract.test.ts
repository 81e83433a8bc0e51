import { describe, expect, it } from 'vitest';
import { cellOf, type SourceType } from '../../../domain/columns/column.ts';
import { bigint, text } from '../../../domain/columns/index.ts';
import { defineTable, derived, from } from '../../../domain/table/index.ts';
import { mapBatch } from '../../../domain/table/map-batch.ts';
import { planColumns } from '../../../domain/table/plan.ts';
import type { Contract } from '../../../domain/table/table.ts';
import type { ExistingColumn } from '../../../domain/table/target-column.ts';
import { thrownBy } from '../../factories/thrown.ts';

const TEXT: SourceType = { kind: 'text' };
const INT32: SourceType = { kind: 'integer', bits: 32, signed: true };
const INT64: SourceType = { kind: 'integer', bits: 64, signed: true };
const OBJECT = 's3://b/shop/item/20240229-000000000.parquet';

interface Given {
  readonly contract?: Contract;
  readonly leaveOut?: readonly string[];
  readonly keepOnNull?: boolean;
}

function planned(
  policy: Given,
  more: Readonly<Record<string, SourceType>>,
  file: { targetColumns?: readonly ExistingColumn[]; timestampColumn?: string } = {},
) {
  const table = defineTable({
    source: 'SHOP.ITEM',
    target: 'shop.item',
    key: ['id'],
    columns: { id: from('ID', bigint()), name: from('NAME', text()), total: derived(bigint()) },
    ...policy,
  });
  const columns = Object.entries({ Op: TEXT, ID: INT64, NAME: TEXT, ...more }).map(([name, type]) => ({ name, type }));
  return planColumns(table, { columns, kind: 'cdc', object: OBJECT, ...file });
}

function there(name: string, type: string): ExistingColumn {
  return { name, type, sql: { table: '"shop"."item"', column: `"${name}"` } };
}

const names = (plan: ReturnType<typeof planned>) => plan.targets.map(({ name }) => name);

describe.each<Contract | undefined>([undefined, 'evolve', 'freeze', 'rescue'])('under the contract %s', contract => {
  const policy = contract === undefined ? {} : { contract };

  it("fact 17: DMS's own columns, the timestamp column and those left out on purpose are no unknown ones", () => {
    const own = { AR_H_CHANGE_SEQ: TEXT, ['$AR_M_SOURCE_SCHEMA']: TEXT, BI_NAME: TEXT, TS: TEXT, TMP: TEXT };
    const plan = planned({ ...policy, leaveOut: ['tmp'] }, own, { timestampColumn: 'ts' });
    expect(names(plan)).toEqual(['id', 'name']);
    expect(plan.reads).toEqual(['Op', 'ID', 'NAME', 'AR_H_CHANGE_SEQ']);
    expect(plan.adds).toEqual([]);
    expect(plan.notes).toEqual([]);
  });

  it('fact 17: a column that is left out on purpose is not taken for one that the mapping misspells', () => {
    const table = defineTable({
      source: 'S.T',
      target: 's.t',
      key: ['id'],
      columns: { id: from('ID', bigint()), price: from('PRICE', text()) },
      leaveOut: ['PRICES'],
      ...policy,
    });
    const columns = [
      { name: 'ID', type: INT64 },
      { name: 'PRICES', type: TEXT },
    ];
    expect(planColumns(table, { columns, kind: 'load', object: OBJECT }).notes).toEqual([
      'PRICE is not in the file, so s.t.price is left alone.',
    ]);
  });
});

describe('evolve', () => {
  it('fact 17: gives each unknown column one of its own, in lower case and of the type in the file', () => {
    const plan = planned(
      { contract: 'evolve' },
      { COLOR: TEXT, 'List Price': { kind: 'decimal', precision: 9, scale: 2 } },
    );
    expect(plan.targets.map(({ name, source, type }) => [name, source, type.declaration])).toEqual([
      ['id', 'ID', 'bigint'],
      ['name', 'NAME', 'text'],
      ['color', 'COLOR', 'text'],
      ['list price', 'List Price', 'numeric(9,2)'],
    ]);
    expect(plan.reads).toEqual(['Op', 'ID', 'NAME', 'COLOR', 'List Price']);
    expect(plan.adds).toEqual([
      { name: 'color', declaration: 'text' },
      { name: 'list price', declaration: 'numeric(9,2)' },
    ]);
    expect(plan.notes).toEqual([]);
  });

  it('fact 17: lets the type of a column that is there decide, and adds nothing', () => {
    const plan = planned({ contract: 'evolve' }, { SIZE: INT64 }, { targetColumns: [there('size', 'integer')] });
    expect(plan.adds).toEqual([]);
    const column = plan.columns.at(-1);
    expect(column?.target.type.declaration).toBe('integer');
    expect(column?.convert(7n)).toBe(7);
    expect(column?.convert(2n ** 40n)).toMatchObject({
      reason: 'is outside the range of integer, -2147483648 to 2147483647',
      remedy: 'run: alter table "shop"."item" alter column "size" type bigint; or map the column with from()',
    });
  });

  it('keeps added columns on NULL in a table that does so', () => {
    const kept = planned({ contract: 'evolve', keepOnNull: true }, { COLOR: TEXT }).targets.map(
      column => column.keepOnNull ?? false,
    );
    expect(kept).toEqual([false, true, true]);
  });

  it.each([
    [
      'two columns that fold to one name',
      { Color: TEXT, COLOR: TEXT },
      'COLUMN_AMBIGUOUS',
      'which is that of Color too',
    ],
    [
      'a column of a mapped name',
      { Name: TEXT },
      'COLUMN_AMBIGUOUS',
      'shop.item.name, which is that of the mapping too',
    ],
    [
      'a column of a derived name',
      { TOTAL: TEXT },
      'COLUMN_AMBIGUOUS',
      'shop.item.total, which is that of the mapping',
    ],
    [
      'a name of the loader',
      { _DMS_ROW: TEXT },
      'COLUMN_UNKNOWN',
      'has a name that the loader or PostgreSQL uses itself',
    ],
    ['a name of PostgreSQL', { XMIN: TEXT }, 'COLUMN_UNKNOWN', 'has a name that the loader or PostgreSQL uses itself'],
    ['a name that PostgreSQL cuts', { ['가'.repeat(22)]: TEXT }, 'COLUMN_UNKNOWN', 'is longer than 63 bytes'],
    ['an empty name', { '': TEXT }, 'COLUMN_UNKNOWN', 'is no name that PostgreSQL takes'],
  ])('fact 17: refuses %s, and says what to do', (_, more, code, reason) => {
    const error = thrownBy(() => planned({ contract: 'evolve' }, more));
    expect(error.code).toBe(code);
    expect(error.message).toContain(reason);
    expect(error.message).toMatch(
      /; map it with from\(\) to a column of another name, or add it to the mapping's leaveOut$/u,
    );
  });

  it.each(['timestamp(3) with time zone', 'character varying(20)', 'real', 'integer[]', 'numeric(3,5)'])(
    'fact 17: refuses a column that is there as %s, which it would not fill exactly',
    type => {
      const error = thrownBy(() =>
        planned({ contract: 'evolve' }, { SIZE: INT32 }, { targetColumns: [there('size', type)] }),
      );
      expect(error.code).toBe('COLUMN_TYPE');
      expect(error.message).toContain(`column SIZE: goes to "shop"."item"."size", which is ${type},`);
      expect(error.message).toContain('map it with from(), add it to leaveOut, or run: alter table "shop"."item"');
    },
  );

  it('fact 17: refuses a column of which no value can become one of the type that is there', () => {
    const error = thrownBy(() =>
      planned({ contract: 'evolve' }, { RAW: { kind: 'bytes' } }, { targetColumns: [there('raw', 'text')] }),
    );
    expect(error.code).toBe('COLUMN_TYPE');
    expect(error.message).toContain(
      `run: alter table "shop"."item" alter column "raw" type bytea using convert_to("raw"::text, 'UTF8')`,
    );
  });
});

describe('freeze', () => {
  it('fact 17: refuses a file with unknown columns, names them and says what to do', () => {
    const error = thrownBy(() => planned({ contract: 'freeze' }, { COLOR: TEXT, SIZE: INT32 }));
    expect(error.code).toBe('COLUMN_UNKNOWN');
    expect(error.details.column).toBe('COLOR');
    expect(error.message).toMatch(
      /whose contract is 'freeze', maps no column from it, nor from SIZE; map it with from\(\), add it to leaveOut, or change the contract to 'evolve' or 'rescue'$/u,
    );
  });
});

describe('rescue', () => {
  const Kept = { COLOR: TEXT, 'say "hi"': INT64 } as const;

  it('fact 17: makes one column of all unknown ones, and says so', () => {
    const plan = planned({ contract: 'rescue' }, Kept);
    expect(plan.targets.map(({ name, type }) => [name, type.declaration])).toEqual([
      ['id', 'bigint'],
      ['name', 'text'],
      ['_dms_extra', 'jsonb'],
    ]);
    expect(plan.reads).toEqual(['Op', 'ID', 'NAME', 'COLOR', 'say "hi"']);
    expect(plan.adds).toEqual([]);
    expect(plan.notes).toEqual(['shop.item._dms_extra keeps what nothing is mapped from: COLOR, "say \\"hi\\"".']);
  });

  it('fact 17: keeps NULL as null, and takes U+0000 for a fault of its cell, but in deletes', () => {
    const { changes, faults } = mapBatch(
      planned({ contract: 'rescue' }, Kept),
      {
        firstRow: 1,
        rowCount: 3,
        columns: [
          { values: ['I', 'U', 'D'] },
          { values: [1n, 2n, 3n] },
          { values: [null, null, null] },
          // As a dictionary.
          { values: ['re"d', 'a\0b'], indexes: Int32Array.of(0, 1, 1) },
          { values: [null, 9_007_199_254_740_993n, null] },
        ],
      },
      0n,
    );
    const extra = changes.columns[2] ?? { values: [] };
    expect(cellOf(extra, 0)).toBe('{"COLOR":"re\\"d","say \\"hi\\"":null}');
    expect(cellOf(extra, 1)).toBe('{"COLOR":null,"say \\"hi\\"":9007199254740993}');
    expect(faults.map(({ row, column, reason }) => [row, column, reason])).toEqual([
      [2, 'COLOR', 'has a NUL character, which PostgreSQL text cannot hold'],
    ]);
  });

  it('keeps columns apart that differ by case', () => {
    expect(planned({ contract: 'rescue' }, { Color: TEXT, COLOR: TEXT }).columns.at(-1)?.parts).toHaveLength(2);
  });

  it('P11: refuses a name with U+0000, which jsonb cannot hold', () => {
    const error = thrownBy(() => planned({ contract: 'rescue' }, { 'A\0B': TEXT }));
    expect(error.code).toBe('COLUMN_UNKNOWN');
    expect(error.message).toContain('has a NUL character in its name');
  });
});
