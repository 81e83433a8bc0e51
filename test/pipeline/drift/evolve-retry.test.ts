/** Rows that were set aside, tried again under the contract `evolve`. */
import { expect, it } from 'vitest';
import { bigint, integer, text } from '../../../domain/columns/index.ts';
import { makeRoutes } from '../../../domain/object/route.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import type { Contract } from '../../../domain/table/table.ts';
import { retryQuarantine } from '../../../pipeline/retry-quarantine.ts';
import { useDriftBench } from './drift-file.ts';

function itemTable(mended: { readonly contract?: Contract; readonly isAnySize?: boolean } = {}) {
  const { contract, isAnySize } = mended;
  return defineTable({
    source: 'SHOP.ITEM',
    target: 'shop.item',
    key: ['id'],
    columns: {
      id: from('ID', bigint()),
      ...(isAnySize === true ? { label: from('SIZE', text()) } : { size: from('SIZE', integer()) }),
    },
    badRows: 'quarantine',
    ...(contract === undefined ? {} : { contract }),
  });
}

const bench = useDriftBench();
const COLUMNS = `select attname as name from pg_attribute
  where attrelid = 'shop.item'::regclass and attnum > 0 and not attisdropped and attname !~ '^_dms_' order by attnum`;

it('fact 17: P12: a rehearsal says what the retry does with a column that the target lacks, and adds nothing', async () => {
  const loader = await bench.begin(itemTable());
  await bench.query('alter table shop.item add column label text');
  const file = { Op: ['text', 'I'], ID: ['int64', 1n], SIZE: ['text', 'large'], COLOR: ['text', 'red'] } as const;
  expect(await bench.load(file)).toMatchObject({ outcome: 'loaded', counts: { quarantined: 1 } });
  const table = itemTable({ contract: 'evolve', isAnySize: true });
  const mended = { ...loader, routes: makeRoutes([table], []) };
  const retry = (isRehearsal: boolean) =>
    retryQuarantine({ table, seconds: 60, actor: 'tester', isRehearsal }, loader.database.quarantine, mended);
  const before = await bench.query(COLUMNS);
  const applied = { error: undefined, retried: { counts: { read: 1, applied: 1, quarantined: 0 }, faults: [] } };
  expect(await retry(true)).toMatchObject([applied]);
  expect(await bench.query(COLUMNS)).toEqual(before);
  expect(await bench.query('select id from shop.item')).toEqual([]);
  expect(await retry(false)).toMatchObject([applied]);
  expect(await bench.query('select id::text, label, color from shop.item')).toEqual([
    { id: '1', label: 'large', color: 'red' },
  ]);
});
