import { describe, expect, it } from 'vitest';
import { bigint, custom, date, integer, numeric, text } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { thrownBy } from '../../factories/thrown.ts';

const GOOD = {
  source: 'SHOP.ORDERS',
  target: 'shop.orders',
  key: ['id'],
  columns: { id: from('ID', bigint()), note: from('NOTE', text()) },
} as const;

/** Definitions that the compiler would refuse: from JavaScript they still arrive. */
function define(definition: object): unknown {
  return defineTable(definition as never);
}

describe('defineTable', () => {
  it('gives the mapping in parts, frozen', () => {
    const table = defineTable(GOOD);
    expect(table).toMatchObject({
      source: { schema: 'SHOP', table: 'ORDERS' },
      target: { schema: 'shop', table: 'orders' },
      key: ['id'],
      columns: [
        { name: 'id', source: 'ID' },
        { name: 'note', source: 'NOTE' },
      ],
    });
    expect([table, table.key, table.columns, table.columns[0]].every(Object.isFrozen)).toBe(true);
  });

  it('lets the compiler refuse a key that is no column, and properties that are not there', () => {
    // @ts-expect-error: idd is no column
    expect(() => defineTable({ ...GOOD, key: ['idd'] })).toThrow('key column idd is not mapped; did you mean id?');
    // @ts-expect-error: a table has a key
    expect(() => defineTable({ ...GOOD, key: [] })).toThrow('the key is empty');
    // @ts-expect-error: a schema is needed
    expect(() => defineTable({ ...GOOD, target: 'orders' })).toThrow("write 'schema.table'");
    // @ts-expect-error: a type without a source
    expect(() => defineTable({ ...GOOD, columns: { id: bigint() } })).toThrow('is not made by from()');
    const columns = GOOD.columns;
    // @ts-expect-error: colums is no property
    expect(() => defineTable({ source: 'S.T', target: 's.t', key: ['id'], colums: columns, columns })).toThrow(
      '"colums" is no property; did you mean "columns"?',
    );
  });

  it.each([
    [{ source: 'ORDERS' }, 'source "ORDERS" is not a schema and a table; write \'SCHEMA.TABLE\'.'],
    [{ source: undefined }, "write 'SCHEMA.TABLE'."],
    [{ source: 'A.B.C' }, "write 'SCHEMA.TABLE'."],
    [{ target: 'shop.' }, "write 'schema.table'."],
    [{ target: `shop.${'t'.repeat(64)}` }, 'is longer than 63 bytes'],
    [{ target: `shop.${'가'.repeat(22)}` }, 'is longer than 63 bytes'],
    [{ columns: {} }, 'no columns are mapped'],
    [{ columns: undefined }, 'no columns are mapped'],
    [{ key: ['id', 'id'] }, 'key column id is named twice; leave one out.'],
    [{ columns: { id: from('_dms_row', bigint()) } }, "names with _dms_ are the loader's own"],
    [{ columns: { id: from('_DMS_ROW', bigint()) } }, "names with _dms_ are the loader's own"],
    [{ columns: { ...GOOD.columns, _dms_row: from('X', text()) } }, 'column _dms_row has a name that the loader'],
    [{ columns: { ...GOOD.columns, ctid: from('X', text()) } }, 'column ctid has a name that the loader'],
    [{ columns: { ...GOOD.columns, ['n'.repeat(64)]: from('X', text()) } }, 'is longer than 63 bytes'],
    [{ columns: { ...GOOD.columns, a: from('', text()) } }, 'comes from a column without a name'],
    [{ columns: { ...GOOD.columns, memo: from('NOTE', text()) } }, 'columns note and memo both hold NOTE as text()'],
    [{ columns: { ...GOOD.columns, Note: from('X', text()) } }, 'columns note and Note differ by case only'],
    [{ columns: { ...GOOD.columns, a: from('A', numeric(2, 5)) } }, 'column a: numeric(2, 5) has a scale'],
    [{ policy: 'quarantine' }, '"policy" is no property; the properties are source, target, key, columns'],
  ])('refuses %j with its remedy', (change, sentence) => {
    const error = thrownBy(() => define({ ...GOOD, ...change }));
    expect(error.code).toBe('MAPPING_INVALID');
    expect(error.message).toContain(sentence);
  });

  it('takes one source column twice where its types differ', () => {
    const columns = { ...GOOD.columns, raw: from('ID', text()) };
    expect(defineTable({ ...GOOD, columns }).columns).toHaveLength(3);
  });

  it('names every mistake in one error', () => {
    const columns = { id: from('_dms_row', bigint()), a: from('A', date().default('x')) };
    const { message } = thrownBy(() => define({ source: 'X', target: 'Y', key: ['b'], columns, keys: [] }));
    for (const part of [
      '(1) "keys"',
      '(2) source "X"',
      '(3) target "Y"',
      '(4) column id',
      '(5) column a: the default',
      '(6) key column b',
    ]) {
      expect(message).toContain(part);
    }
  });
});

describe('the fingerprint of a mapping', () => {
  const base = defineTable(GOOD).fingerprint;

  it('is 64 hexadecimal digits, and the same for the same mapping', () => {
    expect(base).toMatch(/^[0-9a-f]{64}$/u);
    expect(defineTable({ ...GOOD, source: 'shop.orders' }).fingerprint).toBe(base);
  });

  it('changes with whatever the mapping means', () => {
    const { columns } = GOOD;
    const others = [
      defineTable({ ...GOOD, target: 'shop.orders2' }),
      defineTable({ ...GOOD, key: ['id', 'note'] }),
      defineTable({ ...GOOD, columns: { ...columns, note: from('REMARK', text()) } }),
      defineTable({ ...GOOD, columns: { ...columns, note: from('NOTE', text({ nul: 'strip' })) } }),
      defineTable({ ...GOOD, columns: { ...columns, note: from('NOTE', text().required()) } }),
      defineTable({ ...GOOD, columns: { ...columns, note: from('NOTE', text().default('')) } }),
      defineTable({ ...GOOD, columns: { ...columns, note: from('NOTE', integer().default(1)) } }),
      defineTable({ ...GOOD, columns: { ...columns, note: from('NOTE', integer().default(2)) } }),
      defineTable({
        ...GOOD,
        columns: {
          ...columns,
          note: from(
            'NOTE',
            custom('text', () => 'a'),
          ),
        },
      }),
      defineTable({
        ...GOOD,
        columns: {
          ...columns,
          note: from(
            'NOTE',
            custom('text', () => 'b'),
          ),
        },
      }),
    ].map(table => table.fingerprint);
    expect(new Set([base, ...others]).size).toBe(11);
  });
});
