/** Full loads that are spread over messages, one for each slice. */
import { describe, expect, it } from 'vitest';
import { connectDatabase, type PostgresDatabase } from '../../adapters/postgres/database.ts';
import { makeRoutes } from '../../domain/object/route.ts';
import { loadObject } from '../../pipeline/load-object.ts';
import type { Loader } from '../../pipeline/loader.ts';
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

/** Three slices of 200 rows, each of two runs. */
const ROWS = 600;
const ALL = ['{"read":600,"applied":600,"superseded":0,"quarantined":0}'];

/** What a follow-up message says besides the event. */
function saidIn(body: string): unknown {
  return JSON.parse(body).Records[0].dmsLoader;
}

/** The first message of a file, consumed: the bodies of those that follow. */
async function spread(loader: Loader): Promise<string[]> {
  const queue = queueOf(put(bench(), LOAD_KEY, numbered(ROWS)));
  await consume(queue, loader, 1);
  return queue.receive().map(({ body }) => body);
}

describe('a full load of more than two slices', () => {
  it('P10: is spread over messages, of which the last one to be done says that it is loaded', async () => {
    const { loader, query, logged } = bench();
    const bodies = await spread(inRuns(loader));
    expect(bodies.map(saidIn)).toMatchObject([1, 2, 3].map(slice => ({ slice, restarts: 0 })));
    expect(await query(TARGET)).toEqual([]);
    expect(await consume(queueOf(...bodies.toReversed()), inRuns(loader))).toEqual([
      'continued',
      'continued',
      'loaded',
    ]);
    expect(await query(TARGET)).toEqual(numberedTarget(ROWS));
    expect(await query(COUNTS)).toEqual(ALL);
    expect(await query(RUNS)).toHaveLength(6);
    const events = logged.filter(line => line.includes('"event":"object"')).map(line => JSON.parse(line));
    expect(events.map(({ outcome, read }) => ({ outcome, read }))).toEqual([
      { outcome: 'continued', read: undefined },
      { outcome: 'continued', read: 200 },
      { outcome: 'continued', read: 200 },
      { outcome: 'loaded', read: 600 },
    ]);
    expect(events[0].notes).toContain('3 slices of the file are loaded each by a message of its own');
    expect(events[1].notes).toContain('rows 401 to 600 of the file are loaded (slice 3 of 3)');
  });

  it('P10: is loaded by three consumers at once, each of them out of time after each run', async () => {
    const { loader, url, query } = bench();
    const messages = await spread(inRuns(loader));
    const databases: PostgresDatabase[] = [1, 2, 3].map(() => connectDatabase({ url }));
    // Each has a queue of its own: SQS shows no message to another while it is in hand, which a clock that jumps cannot tell.
    const queues = databases.map((_, one) => queueOf(...messages.filter((_body, at) => at % 3 === one)));
    const consumers = databases.map((database, at) =>
      consume(queues[at] ?? queueOf(), oneRunEach({ ...loader, database })),
    );
    const outcomes = (await Promise.all(consumers)).flat();
    await Promise.all(databases.map(database => database.close()));
    expect(outcomes.filter(outcome => outcome === 'loaded')).toHaveLength(1);
    expect(['loaded', 'continued', 'busy', 'already-loaded']).toEqual(expect.arrayContaining(outcomes));
    expect(queues.flatMap(({ deadLetters }) => deadLetters)).toEqual([]);
    expect(await query(TARGET)).toEqual(numberedTarget(ROWS));
    expect(await query(COUNTS)).toEqual(ALL);
    const runs = (await query(RUNS)).map(line => JSON.parse(line));
    expect(runs.reduce((rows, { from, before }) => rows + before - from, 0)).toBe(ROWS);
  });

  it('P1: changes nothing when messages of its slices come again, before and after it is loaded', async () => {
    const { loader, query } = bench();
    const [one = '', ...others] = await spread(inRuns(loader));
    expect(await consume(queueOf(one, one), inRuns(loader))).toEqual(['continued', 'already-loaded']);
    expect(await consume(queueOf(...others, ...others, one), inRuns(loader))).toEqual([
      'continued',
      'loaded',
      'already-loaded',
      'already-loaded',
      'already-loaded',
    ]);
    expect(await query(COUNTS)).toEqual(ALL);
  });

  it('P1: has the messages of its unfinished slices sent again when the first one comes again, and says so in the ledger', async () => {
    const { loader, store, query } = bench();
    const [one = ''] = await spread(inRuns(loader));
    await consume(queueOf(one), inRuns(loader));
    const attempts = 'select count(*)::int as lines from dms_loader.load_attempt';
    const [before] = await query(attempts);
    const plain = put(bench(), LOAD_KEY, numbered(ROWS));
    const queue = queueOf(plain);
    expect(await consume(queue, inRuns(loader), 1)).toEqual(['continued']);
    expect(await query(attempts)).not.toEqual([before]);
    expect(queue.receive().map(({ body }) => saidIn(body))).toMatchObject([{ slice: 2 }, { slice: 3 }]);
    expect(store.opened.length).toBeGreaterThan(2);
  });

  it('P10: goes on with its last slice itself when the first message comes again', async () => {
    const { loader, query } = bench();
    const [one = '', two = ''] = await spread(inRuns(loader));
    await consume(queueOf(one, two), inRuns(loader));
    expect(await consume(queueOf(put(bench(), LOAD_KEY, numbered(ROWS))), inRuns(loader))).toEqual(['loaded']);
    expect(await query(COUNTS)).toEqual(ALL);
  });

  it('P11: takes a forged or stale word on what is meant for none at all', async () => {
    const { loader, query } = bench();
    const [one = ''] = await spread(inRuns(loader));
    const forged = (change: object) => {
      const body = JSON.parse(one);
      Object.assign(body.Records[0].dmsLoader, change);
      return JSON.stringify(body);
    };
    for (const change of [{ objectLoadId: '987654321' }, { slice: 4 }, { slice: 0 }, { restarts: 7 }]) {
      const queue = queueOf(forged(change));
      expect(await consume(queue, inRuns(loader), 1)).toEqual(['continued']);
      expect(queue.receive().map(({ body }) => saidIn(body))).toMatchObject([{ slice: 1 }, { slice: 2 }, { slice: 3 }]);
    }
    expect(await query(TARGET)).toEqual([]);
  });

  it('P10: is gone on with, slice after slice, by a caller that sends no messages, and is not spread by one', async () => {
    const { loader, store, query } = bench();
    await spread(inRuns(loader));
    const place = store.place(LOAD_KEY);
    expect(await loadObject(place, attemptOf(), inRuns(loader))).toMatchObject({
      outcome: 'loaded',
      counts: { read: ROWS },
    });
    expect(await query(TARGET)).toEqual(numberedTarget(ROWS));
    put(bench(), CHANGES_KEY, numbered(ROWS));
    const changes = await loadObject(store.place(CHANGES_KEY), attemptOf({ canFollowUp: true }), inRuns(loader));
    expect(changes).toMatchObject({ outcome: 'loaded' });
  });

  it('P7: stops with more bad rows than its budget in all slices together', async () => {
    const { loader, query } = bench();
    const table = products({ budget: { rows: 2 } });
    const mapped = { ...inRuns(loader), routes: makeRoutes([table], []) };
    const rows = numbered(ROWS, (row, at) => ({ ...row, active: at % 200 === 7 ? 'maybe' : 'Y' }));
    const queue = queueOf(put(bench(), LOAD_KEY, rows));
    const outcomes = await consume(queue, mapped, 4);
    expect(outcomes).toEqual(['continued', 'continued', 'continued', 'rejected']);
    expect(await query(STATE)).toEqual(['{"state":"partial","restarts":0}']);
    expect(await query(COUNTS)).toEqual(['{"read":400,"applied":398,"superseded":0,"quarantined":2}']);
    const errors = 'select last_error_message as error from dms_loader.object_load';
    expect((await query(errors)).join('')).toContain('(slice 3 of 3, row group 9 of 12)');
  });

  it('P3: starts over in all of its slices under a mapping that has changed, whichever message finds it', async () => {
    const { loader, query } = bench();
    const with1 = (table: ReturnType<typeof products>) => ({ ...inRuns(loader), routes: makeRoutes([table], []) });
    const [one = '', two = ''] = await spread(with1(products({ noName: true })));
    expect(await consume(queueOf(one), with1(products({ noName: true })))).toEqual(['continued']);
    const queue = queueOf(two);
    const outcomes = await consume(queue, with1(products()));
    expect(outcomes).toEqual(['continued', 'continued', 'continued', 'loaded']);
    expect(await query(TARGET)).toEqual(numberedTarget(ROWS));
    expect(await query(STATE)).toEqual(['{"state":"loaded","restarts":1}']);
    expect(await query(COUNTS)).toEqual(ALL);
  });

  it('P10: sends the messages of its slices once when it starts over, not for each message from before', async () => {
    const { loader, query } = bench();
    const under = (noName: boolean) => ({ ...inRuns(loader), routes: makeRoutes([products({ noName })], []) });
    const [one = '', two = '', three = ''] = await spread(under(true));
    const queue = queueOf(one);
    expect(await consume(queue, under(false), 1)).toEqual(['continued']);
    const outdated = queueOf(two, three);
    expect(await consume(outdated, under(false), 2)).toEqual(['busy', 'busy']);
    expect(outdated.receive().map(({ body }) => body)).toEqual([two, three]);
    // Nobody is at it: its messages may never have been sent.
    await query("update dms_loader.table_load set loaded_at = loaded_at - interval '1 hour'");
    const still = queueOf(two);
    expect(await consume(still, under(false), 1)).toEqual(['continued']);
    expect(still.receive().map(({ body }) => saidIn(body))).toMatchObject(
      [1, 2, 3].map(slice => ({ slice, restarts: 1 })),
    );
    expect(await consume(queue, under(false))).toEqual(['continued', 'continued', 'loaded']);
    expect(await consume(queueOf(two, three), under(false))).toEqual(['already-loaded', 'already-loaded']);
  });
});
