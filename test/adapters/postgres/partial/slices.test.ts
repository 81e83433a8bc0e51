/** A file that is spread: its slices are loaded over several connections at once. */
import pg from 'pg';
import { expect, test } from 'vitest';
import type { QuarantinedRow } from '../../../../domain/ports/set-aside.ts';
import type { ItemFile, ItemRow } from '../../../factories/changes.ts';
import { useItemShop } from '../item-shop.ts';
import { begunRun, loadRun, ofItems, opened, partialIntent, progressOf, type Run } from './in-part.ts';

const shop = useItemShop();
const ROWS: readonly ItemRow[] = Array.from(
  { length: 8 },
  (_, at) => ['I', BigInt(at + 1), `row ${at + 1}`, at] as const,
);
const ITEMS: ItemFile = { key: 'load', writtenAtMicros: 1000n, rows: ROWS };
const FILE = ofItems(ITEMS);
const SLICES = [
  { fromRow: 1, beforeRow: 4 },
  { fromRow: 4, beforeRow: 7 },
  { fromRow: 7, beforeRow: undefined },
];
/** The whole of each slice as one run. */
const RUNS = [
  { slice: 1, fromRow: 1, beforeRow: 4, progress: { isSliceDone: true } },
  { slice: 2, fromRow: 4, beforeRow: 7, progress: { isSliceDone: true } },
  { slice: 3, fromRow: 7, beforeRow: 9 },
];

const bad = (row: number): QuarantinedRow => ({
  source: { row, cells: [] },
  writtenAtMicros: 1000n,
  faults: [{ row, column: 'NAME', value: 'x', reason: 'is bad', remedy: 'correct it' }],
});

const amounts = async () => (await shop.items()).map(row => (row as unknown[])[2]);
const history = async () =>
  (await shop.sql.query('select state, slices::int, slices_done::int, rows_read::int from dms_loader.load_history'))
    .rows;

test('P1: slices that are all begun before one of them ends load each row once, and one of them says loaded', async () => {
  const partial = await opened(shop.database(), FILE, SLICES);
  const loads = await Promise.all(RUNS.map(run => begunRun(shop.database(), FILE, { partial, ...run })));
  expect(await history()).toEqual([{ state: 'partial', slices: 3, slices_done: 0, rows_read: 0 }]);
  const ends = await Promise.all(
    loads.map((load, at) => load.commit(progressOf(FILE, { partial, ...(RUNS[at] as Omit<Run, 'partial'>) }))),
  );
  expect(ends.map(({ kind }) => kind).toSorted()).toEqual(['loaded', 'partial', 'partial']);
  expect(ends.find(({ kind }) => kind === 'loaded')).toMatchObject({ total: { read: 8, applied: 8 } });
  expect(await amounts()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(await history()).toEqual([{ state: 'loaded', slices: 3, slices_done: 3, rows_read: 8 }]);
});

test('P3: a key that stands in two slices ends as its later row has it, whichever slice comes first', async () => {
  const twice = ofItems({ ...ITEMS, rows: ROWS.with(7, ['I', 1n, 'again', 99]) });
  const db = shop.database();
  const partial = await opened(db, twice, SLICES);
  for (const run of RUNS.toReversed()) {
    await loadRun(db, twice, { partial, ...run });
  }
  expect(await amounts()).toEqual([99, 1, 2, 3, 4, 5, 6]);
  const { rows } = await shop.sql.query(
    'select rows_read::int, rows_applied::int, rows_superseded::int from dms_loader.table_load',
  );
  expect(rows).toEqual([{ rows_read: 8, rows_applied: 7, rows_superseded: 1 }]);
});

test('P2: a slice whose consumer dies is free for another, and the others do not notice', async () => {
  const doomed = shop.database();
  const partial = await opened(doomed, FILE, SLICES);
  await begunRun(doomed, FILE, { partial, ...(RUNS[0] as Omit<Run, 'partial'>) });
  const db = shop.database();
  expect(await loadRun(db, FILE, { partial, ...(RUNS[0] as Omit<Run, 'partial'>) })).toEqual({ kind: 'busy' });
  expect(await loadRun(db, FILE, { partial, ...(RUNS[1] as Omit<Run, 'partial'>) })).toMatchObject({ kind: 'partial' });
  await doomed.close();
  await expect
    .poll(async () => (await loadRun(db, FILE, { partial, ...(RUNS[0] as Omit<Run, 'partial'>) })).kind)
    .toBe('partial');
  expect(await db.findPartial(partial.objectLoadId)).toMatchObject({
    slices: [{ isDone: true }, { isDone: true }, { isDone: false }],
  });
});

test('P2: a slice that is held past its consumer’s deadline is taken from it, and only past the grace', async () => {
  const db = shop.database();
  const partial = await opened(db, FILE, SLICES);
  const holder = new pg.Client({ connectionString: shop.url() });
  await holder.connect();
  holder.on('error', () => undefined);
  const heldUntil = (seconds: number) => `begin;
    set local application_name = 'dms-loader until ${new Date(Date.now() - seconds * 1000).toISOString()}';
    select pg_advisory_xact_lock(hashtextextended(E'slice\\n${partial.objectLoadId}\\n2', 0))`;
  await holder.query(heldUntil(10));
  expect(await loadRun(db, FILE, { partial, ...(RUNS[1] as Omit<Run, 'partial'>) })).toEqual({ kind: 'busy' });
  await holder.query('rollback');
  await holder.query(heldUntil(16));
  expect(await loadRun(db, FILE, { partial, ...(RUNS[1] as Omit<Run, 'partial'>) })).toMatchObject({ kind: 'partial' });
});

test('P7: the budget is that of all slices together: the one that exceeds it is undone, and can be done again', async () => {
  const db = shop.database();
  const partial = await opened(db, FILE, SLICES);
  const within = (at: number, most: number, aside: readonly QuarantinedRow[]): Run => {
    const run = RUNS[at] as Omit<Run, 'partial'>;
    return { partial, ...run, aside, progress: { ...run.progress, mostQuarantined: most } };
  };
  expect(await loadRun(db, FILE, within(0, 2, [bad(2)]))).toMatchObject({ counts: { applied: 2, quarantined: 1 } });
  await expect(loadRun(db, FILE, within(1, 2, [bad(4), bad(5)]))).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
  expect(await db.findPartial(partial.objectLoadId)).toMatchObject({
    counts: { read: 3, quarantined: 1 },
    slices: [{ isDone: true }, { nextRow: 4, isDone: false }, {}],
  });
  expect(await loadRun(db, FILE, within(1, 3, [bad(4), bad(5)]))).toMatchObject({ total: { read: 6, quarantined: 3 } });
  expect(await amounts()).toEqual([0, 2, 5]);
});

test('P10: an attempt that only sends the messages of unfinished slices again leaves a line that says so', async () => {
  const db = shop.database();
  const partial = await opened(db, FILE, SLICES);
  const lines = async () => (await shop.sql.query('select outcome from dms_loader.load_attempt')).rowCount;
  expect(await lines()).toBe(1);
  await opened(db, FILE, SLICES);
  expect(await lines()).toBe(1);
  await db.openPartial({ ...partialIntent(FILE, SLICES), sendsAgain: true });
  expect(await lines()).toBe(2);
  await loadRun(db, FILE, { partial, ...(RUNS[0] as Omit<Run, 'partial'>) });
  await loadRun(db, FILE, { partial, ...(RUNS[1] as Omit<Run, 'partial'>) });
  await db.openPartial({ ...partialIntent(FILE, SLICES), sendsAgain: true });
  expect(await lines()).toBe(4);
});
