/** Files that take several transactions, and what keeps them from going on: kills, faults, a mapping that changes, bad rows. */
import { describe, expect, it } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { LoaderError } from '../../domain/errors.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import type { Database } from '../../domain/ports/database.ts';
import type { Table } from '../../domain/table/table.ts';
import { consumeBatch } from '../../pipeline/consume-batch.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { Loader } from '../../pipeline/loader.ts';
import { messageOf, recordingQueue } from '../doubles/queue.ts';
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

const mapped = (loader: Loader, table: Table): Loader => ({ ...loader, routes: makeRoutes([table], []) });

/** A consumer that is never heard of again in its nth run, its connection ended in the middle of it. */
async function killedIn(run: number, body: string): Promise<void> {
  const database = connectDatabase({ url: bench().url });
  const killed = Promise.withResolvers<void>();
  let begun = 0;
  const dying: Database = {
    ...database,
    async beginLoad(intent) {
      const load = await database.beginLoad(intent);
      begun += 1;
      return 'kind' in load || begun < run
        ? load
        : {
            ...load,
            async add(batch) {
              await load.add(batch);
              killed.resolve();
              await new Promise(() => undefined);
            },
          };
    },
  };
  const loader = { ...inRuns(bench().loader), database: dying };
  const consumer = { loader, queue: recordingQueue(), receiveLimit: 5, random: () => 0 };
  void consumeBatch([messageOf(body)], Date.now() + 60_000, consumer);
  await killed.promise;
  await database.close();
}

describe('a consumer that dies', () => {
  it.each([LOAD_KEY, CHANGES_KEY])(
    'P1: in any run of %s leaves the runs before it, and the next one goes on',
    async key => {
      const { loader, query } = bench();
      const body = put(bench(), key, numbered(350));
      const paced = inRuns(loader);
      // Each gets one run further than the one before.
      for (const run of [1, 2, 2, 2]) {
        await killedIn(run, body);
      }
      expect(await consume(queueOf(body), paced)).toEqual(['loaded']);
      expect(await query(TARGET)).toEqual(numberedTarget(350));
      expect(await query(RUNS)).toHaveLength(4);
      expect(await query(COUNTS)).toEqual(['{"read":350,"applied":350,"superseded":0,"quarantined":0}']);
    },
  );
});

describe('an attempt', () => {
  it('P10: that commits nothing is not continued: its time was over before its first run', async () => {
    const { loader, query } = bench();
    const queue = queueOf(put(bench(), CHANGES_KEY, numbered(350)));
    const clock = { now: () => 0 };
    const begin = loader.database.beginLoad;
    const late = {
      ...loader.database,
      beginLoad: (intent: Parameters<typeof begin>[0]) =>
        begin({ ...intent, attempt: attemptOf({ deadlineMs: Date.now() - 1 }) }),
    };
    const outcomes = await consume(queue, { ...inRuns(loader), clock, database: late }, 1);
    expect(outcomes).toEqual(['failed']);
    expect(await query(RUNS)).toEqual([]);
  });

  it('P10: whose time ends in its second run is continued behind the first', async () => {
    const { loader, query } = bench();
    const queue = queueOf(put(bench(), CHANGES_KEY, numbered(350)));
    let begun = 0;
    const dying: Database = {
      ...loader.database,
      async beginLoad(intent) {
        begun += 1;
        if (begun === 2) {
          throw new LoaderError('DEADLINE_NEAR', { reason: 'is late', remedy: 'wait' });
        }
        return await loader.database.beginLoad(intent);
      },
    };
    expect(await consume(queue, { ...inRuns(loader), database: dying })).toEqual(['continued', 'loaded']);
    expect(await query(TARGET)).toEqual(numberedTarget(350));
  });

  it('P9: whose follow-up cannot be sent has failed, and goes on when its message comes again', async () => {
    const { loader, query, logged } = bench();
    const body = put(bench(), CHANGES_KEY, numbered(150));
    const fault = new LoaderError('QUEUE_UNAVAILABLE', { reason: 'is gone', remedy: 'wait' });
    const paced = oneRunEach(loader);
    const consumer = { loader: paced, queue: recordingQueue(fault), receiveLimit: 5, random: () => 0 };
    const [result] = await consumeBatch([messageOf(body)], paced.clock.now() + 60_000, consumer);
    expect(result).toMatchObject({ outcome: 'failed', answer: 'retry', errors: [{ code: 'QUEUE_UNAVAILABLE' }] });
    expect(logged.join('')).toContain('"event":"follow-up-not-sent"');
    expect(await consume(queueOf(body), paced)).toEqual(['loaded']);
    expect(await query(TARGET)).toEqual(numberedTarget(150));
  });
});

describe('a mapping that changes while a file is loaded in part', () => {
  it.each([LOAD_KEY, CHANGES_KEY])('P3: has %s start over, and all of it is of the new mapping', async key => {
    const { loader, query } = bench();
    const rows = numbered(350, row => ({ ...row, active: 'Y' }));
    const body = put(bench(), key, rows);
    const before = mapped(oneRunEach(loader), products({ noName: true }));
    expect(await consume(queueOf(body), before, 2)).toEqual(['continued', 'continued']);
    expect(await consume(queueOf(body), mapped(oneRunEach(loader), products()))).toEqual([
      'continued',
      'continued',
      'continued',
      'loaded',
    ]);
    expect(await query(TARGET)).toEqual(numberedTarget(350));
    expect(await query(STATE)).toEqual(['{"state":"loaded","restarts":1}']);
    expect(await query(COUNTS)).toEqual(['{"read":350,"applied":350,"superseded":0,"quarantined":0}']);
  });
});

describe('bad rows of a file that takes runs', () => {
  /** A bad one in each row group but the first. */
  const rows = numbered(350, (row, at) => ({ ...row, active: at % 50 === 1 && at > 1 ? 'maybe' : 'Y' }));

  it('P7: are set aside up to the budget of the whole file', async () => {
    const { loader, query } = bench();
    const queue = queueOf(put(bench(), CHANGES_KEY, rows));
    const outcomes = await consume(queue, mapped(oneRunEach(loader), products({ budget: { rows: 6 } })));
    expect(outcomes).toEqual(['continued', 'continued', 'continued', 'loaded']);
    expect(await query(COUNTS)).toEqual(['{"read":350,"applied":344,"superseded":0,"quarantined":6}']);
    const aside = 'select row_number::int as row from dms_loader.quarantined_row order by row_number';
    expect(await query(aside)).toEqual([51, 101, 151, 201, 251, 301].map(row => `{"row":${row}}`));
  });

  it('P7: are set aside under their numbers in the file where only the database refuses them', async () => {
    const { loader, query } = bench();
    await query("alter table dmstest.test_product add check (product_name not in ('product 133', 'product 333'))");
    const queue = queueOf(put(bench(), CHANGES_KEY, numbered(350)));
    expect(await consume(queue, mapped(inRuns(loader), products({ budget: { rows: 2 } })))).toEqual(['loaded']);
    expect(await query(COUNTS)).toEqual(['{"read":350,"applied":348,"superseded":0,"quarantined":2}']);
    const aside = `select row_number::int as row, source_row -> 'cells' -> 2 ->> 'value' as name
      from dms_loader.quarantined_row order by row_number`;
    expect(await query(aside)).toEqual(['{"row":133,"name":"product 133"}', '{"row":333,"name":"product 333"}']);
  });

  it.each([
    { budget: { rows: 4 }, numbers: 'at least 5 bad rows of 350, and 4 at most' },
    { budget: { percent: 1.2 }, numbers: 'at least 5 bad rows of 350, and 1.2 % at most, 4 rows,' },
  ])(
    'P7: over the budget $budget stop it where it is, and keep it from being read again',
    async ({ budget, numbers }) => {
      const { loader, store, query } = bench();
      const body = put(bench(), CHANGES_KEY, rows);
      const first = await loadObject(
        store.place(CHANGES_KEY),
        attemptOf(),
        mapped(inRuns(loader), products({ budget })),
      );
      expect(first).toMatchObject({ outcome: 'rejected', error: { code: 'BUDGET_EXCEEDED' } });
      expect(first.error?.message).toContain(numbers);
      expect(first.error?.message).toContain('(row group 5 of 7; rows 1 to 200 of the file are loaded and stay)');
      expect(first.error?.message).not.toContain('nothing of the file was loaded');
      expect(await query(STATE)).toEqual(['{"state":"partial","restarts":0}']);
      const opened = store.opened.length;
      const again = await consume(queueOf(body), mapped(inRuns(loader), products({ budget })), 1);
      expect(again).toEqual(['rejected']);
      expect(store.opened).toHaveLength(opened);
      const larger = mapped(inRuns(loader), products({ budget: { rows: 6 } }));
      expect(await consume(queueOf(body), larger)).toEqual(['loaded']);
      expect(await query(COUNTS)).toEqual(['{"read":350,"applied":344,"superseded":0,"quarantined":6}']);
    },
  );

  it('P7: fail it where the mapping says so, with the bad cells that are left in it', async () => {
    const { loader, store, query } = bench();
    put(
      bench(),
      CHANGES_KEY,
      numbered(350, (row, at) => ({ ...row, active: at > 301 ? 'maybe' : 'Y' })),
    );
    const { error } = await loadObject(store.place(CHANGES_KEY), attemptOf(), inRuns(loader));
    expect(error).toMatchObject({ code: 'ROW_BAD', details: { row: 302 } });
    expect(error?.message).toContain('the first of 49 bad cells');
    expect(error?.message).toContain('(row group 7 of 7; rows 1 to 300 of the file are loaded and stay)');
    expect(await query(COUNTS)).toEqual(['{"read":300,"applied":300,"superseded":0,"quarantined":0}']);
  });
});
