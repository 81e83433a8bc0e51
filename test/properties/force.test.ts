/** Loads that are done once more: what a mended mapper corrects, and what an unchanged one leaves alone. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import { applyFile, emptyWorld, type World } from '../interpreter/interpreter.ts';
import { arrivals, brokenFile } from './support/broken.ts';
import { deliver, objectOf, type Place } from './support/deliver.ts';
import { expectedRows, expectedTombstones } from './support/expected.ts';
import { PROPERTY_TIMEOUT, propertySettings } from './support/settings.ts';
import { type Delivery, type Stream, streams } from './support/streams.ts';
import { DEFAULTS } from './support/tables.ts';
import { useTarget } from './support/target.ts';

const target = useTarget();
let database: PostgresDatabase;
let streamCount = 0;

beforeAll(() => {
  database = target.connect();
});

/** An empty target for a stream. */
async function placeFor({ given: { table } }: Stream): Promise<Place> {
  streamCount += 1;
  await target.empty(table);
  return { database, table, bucket: `forced-${streamCount}` };
}

/** Loads a file that is loaded already once more, and says what the loader answered, and how many rows it applied. */
async function force(place: Place, delivery: Delivery) {
  const reopened = await database.reopening.reopen([objectOf(place.bucket, delivery.file)]);
  const committed = await deliver(place, delivery);
  const again = await deliver(place, delivery);
  const applied = 'counts' in committed ? committed.counts.applied : undefined;
  return { applied, answers: [reopened, committed.kind, again.kind] };
}

const ANSWERS = [1, 'loaded', 'already-loaded'];

/** A tombstone of a key that stands is of no account: whatever is older loses to the row. */
function withoutRow(tombstones: readonly string[], { rows }: World): readonly string[] {
  return tombstones.filter(tombstone => !rows.has(JSON.stringify((JSON.parse(tombstone) as unknown[]).slice(0, -2))));
}

const WHOLE = { keys: 4, files: 5, rows: 6, loads: 1, purges: 0 };

test(
  'P1: P3: 50 streams of which any files are forced in any order under a mended mapper end as if it had read these',
  PROPERTY_TIMEOUT,
  async () => {
    await fc.assert(
      fc.asyncProperty(
        streams(WHOLE),
        fc.array(fc.record({ isForced: fc.boolean(), rank: fc.nat(99) }), { minLength: 12, maxLength: 12 }),
        fc.boolean(),
        async (stream, picks, flips) => {
          const place = await placeFor(stream);
          const all = arrivals(stream);
          for (const delivery of all) {
            await deliver(place, { ...delivery, file: brokenFile(delivery.file, flips) });
          }
          const known = [...new Map(all.map(delivery => [delivery.file.name, delivery])).values()];
          const forced = known
            .map((delivery, at) => ({ delivery, pick: picks[at % picks.length] }))
            .filter(({ pick }) => pick?.isForced)
            .toSorted((one, other) => (one.pick?.rank ?? 0) - (other.pick?.rank ?? 0));
          for (const { delivery } of forced) {
            const mended = { ...place, table: { ...place.table, fingerprint: 'mended' } };
            expect(await force(mended, delivery)).toMatchObject({ answers: ANSWERS });
          }
          const mended = new Set(forced.map(({ delivery }) => delivery.file.name));
          const world = emptyWorld({ defaults: DEFAULTS });
          for (const { file } of all) {
            applyFile(world, mended.has(file.name) ? file : brokenFile(file, flips));
          }
          expect(await target.rows(place.table)).toEqual(expectedRows(world));
          expect(withoutRow(await target.tombstones(place.table), world)).toEqual(
            withoutRow(expectedTombstones(world), world),
          );
        },
      ),
      propertySettings(50),
    );
  },
);

test.each([
  { title: 'streams', runs: 15, extent: WHOLE },
  { title: 'streams whose changes do not say all of a row', runs: 30, extent: { ...WHOLE, isPartial: true } },
  { title: 'streams into tables that mark deleted rows', runs: 20, extent: { ...WHOLE, marks: true } },
  {
    title: 'such streams whose changes do not say all either',
    runs: 20,
    extent: { ...WHOLE, marks: true, isPartial: true },
  },
])(
  'P1: P6: $runs $title of which each file is forced under the same mapper change nothing',
  PROPERTY_TIMEOUT,
  async ({ runs, extent }) => {
    await fc.assert(
      fc.asyncProperty(streams(extent), async stream => {
        const place = await placeFor(stream);
        const all = arrivals(stream);
        for (const delivery of all) {
          await deliver(place, delivery);
        }
        const before = [await target.rows(place.table), await target.tombstones(place.table)];
        for (const delivery of new Map(all.map(one => [one.file.name, one])).values()) {
          expect(await force(place, delivery)).toEqual({ applied: 0, answers: ANSWERS });
        }
        expect([await target.rows(place.table), await target.tombstones(place.table)]).toEqual(before);
      }),
      propertySettings(runs),
    );
  },
);
