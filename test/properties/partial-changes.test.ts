/** The same of changes that do not say all of their row, and of tables whose deleted rows stay. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import { endsOf } from './support/one-by-one.ts';
import { PROPERTY_TIMEOUT, propertySettings } from './support/settings.ts';
import { streams } from './support/streams.ts';
import { useTarget } from './support/target.ts';

const target = useTarget();
let database: PostgresDatabase;

beforeAll(() => {
  database = target.connect();
});

test.each([
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
        const { found, expected } = await endsOf({ target, database }, stream);
        expect(found).toEqual(expected);
      }),
      propertySettings(runs),
    );
  },
);
