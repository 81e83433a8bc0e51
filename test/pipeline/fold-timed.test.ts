/** Changes that have to be folded, each written at a time of its own, some of them bad. */
import { expect, it } from 'vitest';
import { bigint, text } from '../../domain/columns/index.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import { defineSource, defineTable, from } from '../../domain/table/index.ts';
import { useDriftBench } from './drift/drift-file.ts';

const ITEM = defineTable({
  source: 'SHOP.ITEM',
  target: 'shop.item',
  key: ['id'],
  columns: { id: from('ID', bigint()), name: from('NAME', text()), note: from('NOTE', text()) },
  badRows: 'quarantine',
});
const SOURCE = defineSource({ name: 'archive', loadTime: 'timestamp-column', timestampColumn: 'TS' });

const bench = useDriftBench();

it('P3: P7: fact 7: rows of their own times begin anew without what their file lacks, and bad ones are set aside', async () => {
  const loader = await bench.begin(ITEM);
  await bench.query("alter table shop.item add constraint no_bad check (name <> 'bad')");
  await bench.load({
    Op: ['text', 'I', 'I', 'I'],
    ID: ['int64', 1n, 2n, 3n],
    NAME: ['text', 'one', 'two', 'three'],
    NOTE: ['text', 'n1', 'n2', 'n3'],
  });
  const at = (second: number) => `2026-02-01 00:00:0${second}`;
  const key = bench.put(
    {
      // The insert of 3 stands before its delete, and was written after it.
      Op: ['text', 'U', 'D', 'I', 'I', 'D', 'I', 'I'],
      TS: ['text', at(1), at(2), at(3), at(5), at(4), at(6), 'noon'],
      ID: ['int64', 1n, 2n, 2n, 3n, 3n, 4n, 5n],
      NAME: ['text', 'a', null, 'again', 'late', null, 'bad', 'x'],
    },
    'load',
  );
  const result = await bench.loadKey(key, { ...loader, routes: makeRoutes([ITEM], [SOURCE]) });
  expect(result.error?.message).toBeUndefined();
  expect(result).toMatchObject({
    outcome: 'loaded',
    counts: { read: 7, applied: 3, superseded: 2, unchanged: 0, quarantined: 2 },
  });
  const rows = `select id::text, name, note, extract(second from _dms_written_at)::int as second, _dms_row::int as row
    from shop.item order by shop.item.id`;
  expect(await bench.query(rows)).toEqual([
    { id: '1', name: 'a', note: 'n1', second: 1, row: 1 },
    { id: '2', name: 'again', note: null, second: 3, row: 3 },
    { id: '3', name: 'late', note: null, second: 5, row: 4 },
  ]);
  const aside = 'select row_number::int as row from dms_loader.quarantined_row order by 1';
  expect(await bench.query(aside)).toEqual([{ row: 6 }, { row: 7 }]);
});

it('P7: fact 7: U+0000 in AR_H_CHANGE_SEQ is a bad cell, and keeps no other row from being loaded', async () => {
  await bench.begin(ITEM);
  const file = { Op: ['text', 'I', 'I'], ID: ['int64', 1n, 2n], AR_H_CHANGE_SEQ: ['text', '1', '2\0'] } as const;
  expect(await bench.load(file)).toMatchObject({ outcome: 'loaded', counts: { applied: 1, quarantined: 1 } });
});
