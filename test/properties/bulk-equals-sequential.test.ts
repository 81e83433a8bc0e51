/** A load merges its changes in bulk; what stands afterwards is what applying them one by one leaves. */
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
  { title: 'streams in any order of arrival', runs: 700, extent: { keys: 4, files: 6, rows: 6, loads: 2, purges: 0 } },
  {
    title: 'streams with tombstones purged twice',
    runs: 300,
    extent: { keys: 4, files: 6, rows: 6, loads: 2, purges: 2 },
  },
  { title: 'streams rich in full loads', runs: 200, extent: { keys: 2, files: 5, rows: 3, loads: 6, purges: 1 } },
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
