/** A file whose mapping changes between two of its runs starts over, on top of what it left. */
import { expect, test } from 'vitest';
import { bigint, text } from '../../../../domain/columns/index.ts';
import type { QuarantinedRow } from '../../../../domain/ports/set-aside.ts';
import { defineTable, from } from '../../../../domain/table/index.ts';
import { loadRows, planRows } from '../../../factories/load-rows.ts';
import type { FileRow } from '../../../factories/map-rows.ts';
import { useTables } from '../table-shop.ts';
import { beginRun, loadRun, loadRuns, opened, remapped } from './in-part.ts';

const columns = { id: from('ID', bigint()), name: from('NAME', text()) };
const item = defineTable({ source: 'SHOP.ITEM', target: 'shop.item', key: ['id'], columns });
const visit = defineTable({ source: 'SHOP.VISIT', target: 'shop.visit', key: 'none', columns });
/** `mine` is a column of the target's own, which no mapping knows. */
const MINE = `create schema shop; create table shop.item (id bigint primary key, name text, mine text default 'new')`;
const shop = useTables([item, visit], MINE);

const T1 = 1_000_000_000_000_000n;
const T2 = T1 + 1_000_000n;
const T3 = T2 + 1_000_000n;

const bad = (row: number): QuarantinedRow => ({
  source: { row, cells: [] },
  writtenAtMicros: T2,
  faults: [{ row, column: 'NAME', value: 'x', reason: 'is bad', remedy: 'correct it' }],
});
const big = (rows: readonly FileRow[], table = item) => planRows(table, { key: 'big', writtenAtMicros: T2, rows });
const items = () => shop.rows('select id::int, name, mine, _dms_row::int from shop.item order by id');

test('P1: once a file started over, a consumer with the mapping of before is busy, and the counts begin anew', async () => {
  const file = big([
    { ID: '1', NAME: 'one' },
    { ID: '2', NAME: 'two' },
  ]);
  const before = await opened(shop.database, file);
  await loadRun(shop.database, file, { partial: before, fromRow: 1, beforeRow: 2 });
  const doomed = await beginRun(shop.database, file, { partial: before, fromRow: 2, beforeRow: 3 });
  await ('kind' in doomed ? undefined : doomed.abandon());
  const partial = await opened(shop.database, remapped(file));
  expect(partial).toMatchObject({ restarts: 1, mappingFingerprint: 'another', counts: { read: 0, applied: 0 } });
  expect(partial.slices).toEqual([
    { number: 1, fromRow: 1, beforeRow: undefined, nextRow: 1, isDone: false, lastSequence: undefined },
  ]);
  expect(await beginRun(shop.database, file, { partial: before, fromRow: 1, beforeRow: 2 })).toEqual({ kind: 'busy' });
  expect(await beginRun(shop.database, file, { partial, fromRow: 1, beforeRow: 2 })).toEqual({ kind: 'busy' });
  const last = await loadRun(shop.database, remapped(file), { partial, fromRow: 1, beforeRow: 3 });
  expect(last).toMatchObject({ kind: 'loaded', counts: { read: 2, applied: 2 }, total: { read: 2, applied: 2 } });
  expect(
    await shop.rows('select restarts, slice, first_row::int from dms_loader.load_attempt where slice is not null'),
  ).toEqual([
    [0, 1, 1],
    [1, 1, 1],
  ]);
});

test('P1: slices may be cut anew, and a slice replaces what stands at its own rows only', async () => {
  const file = big([
    { ID: '1', NAME: 'first' },
    { ID: '2', NAME: 'two' },
    { ID: '1', NAME: 'third' },
  ]);
  await loadRuns(shop.database, file, { partial: await opened(shop.database, file), ends: [3] });
  const again = remapped(file);
  const slices = [
    { fromRow: 1, beforeRow: 3 },
    { fromRow: 3, beforeRow: undefined },
  ];
  const partial = await opened(shop.database, again, slices);
  const done = { isSliceDone: true };
  await loadRun(shop.database, again, { partial, slice: 2, fromRow: 3, beforeRow: 4, progress: done });
  const last = await loadRun(shop.database, again, { partial, slice: 1, fromRow: 1, beforeRow: 3, progress: done });
  expect(last).toMatchObject({ kind: 'loaded', total: { read: 3, applied: 2, superseded: 1 } });
  expect(await items()).toEqual([
    [1, 'third', 'new', 3],
    [2, 'two', 'new', 2],
  ]);
});

test('P6: of a table without a key the rows of the load go when it starts over, and those of others stay', async () => {
  await loadRows(shop.database, visit, { writtenAtMicros: T1, rows: [{ ID: '9', NAME: 'other' }] });
  const file = big(
    [
      { ID: '1', NAME: 'one' },
      { ID: '2', NAME: 'two' },
    ],
    visit,
  );
  await loadRuns(shop.database, file, { partial: await opened(shop.database, file), ends: [2] });
  const again = remapped(file);
  const partial = await opened(shop.database, again);
  const visits = () => shop.rows('select id::int from shop.visit order by 1');
  expect(await visits()).toEqual([[9]]);
  const last = await loadRuns(shop.database, again, { partial, ends: [2, 3] });
  expect(last).toMatchObject({ kind: 'loaded', total: { read: 2, applied: 2 } });
  expect(await visits()).toEqual([[1], [2], [9]]);
});

test('P3: a key that the file deletes is not revived by an older change while the file starts over', async () => {
  await loadRows(shop.database, item, { writtenAtMicros: T1, rows: [{ ID: '1', NAME: 'one' }] });
  const file = big([
    { Op: 'I', ID: '2', NAME: 'two' },
    { Op: 'D', ID: '1', NAME: null },
    { Op: 'I', ID: '3', NAME: 'three' },
  ]);
  await loadRuns(shop.database, file, { partial: await opened(shop.database, file), ends: [3] });
  const again = remapped(file);
  const partial = await opened(shop.database, again);
  await loadRows(shop.database, item, { key: 'late', writtenAtMicros: T1 + 1n, rows: [{ ID: '1', NAME: 'late' }] });
  expect(await items()).toEqual([[2, 'two', 'new', 1]]);
  const last = await loadRuns(shop.database, again, { partial, ends: [2, 4] });
  expect(last).toMatchObject({ kind: 'loaded', total: { read: 3, applied: 3 } });
  expect(await items()).toEqual([
    [2, 'two', 'new', 1],
    [3, 'three', 'new', 3],
  ]);
  await loadRows(shop.database, item, { key: 'later', writtenAtMicros: T1 + 2n, rows: [{ ID: '1', NAME: 'late' }] });
  expect(await items()).toHaveLength(2);
});

test('P3: what is newer than the file stays newer when the file starts over', async () => {
  const file = big([
    { ID: '1', NAME: 'one' },
    { ID: '2', NAME: 'two' },
  ]);
  await loadRuns(shop.database, file, { partial: await opened(shop.database, file), ends: [2] });
  await loadRows(shop.database, item, { key: 'newer', writtenAtMicros: T3, rows: [{ ID: '1', NAME: 'newer' }] });
  const again = remapped(file);
  const last = await loadRuns(shop.database, again, { partial: await opened(shop.database, again), ends: [3] });
  expect(last).toMatchObject({ total: { read: 2, applied: 1, superseded: 1 } });
  expect(await items()).toEqual([
    [1, 'newer', 'new', 1],
    [2, 'two', 'new', 2],
  ]);
});

test('P7: rows that were set aside come again when the file starts over, whatever became of them', async () => {
  const rows = ['1', '2', '3', '4'].map(id => ({ ID: id, NAME: 'x' }));
  const file = big(rows);
  const run = { partial: await opened(shop.database, file), fromRow: 1, beforeRow: 4, aside: [bad(1), bad(2), bad(3)] };
  expect(await loadRun(shop.database, file, run)).toMatchObject({ counts: { read: 3, quarantined: 3 } });
  await shop.sql.query(
    `update dms_loader.quarantined_row set released_at = now(), released_as = 'dropped' where row_number = 2`,
  );
  const again = remapped(file);
  const partial = await opened(shop.database, again);
  expect(await shop.rows('select row_number::int from dms_loader.quarantined_row')).toEqual([]);
  const last = await loadRun(shop.database, again, { partial, fromRow: 1, beforeRow: 5, aside: [bad(2)] });
  expect(last).toMatchObject({ kind: 'loaded', total: { read: 4, applied: 3, quarantined: 1 } });
  expect(await shop.rows('select row_number::int, released_as from dms_loader.quarantined_row')).toEqual([[2, null]]);
});

test('P3: a change under the new mapping stands where a later one of its key is set aside now', async () => {
  const file = big([
    { Op: 'I', ID: '1', NAME: 'first' },
    { Op: 'U', ID: '1', NAME: 'second' },
    { Op: 'I', ID: '2', NAME: 'third' },
  ]);
  await loadRuns(shop.database, file, { partial: await opened(shop.database, file), ends: [3] });
  const again = remapped(file);
  const partial = await opened(shop.database, again);
  await loadRun(shop.database, again, { partial, fromRow: 1, beforeRow: 2 });
  await loadRun(shop.database, again, { partial, fromRow: 2, beforeRow: 4, aside: [bad(2)] });
  expect(await items()).toEqual([
    [1, 'first', 'new', 1],
    [2, 'third', 'new', 3],
  ]);
});

test('P1: a row that changed its key before keeps what no change says of it', async () => {
  await loadRows(shop.database, item, { writtenAtMicros: T1, rows: [{ ID: '1', NAME: 'one' }] });
  await shop.sql.query("update shop.item set mine = 'kept'");
  const file = big([
    { Op: 'U', ID: '2', BI_ID: '1', NAME: 'moved' },
    { Op: 'U', ID: '3', BI_ID: '2', NAME: 'moved on' },
    { Op: 'I', ID: '9', BI_ID: null, NAME: 'nine' },
  ]);
  await loadRuns(shop.database, file, { partial: await opened(shop.database, file), ends: [2, 3] });
  const again = remapped(file);
  const last = await loadRuns(shop.database, again, { partial: await opened(shop.database, again), ends: [2, 3, 4] });
  expect(last).toMatchObject({ kind: 'loaded', total: { read: 3, applied: 3 } });
  expect(await items()).toEqual([
    [3, 'moved on', 'kept', 2],
    [9, 'nine', 'new', 3],
  ]);
});
