/** Small files that share a transaction: however a stream is split into groups, the table is that of one-by-one. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import { endsInGroups } from './support/in-groups.ts';
import { PROPERTY_TIMEOUT, propertySettings } from './support/settings.ts';
import { streams } from './support/streams.ts';
import { useTarget } from './support/target.ts';

const RUNS = 400;

const target = useTarget();
let database: PostgresDatabase;

beforeAll(() => {
  database = target.connect();
});

test(
  `P1: P3: P6: ${RUNS} streams in groups, in any order of arrival, leave the rows of one-by-one, and each row of a file counts once`,
  PROPERTY_TIMEOUT,
  async () => {
    let shared = 0;
    await fc.assert(
      fc.asyncProperty(streams({ keys: 4, files: 8, rows: 6, loads: 0, purges: 0 }), async stream => {
        const ends = await endsInGroups({ target, database }, stream);
        shared += ends.shared;
        expect(ends.found).toEqual(ends.expected);
      }),
      propertySettings(RUNS),
    );
    expect(shared).toBeGreaterThan(RUNS);
  },
);
