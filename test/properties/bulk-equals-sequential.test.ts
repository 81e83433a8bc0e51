/** A load merges its changes in bulk; what stands afterwards is what applying them one by one leaves. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import { applyFile, emptyWorld, purge } from '../interpreter/interpreter.ts';
import { deliver } from './support/deliver.ts';
import { expectedCounts, expectedRows, expectedTombstones } from './support/expected.ts';
import { PROPERTY_TIMEOUT, propertySettings } from './support/settings.ts';
import { type Stream, streams } from './support/streams.ts';
import { DEFAULTS } from './support/tables.ts';
import { useTarget } from './support/target.ts';

const target = useTarget();
let database: PostgresDatabase;
let streamCount = 0;

beforeAll(() => {
  database = target.connect();
});

interface Ends {
  readonly answers: readonly string[];
  readonly rows: readonly string[];
  readonly tombstones: readonly string[];
  readonly counts: readonly string[];
}

/** Every file arrives as the stream says, at the loader and at the interpreter. */
async function endsOf({ given: { table }, steps }: Stream): Promise<{ found: Ends; expected: Ends }> {
  const world = emptyWorld({ marks: table.onDelete === 'mark', defaults: DEFAULTS });
  const answers: { found: string; expected: string }[] = [];
  streamCount += 1;
  const place = { database, table, bucket: `stream-${streamCount}` };
  await target.empty(table);
  for (const step of steps) {
    if (typeof step === 'number') {
      await target.purge(table, step);
      purge(world, step);
    } else if (step.isAbandoned) {
      await deliver(place, step);
    } else {
      const expected = world.counts.has(step.file.name) ? 'already-loaded' : 'loaded';
      answers.push({ found: (await deliver(place, step)).kind, expected });
      applyFile(world, step.file);
    }
  }
  return {
    found: {
      answers: answers.map(({ found }) => found),
      rows: await target.rows(table),
      tombstones: await target.tombstones(table),
      counts: await target.counts(place.bucket),
    },
    expected: {
      answers: answers.map(({ expected }) => expected),
      rows: expectedRows(world),
      tombstones: expectedTombstones(world),
      counts: expectedCounts(world),
    },
  };
}

test.each([
  { title: 'streams in any order of arrival', runs: 700, extent: { keys: 4, files: 6, rows: 6, loads: 2, purges: 0 } },
  {
    title: 'streams with tombstones purged twice',
    runs: 300,
    extent: { keys: 4, files: 6, rows: 6, loads: 2, purges: 2 },
  },
  { title: 'streams rich in full loads', runs: 200, extent: { keys: 2, files: 5, rows: 3, loads: 6, purges: 1 } },
  {
    title: 'streams whose changes do not say all of a row',
    runs: 600,
    extent: { keys: 3, files: 4, rows: 8, loads: 1, purges: 1, isPartial: true },
  },
  {
    title: 'streams into tables that mark deleted rows',
    runs: 300,
    extent: { keys: 3, files: 5, rows: 6, loads: 1, purges: 1, marks: true },
  },
  {
    title: 'such streams whose changes do not say all of a row either',
    runs: 200,
    extent: { keys: 3, files: 4, rows: 8, loads: 1, purges: 1, marks: true, isPartial: true },
  },
])(
  'P3: $runs $title leave the rows, tombstones and counts of one-by-one',
  PROPERTY_TIMEOUT,
  async ({ runs, extent }) => {
    await fc.assert(
      fc.asyncProperty(streams(extent), async stream => {
        const { found, expected } = await endsOf(stream);
        expect(found).toEqual(expected);
      }),
      propertySettings(runs),
    );
  },
);
