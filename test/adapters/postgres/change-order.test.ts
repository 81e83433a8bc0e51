/** Orders other than that of the rows: AR_H_CHANGE_SEQ of a file of changes, and times that rows of a full load say themselves. */
import { describe, expect, test } from 'vitest';
import { bigint, text } from '../../../domain/columns/index.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { loadRows } from '../../factories/load-rows.ts';
import { counted } from './item-shop.ts';
import { BOTH_WAYS, useTables } from './table-shop.ts';

const columns = { id: from('ID', bigint()), name: from('NAME', text()) };
const item = defineTable({ source: 'SHOP.ITEM', target: 'shop.item', key: ['id'], columns });
const traced = defineTable({
  source: 'SHOP.TRACED',
  target: 'shop.traced',
  key: ['id'],
  columns: { ...columns, seq: from('AR_H_CHANGE_SEQ', text()) },
});
const noted = defineTable({
  source: 'SHOP.NOTED',
  target: 'shop.noted',
  key: ['id'],
  keepOnNull: true,
  columns: { ...columns, note: from('NOTE', text()) },
});
const shop = useTables([item, traced, noted]);

const T1 = 1_000_000_000_000_000n;
const seq = (at: number) => `2024013110203000${String(at).padStart(19, '0')}`;
const items = () => shop.rows('select id::int, name, _dms_row::int from shop.item order by id');

describe.each(BOTH_WAYS)('a file of changes with AR_H_CHANGE_SEQ, %s', (_, way) => {
  test('P3: fact 7: is ordered by it where it does not rise, and says so', async () => {
    const rows = [
      { Op: 'U', AR_H_CHANGE_SEQ: seq(3), ID: '1', NAME: 'third' },
      { Op: 'I', AR_H_CHANGE_SEQ: seq(1), ID: '1', NAME: 'first' },
      { Op: 'D', AR_H_CHANGE_SEQ: seq(5), ID: '2', NAME: null },
      { Op: 'I', AR_H_CHANGE_SEQ: seq(4), ID: '2', NAME: 'fourth' },
      { Op: 'U', AR_H_CHANGE_SEQ: seq(3), ID: '1', NAME: 'third, behind its equal' },
    ];
    expect(await loadRows(shop.database, item, { writtenAtMicros: T1, rows, ...way })).toEqual({
      ...counted(5, 2, 0, 3),
      notes: ['AR_H_CHANGE_SEQ falls in row 2, so the changes are in its order, not in that of the rows.'],
    });
    expect(await items()).toEqual([[1, 'third, behind its equal', 3]]);
  });

  test('P3: fact 7: keeps the row numbers where it rises, wherever it stands and however it is written', async () => {
    const rows = [
      { Op: 'I', ID: '1', NAME: 'first', $ar_h_change_seq: seq(9) },
      { Op: 'U', ID: '1', NAME: 'second', $ar_h_change_seq: seq(9) },
      { Op: 'U', ID: '1', NAME: 'third', $ar_h_change_seq: seq(10) },
    ];
    expect(await loadRows(shop.database, item, { writtenAtMicros: T1, rows, ...way })).toEqual(counted(3, 1, 0, 2));
    expect(await items()).toEqual([[1, 'third', 3]]);
  });

  test.each([null, ''])(
    'P3: fact 8: leaves the order of the rows where it is %j in one of them, and says so',
    async none => {
      const rows = [
        { Op: 'I', AR_H_CHANGE_SEQ: seq(2), ID: '1', NAME: 'first' },
        { Op: 'U', AR_H_CHANGE_SEQ: seq(1), ID: '1', NAME: 'second' },
        { Op: 'U', AR_H_CHANGE_SEQ: none, ID: '1', NAME: 'third' },
      ];
      expect(await loadRows(shop.database, item, { writtenAtMicros: T1, rows, ...way })).toEqual({
        ...counted(3, 1, 0, 2),
        notes: ['AR_H_CHANGE_SEQ is empty in row 3, so the rows are in the order of the file.'],
      });
      expect(await items()).toEqual([[1, 'third', 3]]);
    },
  );

  test('P3: fact 7: fact 15: keeps columns in that order', async () => {
    const before = { Op: 'I', AR_H_CHANGE_SEQ: seq(1), ID: '1', NAME: 'one', NOTE: 'old' };
    await loadRows(shop.database, noted, { writtenAtMicros: T1, rows: [before], ...way });
    const rows = [
      { Op: 'U', AR_H_CHANGE_SEQ: seq(4), ID: '2', BI_ID: '1', NAME: null, NOTE: null },
      { Op: 'U', AR_H_CHANGE_SEQ: seq(3), ID: '1', BI_ID: null, NAME: 'third', NOTE: null },
      { Op: 'U', AR_H_CHANGE_SEQ: seq(2), ID: '1', BI_ID: null, NAME: 'second', NOTE: 'second' },
    ];
    await loadRows(shop.database, noted, { writtenAtMicros: T1 + 1n, rows, ...way });
    expect(await shop.rows('select id::int, name, note, _dms_row::int from shop.noted')).toEqual([
      [2, 'third', 'second', 3],
    ]);
  });

  test('fact 8: may map it as a column, too', async () => {
    const rows = [
      { Op: 'U', AR_H_CHANGE_SEQ: seq(2), ID: '1', NAME: 'second' },
      { Op: 'I', AR_H_CHANGE_SEQ: seq(1), ID: '1', NAME: 'first' },
    ];
    await loadRows(shop.database, traced, { writtenAtMicros: T1, rows, ...way });
    expect(await shop.rows('select name, seq from shop.traced')).toEqual([['second', seq(2)]]);
  });
});

describe.each(BOTH_WAYS)('a full load whose rows say when they were written, %s', (_, way) => {
  const load = (given: readonly Record<string, string>[], isFull = false) =>
    loadRows(shop.database, item, { writtenAtMicros: T1, timestampColumn: 'TS', rows: given, isFull, ...way });
  const rows = [
    { TS: '2001-09-09 02:00:00.000000', ID: '1', NAME: 'newest of its key' },
    { TS: '2001-09-09 01:00:00.000000', ID: '1', NAME: 'older' },
    { TS: '2001-09-09 01:00:00.000001', ID: '2', NAME: 'two' },
  ];

  test('P3: takes the last of each key by that time, and loses to what is newer than the row', async () => {
    await loadRows(shop.database, item, {
      key: 'between',
      writtenAtMicros: BigInt(Date.UTC(2001, 8, 9, 1, 30)) * 1000n,
      rows: [
        { Op: 'U', ID: '1', NAME: 'between' },
        { Op: 'U', ID: '2', NAME: 'newer' },
        { Op: 'D', ID: '3', NAME: null },
      ],
    });
    const late = [...rows, { TS: '2001-09-09 01:29:59.999999', ID: '3', NAME: 'revived' }];
    expect(await load(late)).toEqual(counted(4, 1, 0, 3));
    expect(await shop.rows('select id::int, name, _dms_written_at::text from shop.item order by id')).toEqual([
      [1, 'newest of its key', '2001-09-09 02:00:00+00'],
      [2, 'newer', '2001-09-09 01:30:00+00'],
    ]);
  });

  test('P3: goes straight into an empty target with those times', async () => {
    expect(await load(rows.slice(1), true)).toEqual(counted(2, 2, 0, 0));
    expect(await shop.rows('select id::int, _dms_written_at::text, _dms_row::int from shop.item order by id')).toEqual([
      [1, '2001-09-09 01:00:00+00', 1],
      [2, '2001-09-09 01:00:00.000001+00', 2],
    ]);
  });
});
