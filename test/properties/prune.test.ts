/** What the ledger forgot may come again, all of it, in any order: the table stays as it is, and goes on. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import type { Table } from '../../domain/table/table.ts';
import { ageLedger, olderThan, pruneAs } from '../factories/pruning.ts';
import { applyFile, emptyWorld } from '../interpreter/interpreter.ts';
import { deliver, type Place } from './support/deliver.ts';
import { expectedRows } from './support/expected.ts';
import { PROPERTY_TIMEOUT, propertySettings } from './support/settings.ts';
import { type Delivery, type Stream, type StreamFile, streams } from './support/streams.ts';
import { DEFAULTS } from './support/tables.ts';
import { useTarget } from './support/target.ts';

const target = useTarget();
let database: PostgresDatabase;

beforeAll(() => {
  database = target.connect();
});

async function pruneBefore(table: Table, micros: bigint): Promise<number> {
  await ageLedger(await database.connection.client());
  // Cutoffs have milliseconds.
  const asked = olderThan(micros + 1000n, [table]);
  const { objects } = await pruneAs(database, asked);
  return objects;
}

/** Without the name of the file: that of a load which is forgotten nobody knows. */
function unnamed(lines: readonly string[]): readonly string[] {
  return lines.map(line => JSON.stringify((JSON.parse(line) as unknown[]).slice(0, -1))).toSorted();
}

const DAY = 86_400_000_000n;

function nextDay(file: StreamFile): StreamFile {
  const writtenAt = file.writtenAt + DAY;
  return { ...file, writtenAt, name: `${writtenAt} ${file.eTag}` };
}

async function endsOf({ given: { table }, steps, files }: Stream, dice: readonly number[]) {
  const place: Place = { database, table, bucket: 'pruned' };
  const world = emptyWorld({ marks: table.onDelete === 'mark', defaults: DEFAULTS });
  await target.empty(table);
  await database.connection.ask({ text: 'truncate dms_loader.object_load cascade' });
  const deliveries = steps.filter(step => typeof step !== 'number').map(step => ({ ...step, isAbandoned: false }));
  for (const delivery of deliveries) {
    await deliver(place, delivery);
    applyFile(world, delivery.file);
  }
  const before = unnamed(await target.rows(table));
  const [cut = 0, ...ranks] = dice;
  const pruned = await pruneBefore(table, files[cut % files.length]?.writtenAt ?? 0n);
  for (const delivery of shuffled(deliveries, ranks)) {
    await deliver(place, delivery);
  }
  const again = unnamed(await target.rows(table));
  for (const delivery of shuffled(deliveries, ranks)) {
    const file = nextDay(delivery.file);
    await deliver(place, { ...delivery, file });
    applyFile(world, file);
  }
  return { pruned, before, again, later: unnamed(await target.rows(table)), expected: unnamed(expectedRows(world)) };
}

function shuffled(deliveries: readonly Delivery[], ranks: readonly number[]): readonly Delivery[] {
  return deliveries
    .map((delivery, at) => ({ delivery, rank: ranks[at % ranks.length] ?? 0 }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ delivery }) => delivery);
}

const DICE = fc.array(fc.nat(99), { minLength: 8, maxLength: 8 });
const EXTENT = { keys: 4, files: 6, rows: 6, loads: 2, purges: 0 };

test.each([
  { title: 'streams', runs: 40, extent: EXTENT },
  { title: 'streams whose files lack columns and keep values', runs: 20, extent: { ...EXTENT, isPartial: true } },
  { title: 'streams of tables whose deleted rows stay', runs: 20, extent: { ...EXTENT, marks: true } },
])(
  'P1: P3: $runs $title, pruned somewhere, stay as they are when all of it comes again, and what is written later loads',
  PROPERTY_TIMEOUT,
  async ({ runs, extent }) => {
    let pruned = 0;
    await fc.assert(
      fc.asyncProperty(streams(extent), DICE, async (stream, dice) => {
        const ends = await endsOf(stream, dice);
        pruned += ends.pruned;
        expect(ends.again).toEqual(ends.before);
        expect(ends.later).toEqual(ends.expected);
      }),
      propertySettings(runs),
    );
    expect(pruned).toBeGreaterThan(runs / 4);
  },
);
