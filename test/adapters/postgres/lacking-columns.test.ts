/** A file that lacks columns leaves them alone, whatever the target demands of them. */
import { describe, expect, test } from 'vitest';
import { bigint, integer, text } from '../../../domain/columns/index.ts';
import { defineTable, derived, from } from '../../../domain/table/index.ts';
import { loadRows } from '../../factories/load-rows.ts';
import { counted } from './item-shop.ts';
import { BOTH_WAYS, useTables } from './table-shop.ts';

const item = defineTable({
  source: 'SHOP.ITEM',
  target: 'shop.item',
  key: ['id'],
  columns: { id: from('ID', bigint()), name: from('NAME', text()), amount: from('AMOUNT', integer()) },
});
const WIDE = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const wide = defineTable({
  source: 'SHOP.WIDE',
  target: 'shop.wide',
  key: ['id'],
  onDelete: 'mark',
  keepOnNull: true,
  columns: {
    id: from('ID', bigint()),
    ...Object.fromEntries(WIDE.map(name => [name, from(name.toUpperCase(), text())])),
    made: derived(text()),
  },
  beforeMerge: "update dms_stage set made = a || '!'",
});
/** `extra` is the owner's own: no mapping knows it. */
const OLD = `create schema shop; create table shop.item (id bigint primary key, name text, amount integer not null,
  extra integer not null default 0, check (amount + extra < 10))`;
const shop = useTables([item, wide], OLD);

const T1 = 1_000_000_000_000_000n;
const T2 = T1 + 1_000_000n;

describe.each(BOTH_WAYS)('loads %s', (_, way) => {
  test('P3: fact 17: an update leaves a NOT NULL column alone that its file lacks, and what a CHECK looks at', async () => {
    await loadRows(shop.database, item, {
      writtenAtMicros: T1,
      rows: [
        { Op: 'I', ID: '1', NAME: 'one', AMOUNT: '9' },
        { Op: 'I', ID: '2', NAME: 'two', AMOUNT: '5' },
      ],
      ...way,
    });
    await shop.sql.query('update shop.item set extra = -8, amount = 12 where id = 1');
    const updates = [
      { Op: 'U', ID: '1', NAME: 'uno' },
      { Op: 'U', ID: '2', NAME: 'due' },
    ];
    expect(await loadRows(shop.database, item, { writtenAtMicros: T2, rows: updates, ...way })).toEqual(
      counted(2, 2, 0, 0),
    );
    expect(await shop.rows('select id::int, name, amount, extra from shop.item order by id')).toEqual([
      [1, 'uno', 12, -8],
      [2, 'due', 5, 0],
    ]);
  });

  test('P3: a CHECK over a column that is not mapped judges the row as it will be', async () => {
    await shop.sql.query("insert into shop.item values (1, 'one', 5, -8)");
    const rows = [{ Op: 'U', ID: '1', NAME: 'uno', AMOUNT: '12' }];
    expect(await loadRows(shop.database, item, { writtenAtMicros: T1, rows, ...way })).toEqual(counted(1, 1, 0, 0));
    expect(await shop.rows('select amount, extra from shop.item')).toEqual([[12, -8]]);
  });

  test('P3: fact 15: a derived column of a table that keeps and marks has no bit in a mask of eight columns', async () => {
    const full = Object.fromEntries(WIDE.map(name => [name.toUpperCase(), name]));
    await loadRows(shop.database, wide, { writtenAtMicros: T1, rows: [{ Op: 'I', ID: '1', ...full }], ...way });
    const rows = [
      { Op: 'U', ID: '1', ...full, A: 'new', G: null },
      { Op: 'D', ID: '2', ...full, G: null },
    ];
    expect(await loadRows(shop.database, wide, { writtenAtMicros: T2, rows, ...way })).toEqual(counted(2, 2, 0, 0));
    expect(await shop.rows('select id::int, a, g, made, _dms_deleted from shop.wide order by id')).toEqual([
      [1, 'new', 'g', 'new!', false],
      [2, 'a', null, 'a!', true],
    ]);
  });
});
