/** Files that take several transactions, carried on by one consumer at a time. */
import { describe, expect, it } from 'vitest';
import { makeRoutes } from '../../domain/object/route.ts';
import { formatReader } from '../../handlers/wire.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import { rehearsing } from '../../pipeline/rehearse.ts';
import { announcement } from '../promises/support/messages.ts';
import { attemptOf, useBench } from './bench.ts';
import { products } from './quarantine-bench.ts';
import {
  CHANGES_KEY,
  COUNTS,
  consume,
  inRuns,
  LOAD_KEY,
  numbered,
  numberedTarget,
  oneRunEach,
  put,
  queueOf,
  RUNS,
  STATE,
  TARGET,
} from './runs-bench.ts';

const bench = useBench();

const RUNS_OF_350 = [
  '{"slice":1,"from":1,"before":101}',
  '{"slice":1,"from":101,"before":201}',
  '{"slice":1,"from":201,"before":301}',
  '{"slice":1,"from":301,"before":351}',
];

describe('a file with more rows than a run', () => {
  it.each([LOAD_KEY, CHANGES_KEY])('P10: %s is loaded run after run, as far as the time goes', async key => {
    const { loader, query, logged } = bench();
    const queue = queueOf(put(bench(), key, numbered(350)));
    expect(await consume(queue, inRuns(loader))).toEqual(['loaded']);
    expect(await query(TARGET)).toEqual(numberedTarget(350));
    expect(await query(RUNS)).toEqual(RUNS_OF_350);
    expect(await query(COUNTS)).toEqual(['{"read":350,"applied":350,"superseded":0,"quarantined":0}']);
    expect(await query(STATE)).toEqual(['{"state":"loaded","restarts":0}']);
    const events = logged.filter(line => line.includes('"event":"object"')).map(line => JSON.parse(line));
    expect(events).toMatchObject([{ outcome: 'loaded', read: 350, applied: 350 }]);
  });

  it.each([LOAD_KEY, CHANGES_KEY])(
    'P10: %s that takes longer than an attempt is continued by follow-up messages until it is done',
    async key => {
      const { loader, query, logged } = bench();
      const queue = queueOf(put(bench(), key, numbered(350)));
      expect(await consume(queue, oneRunEach(loader))).toEqual(['continued', 'continued', 'continued', 'loaded']);
      expect(await query(TARGET)).toEqual(numberedTarget(350));
      expect(await query(RUNS)).toEqual(RUNS_OF_350);
      expect(await query(COUNTS)).toEqual(['{"read":350,"applied":350,"superseded":0,"quarantined":0}']);
      expect(queue.deadLetters).toEqual([]);
      const events = logged.filter(line => line.includes('"event":"object"')).map(line => JSON.parse(line));
      expect(events.map(({ read }) => read)).toEqual([100, 100, 100, 350]);
      expect(events[1].notes).toContain('rows 1 to 200 of the file are loaded (4 of 7 row groups)');
    },
  );

  it('P3: keeps the order of its changes over runs: the last of each key stands, a deleted row stays deleted', async () => {
    const { loader, query } = bench();
    // Product 1 changes in each run; 2 is deleted in the second, 3 deleted and inserted again.
    const rows = numbered(350, (row, at) => {
      const special: Record<number, typeof row> = {
        110: { op: 'U', id: 1n, name: 'second run' },
        120: { op: 'D', id: 2n },
        130: { op: 'D', id: 3n },
        330: { op: 'I', id: 3n, name: 'again' },
        340: { op: 'U', id: 1n, name: 'fourth run' },
      };
      return special[at] ?? row;
    });
    await consume(queueOf(put(bench(), CHANGES_KEY, rows)), oneRunEach(loader));
    const firstThree = (await query(TARGET)).slice(0, 2);
    expect(firstThree).toEqual(['{"id":"1","name":"fourth run","row":340}', '{"id":"3","name":"again","row":330}']);
    expect(await query(COUNTS)).toEqual(['{"read":350,"applied":350,"superseded":0,"quarantined":0}']);
  });

  it('P6: counts both rows of a key that stands in two runs of a full load as applied', async () => {
    const { loader, query } = bench();
    const rows = numbered(350, (row, at) => (at === 320 ? { id: 20n, name: 'once more' } : row));
    await consume(queueOf(put(bench(), LOAD_KEY, rows)), inRuns(loader));
    expect((await query(TARGET))[19]).toBe('{"id":"20","name":"once more","row":320}');
    expect(await query(RUNS)).toEqual(RUNS_OF_350);
    expect(await query(COUNTS)).toEqual(['{"read":350,"applied":350,"superseded":0,"quarantined":0}']);
  });

  it('P5: keeps the time at which it was found to be written, whatever a later attempt is told', async () => {
    const { loader, store, query } = bench();
    put(bench(), LOAD_KEY, numbered(150));
    const paced = oneRunEach(loader);
    const first = { ...store.place(LOAD_KEY), writtenAtMs: Date.UTC(2020, 0, 1) };
    expect(await loadObject(first, attemptOf(), paced)).toMatchObject({ outcome: 'continued' });
    const then = { ...store.place(LOAD_KEY), writtenAtMs: Date.UTC(2024, 0, 1) };
    const deadlineMs = paced.clock.now() + 60_000;
    expect(await loadObject(then, attemptOf({ deadlineMs }), paced)).toMatchObject({ outcome: 'loaded' });
    const times = `select distinct to_char(_dms_written_at at time zone 'UTC', 'YYYY') as year from dmstest.test_product`;
    expect(await query(times)).toEqual(['{"year":"2020"}']);
  });

  it('P5: gives way to another write under its key, of which all is loaded', async () => {
    const { loader, query } = bench();
    const queue = queueOf(put(bench(), CHANGES_KEY, numbered(350)));
    const paced = oneRunEach(loader);
    expect(await consume(queue, paced, 2)).toEqual(['continued', 'continued']);
    put(bench(), CHANGES_KEY, numbered(150));
    expect(await consume(queue, paced)).toEqual(['continued', 'loaded']);
    const states = 'select state from dms_loader.object_load order by object_load_id';
    expect(await query(states)).toEqual(['{"state":"overwritten"}', '{"state":"loaded"}']);
    expect(await query(RUNS)).toHaveLength(4);
  });

  it('is rehearsed in one transaction, of which nothing stays', async () => {
    const { loader, store, query } = bench();
    put(bench(), LOAD_KEY, numbered(350));
    const rehearsed = { ...inRuns(loader), database: rehearsing(loader.database), isRehearsal: true };
    const result = await loadObject(store.place(LOAD_KEY), attemptOf(), rehearsed);
    expect(result).toMatchObject({ outcome: 'loaded', counts: { read: 350 }, rehearsal: { inserted: 350 } });
    expect(await query(STATE)).toEqual([]);
  });
});

describe('a CSV file, which does not say how many rows it has', () => {
  // 134 bytes a row are what a run is taken to have: with runs of 100 rows, 13 kB are large.
  const csv = (count: number) =>
    Buffer.from(
      numbered(count, row => row)
        .map(({ id, name }) => `I,${id},${name},,,,,,,,\n`)
        .join(''),
    );

  it.each(['.csv', '.csv.gz'])('P10: takes runs from its size on (%s), and equals the single load', async extension => {
    const { loader, store, query } = bench();
    const { gzipSync } = await import('node:zlib');
    const key = CHANGES_KEY.replace('.parquet', extension);
    const bytes = csv(25_000);
    store.put(key, extension === '.csv' ? bytes : gzipSync(bytes));
    const queue = queueOf(announcement(store, key));
    const paced = { ...oneRunEach(loader), reader: formatReader() };
    // Batches of CSV have 10,000 rows, and a run ends with one.
    expect(await consume(queue, paced)).toEqual(['continued', 'continued', 'loaded']);
    expect(await query(RUNS)).toEqual([
      '{"slice":1,"from":1,"before":10001}',
      '{"slice":1,"from":10001,"before":20001}',
      '{"slice":1,"from":20001,"before":25001}',
    ]);
    expect(await query(TARGET)).toEqual(numberedTarget(25_000));
  });

  it('P10: is done with a run behind whose last row the file ends', async () => {
    const { loader, store, query } = bench();
    const key = CHANGES_KEY.replace('.parquet', '.csv');
    store.put(key, csv(20_000));
    const paced = { ...oneRunEach(loader), reader: formatReader() };
    expect(await consume(queueOf(announcement(store, key)), paced)).toEqual(['continued', 'loaded']);
    expect(await query('select count(*)::int as rows from dmstest.test_product')).toEqual(['{"rows":20000}']);
  });

  it('P7: shows only at its end that more rows are bad than its percentage allows, be they of earlier attempts', async () => {
    const { loader, store, query } = bench();
    const key = CHANGES_KEY.replace('.parquet', '.csv');
    const lines = numbered(25_000).map(({ id, name }) => `I,${id},${name},${id === 7n ? 'maybe' : 'Y'},,\n`);
    store.put(key, Buffer.from(lines.join('')));
    const routes = makeRoutes([products({ budget: { percent: 0.001 } })], []);
    const paced = { ...oneRunEach(loader), reader: formatReader(), routes };
    const outcomes = await consume(queueOf(announcement(store, key)), paced, 3);
    expect(outcomes).toEqual(['continued', 'continued', 'rejected']);
    const [error] = await query('select last_error_message as error from dms_loader.object_load');
    expect(error).toContain('has 1 bad rows of 25000, and 0.001 % at most, 0 rows, may be set aside');
    expect(error).toContain('(rows 1 to 20000 of the file are loaded and stay)');
  });

  it('P8: keeps its runs before a row that cannot be read, and says where that is', async () => {
    const { loader, store, query } = bench();
    const key = CHANGES_KEY.replace('.parquet', '.csv');
    store.put(key, Buffer.concat([csv(20_000), Buffer.from('I,7\n')]));
    const result = await loadObject(store.place(key), attemptOf(), { ...inRuns(loader), reader: formatReader() });
    expect(result).toMatchObject({ outcome: 'rejected', error: { code: 'CSV_CORRUPT', details: { row: 20_001 } } });
    expect(result.error?.message).toContain('(rows 1 to 20000 of the file are loaded and stay)');
    expect(await query(STATE)).toEqual(['{"state":"partial","restarts":0}']);
  });
});
