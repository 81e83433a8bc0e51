import { describe, expect, it } from 'vitest';
import { printMapping } from '../../../domain/inspect/print-mapping.ts';
import { proposeMapping } from '../../../domain/inspect/propose-mapping.ts';
import { SOURCES } from '../columns/convert.ts';
import { column, file } from './sampled.ts';

describe('a printed mapping', () => {
  it('has a reason for each guess', () => {
    const sample = file(
      [
        column('Op', ['I', 'D']),
        column('CHANGED', ['2026-01-31 12:00:00.000000', '2026-01-31 12:00:01.000000']),
        column('ITEM_ID', [1n, 2n], SOURCES.int64),
        column('IS_NEW', ['Y', 'N']),
        column('_dms_row', [1, 2], SOURCES.int32),
      ],
      'shop/item/20260131-120000000.parquet',
    );
    expect(printMapping(proposeMapping(sample))).toBe(`import { bigint, yesNo } from '../columns/index.ts';
import { defineTable, from } from '../table/index.ts';

// Guessed by dms-loader inspect --mapper from all 2 rows of s3://b/shop/item/20260131-120000000.parquet. Check each
// guess: the next file may show more.
export const item = defineTable({
  source: 'SHOP.ITEM',
  target: 'shop.item',
  // A guess, to be checked against the primary key of the source, which files do not tell: it is named after the table,
  // is never NULL and has 2 different values in 2 rows.
  key: ['item_id'],
  columns: {
    // INT64 in the file.
    item_id: from('ITEM_ID', bigint()),
    // All 2 values are Y or N.
    is_new: from('IS_NEW', yesNo()),
  },
  // Not of the table, by place and form: the TimestampColumnName of DMS, or names that only the loader may use.
  leaveOut: ['CHANGED', '_dms_row'],
});`);
  });

  it('says where neither table nor key can be told', () => {
    const text = printMapping(proposeMapping(file([column('NOTE', [null])], 'data.parquet')));
    expect(text).toContain("source: 'SCHEMA.TABLE',\n  target: 'schema.table',");
    expect(text).toContain('// No guess: no column shows that it is the key.');
    expect(text).toContain("key: 'none',");
  });

  it('writes one item a line where a line would be too long', () => {
    const name = 'N'.repeat(110);
    const text = printMapping(proposeMapping(file([column(name, ['a'])])));
    expect(text).toContain(`    ${'n'.repeat(60)}: from(\n      '${name}',\n      text(),\n    ),`);
  });
});

describe('names that command a terminal or end a string or comment', () => {
  const names = [
    "A'); process.exit(9); ('",
    'B\n} // */ `tick`',
    '\u001b[2J',
    '\u202eevil',
    'back\\slash',
    '\u2028',
    '__proto__',
  ];

  it('come out of the printed module as they went in', () => {
    const text = printMapping(proposeMapping(file(names.map(name => column(name, ['x', 'y'])))));
    const define = (definition: { columns: Record<string, readonly unknown[]> }) => definition;
    const parts = text.split('export const t = ')[1]?.replace(/;$/u, '') ?? '';
    const evaluate = new Function('defineTable', 'from', 'text', `return ${parts};`) as (
      ...values: readonly unknown[]
    ) => ReturnType<typeof define>;
    const { columns } = evaluate(
      define,
      (...given: readonly unknown[]) => given,
      () => 'text()',
    );
    expect(Object.values(columns).map(([source]) => source)).toEqual(names);
    expect(Object.keys(columns)).toEqual([
      'a_process_exit_9',
      'b_tick',
      'column_2j',
      'evil',
      'back_slash',
      'column_6',
      'proto',
    ]);
  });

  it('leave nothing but plain text and line ends', () => {
    const mapping = proposeMapping(file(names.map(name => column(name, ['x']))));
    const text = printMapping({ ...mapping, from: 'a file\n); evil(\u001b' });
    expect(text).not.toMatch(/[^\P{C}\n]|[\u2028\u2029]/u);
    expect(text).toContain('from a file?); evil(?.');
  });
});
