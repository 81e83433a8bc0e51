import { expect, test } from 'vitest';
import { checkTarget } from '../../../adapters/postgres/check-target.ts';
import type { TargetRow } from '../../../adapters/postgres/sql/describe-target.ts';
import { ITEM } from '../../factories/changes.ts';
import { thrownBy } from '../../factories/thrown.ts';

const column = (name: string, type: string, rest: object = {}) => ({
  name,
  type,
  must_be_given: false,
  is_loose: false,
  ...rest,
});
const FITS: TargetRow = {
  columns: [
    column('id', 'bigint', { must_be_given: true }),
    column('name', 'text'),
    column('amount', 'integer'),
    column('_dms_written_at', 'timestamp with time zone'),
    column('_dms_row', 'bigint'),
    column('_dms_load', 'bigint'),
  ],
  unique_keys: [['id']],
  tombstones: [column('id', 'bigint'), column('_dms_written_at', 'timestamp with time zone')],
  judges_rows: false,
  has_row_security: false,
  not_null: ['id'],
};

test('a target that fits its mapping is taken', () => {
  expect(() => checkTarget(ITEM, FITS)).not.toThrow();
});

test('everything that is wrong stands in one message, with the SQL that mends it', () => {
  const columns = [column('id', 'text'), column('name', 'text'), column('_dms_written_at', 'timestamptz')];
  const error = thrownBy(() => checkTarget(ITEM, { ...FITS, columns, unique_keys: [] }));
  expect(error.message).toContain('column id is text');
  expect(error.message).toContain('type bigint using "id"::bigint');
  expect(error.message).toContain('column amount does not exist');
  expect(error.message).toContain('add primary key ("id")');
});

test.each<[string, Partial<TargetRow>, string]>([
  [
    'P4: a varchar with a length, which cuts trailing blanks off',
    { columns: FITS.columns.with(1, column('name', 'character varying(20)')) },
    'column name is character varying(20)',
  ],
  [
    'a column that nothing fills in',
    { columns: [...FITS.columns, column('made_by', 'text', { must_be_given: true })] },
    'column made_by must not be NULL, has no default and is not in the mapping',
  ],
  [
    'P3: a key by whose collation two texts are one',
    { columns: FITS.columns.with(0, column('id', 'bigint', { is_loose: true })) },
    'key column id has a collation that takes different texts for equal',
  ],
  [
    'P3: tombstones of a key that the mapping had before',
    { tombstones: [column('id', 'text'), column('_dms_written_at', 'timestamptz')] },
    'its tombstones are of another key (id text',
  ],
])('%s is refused', (_, change, message) => {
  const error = thrownBy(() => checkTarget(ITEM, { ...FITS, ...change }));
  expect(error).toMatchObject({ code: 'TARGET_NOT_MIGRATED' });
  expect(error.message).toContain(message);
});

test.each([
  ['a table without a key wants neither key nor tombstones, but its Op', { ...ITEM, key: [] }, '_dms_op'],
  ['a table whose deleted rows stay wants the mark', { ...ITEM, onDelete: 'mark' as const }, '_dms_deleted'],
])('%s', (_, table, name) => {
  const found = table.key.length === 0 ? { ...FITS, unique_keys: [], tombstones: [] } : FITS;
  const error = thrownBy(() => checkTarget(table, found));
  expect(error.message).toContain(`the loader’s own columns are missing (${name}); run: \`dms-loader migrate\``);
  const columns = [...found.columns, column(name, 'text')];
  expect(() => checkTarget(table, { ...found, columns })).not.toThrow();
});
