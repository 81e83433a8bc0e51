/** A stream delivered to the loader in groups of files that are loaded together, and to the interpreter. */
import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { applyFile, applyTogether, emptyWorld, type World } from '../../interpreter/interpreter.ts';
import { deliver, heldLoad, type Place } from './deliver.ts';
import { expectedCounts, expectedRows, expectedTombstones } from './expected.ts';
import type { Delivery, Stream } from './streams.ts';
import type { Target } from './target.ts';

interface Bench {
  readonly target: Target;
  readonly database: PostgresDatabase;
}

let streamCount = 0;

/** What both end with, and how many files shared a transaction. */
export async function endsInGroups({ target, database }: Bench, { given: { table }, steps }: Stream) {
  streamCount += 1;
  const place: Place = { database, table, bucket: `groups-${streamCount}` };
  await target.empty(table);
  const inGroups = emptyWorld();
  const oneByOne = emptyWorld();
  let shared = 0;
  for (const group of groupsOf(steps.filter(step => typeof step !== 'number'))) {
    for (const hasBefore of [false, true]) {
      // Files of other columns are not loaded together.
      const alike = group.filter(({ file }) => file.hasBefore === hasBefore);
      shared += await deliverGroup(place, alike, inGroups);
    }
    for (const { file } of group) {
      applyFile(oneByOne, file);
    }
  }
  return {
    shared,
    found: {
      rows: await target.rows(table),
      tombstones: await target.tombstones(table),
      counts: await target.counts(place.bucket),
    },
    expected: {
      rows: expectedRows(oneByOne),
      tombstones: expectedTombstones(inGroups),
      counts: expectedCounts(inGroups),
    },
  };
}

/** Those that are answered `apart` are delivered by themselves, as the pipeline does. */
async function deliverGroup(place: Place, group: readonly Delivery[], world: World): Promise<number> {
  const endings = await place.database.loadTogether(group.map(delivery => heldLoad(place, delivery)));
  const together = group.filter((_, at) => endings[at]?.kind === 'loaded');
  applyTogether(
    world,
    together.map(({ file }) => file),
  );
  for (const delivery of group.filter((_, at) => endings[at]?.kind === 'apart')) {
    await deliver(place, { ...delivery, isAbandoned: false });
    applyFile(world, delivery.file);
  }
  return together.length;
}

/** The first pause of a delivery says, one in four, that a group begins with it. No file is in a group twice. */
function groupsOf(deliveries: readonly Delivery[]): readonly Delivery[][] {
  const groups: Delivery[][] = [];
  for (const delivery of deliveries) {
    const group = groups.at(-1);
    const [pause = 0] = delivery.pauses;
    if (
      group === undefined ||
      pause % 4 === 0 ||
      group.some(({ file }) => file.writtenAt === delivery.file.writtenAt)
    ) {
      groups.push([delivery]);
    } else {
      group.push(delivery);
    }
  }
  return groups;
}
