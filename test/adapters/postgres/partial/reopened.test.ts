/** Files that take several transactions, loaded once more: they start over, on top of what they left. */
import { expect, test } from 'vitest';
import { bigint, text } from '../../../../domain/columns/index.ts';
import { defineTable, from } from '../../../../domain/table/index.ts';
import { loadRows, type PlannedRows, planRows } from '../../../factories/load-rows.ts';
import type { FileRow } from '../../../factories/map-rows.ts';
import { useTables } from '../table-shop.ts';
import { loadRuns, opened, partialIntent, remapped } from './in-part.ts';

const columns = { id: from('ID', bigint()), name: from('NAME', text()) };
const item = defineTable({ source: 'SHOP.ITEM', target: 'shop.item', key: ['id'], columns });
const visit = defineTable({ source: 'SHOP.VISIT', target: 'shop.visit', key: 'none', columns });
const shop = useTables([item, visit]);

const T1 = 1_000_000_000_000_000n;
const T2 = T1 + 1_000_000n;
const T3 = T2 + 1_000_000n;

const big = (rows: readonly FileRow[], table = item): PlannedRows =>
  planRows(table, { key: 'big', writtenAtMicros: T2, rows });
const items = () => shop.rows('select id::int, name from shop.item order by id');
const LEDGER = `select state, reopened_at is null, rows_read::int, rows_applied::int
  from dms_loader.object_load join dms_loader.table_load using (object_load_id) where object_key = 'big'`;

const ROWS: readonly FileRow[] = [
  { Op: 'I', ID: '1', NAME: 'wrong' },
  { Op: 'D', ID: '2', NAME: null },
  { Op: 'U', ID: '1', NAME: 'last' },
  { Op: 'I', ID: '3', NAME: 'wrong' },
];
const MENDED: readonly FileRow[] = ROWS.map(row => (row['ID'] === '3' ? { ...row, NAME: 'three' } : row));

async function inRuns(file: PlannedRows): Promise<unknown> {
  return await loadRuns(shop.database, file, { partial: await opened(shop.database, file), ends: [3, 5] });
}

const reopen = ({ intent }: PlannedRows) => shop.database.reopening.reopen([intent.object]);

test.each([
  ['the same mapper', (file: PlannedRows) => file],
  ['a mended mapper', remapped],
])('P1: P3: one that was loaded in runs is loaded in runs again under %s', async (_, as) => {
  await inRuns(big(ROWS));
  await loadRows(shop.database, item, { writtenAtMicros: T3, rows: [{ Op: 'U', ID: '1', NAME: 'newer' }] });
  expect(await shop.database.openPartial(partialIntent(as(big(MENDED))))).toEqual({ kind: 'already-loaded' });
  expect(await reopen(big(ROWS))).toBe(1);
  const file = as(big(MENDED));
  const partial = await opened(shop.database, file);
  expect(partial).toMatchObject({ restarts: 1, counts: { read: 0 } });
  expect(await loadRuns(shop.database, file, { partial, ends: [3, 5] })).toMatchObject({ kind: 'loaded' });
  expect(await items()).toEqual([
    [1, 'newer'],
    [3, 'three'],
  ]);
  expect(await shop.rows(LEDGER)).toEqual([['loaded', true, 4, 2]]);
  expect(await shop.database.openPartial(partialIntent(file))).toEqual({ kind: 'already-loaded' });
  await loadRows(shop.database, item, { writtenAtMicros: T1, rows: [{ Op: 'I', ID: '2', NAME: 'late' }] });
  expect(await items()).toHaveLength(2);
});

test('P1: one that was loaded whole, under two mappers, is loaded in runs, and keeps one line in the ledger', async () => {
  const whole = { key: 'big', writtenAtMicros: T2, rows: ROWS };
  await loadRows(shop.database, item, whole);
  await reopen(big(ROWS));
  await loadRows(shop.database, { ...item, fingerprint: 'between' }, whole);
  expect(await shop.rows(LEDGER)).toHaveLength(2);
  await reopen(big(ROWS));
  await inRuns(remapped(big(MENDED)));
  expect(await items()).toEqual([
    [1, 'last'],
    [3, 'three'],
  ]);
  expect(await shop.rows(LEDGER)).toEqual([['loaded', true, 4, 4]]);
  expect(
    await shop.rows(
      'select count(*)::int from shop.item left join dms_loader.table_load on table_load_id = _dms_load where table_load_id is null',
    ),
  ).toEqual([[0]]);
});

test('P1: one that was loaded in runs is loaded whole', async () => {
  await inRuns(big(ROWS));
  await reopen(big(ROWS));
  const again = await loadRows(shop.database, item, { key: 'big', writtenAtMicros: T2, rows: MENDED });
  expect(again).toMatchObject({ kind: 'loaded', counts: { applied: 1, unchanged: 2, superseded: 1 } });
  expect(await items()).toEqual([
    [1, 'last'],
    [3, 'three'],
  ]);
});

test('P1: where rows have no key it is refused, and counts as loaded again', async () => {
  const file = big(ROWS, visit);
  await loadRows(shop.database, visit, { key: 'big', writtenAtMicros: T2, rows: ROWS });
  await reopen(file);
  await expect(shop.database.openPartial(partialIntent(file))).rejects.toMatchObject({ code: 'REOPENED_WITHOUT_KEY' });
  const again = loadRows(shop.database, visit, { key: 'big', writtenAtMicros: T2, rows: ROWS });
  const error = await again.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'REOPENED_WITHOUT_KEY' });
  const { object, attempt } = file.intent;
  const failure = { object, state: 'failed', refusalFingerprint: undefined, attempt } as const;
  await shop.database.recordFailure({ ...failure, error: error as never });
  expect(await shop.rows('select state, reopened_at is null from dms_loader.object_load')).toEqual([['loaded', true]]);
  expect(await shop.rows('select count(*)::int from shop.visit')).toEqual([[4]]);
});
