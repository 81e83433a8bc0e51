/** A mended mapper, forces, marks that wait, redeliveries and prunes in any order: each file reads as it did when it was known last. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import type { Table } from '../../domain/table/table.ts';
import { ageLedger, olderThan, pruneAs } from '../factories/pruning.ts';
import { applyFile, emptyWorld } from '../interpreter/interpreter.ts';
import { brokenFile } from './support/broken.ts';
import { deliver, objectOf, type Place } from './support/deliver.ts';
import { expectedRows } from './support/expected.ts';
import { PROPERTY_TIMEOUT, propertySettings } from './support/settings.ts';
import { type Delivery, type Stream, streams } from './support/streams.ts';
import { DEFAULTS } from './support/tables.ts';
import { useTarget } from './support/target.ts';

const BUCKET = 'forced-and-pruned';
const target = useTarget();
let database: PostgresDatabase;

beforeAll(() => {
  database = target.connect();
});

/** `mark` reopens a file and leaves it to the next delivery. */
interface Act {
  readonly kind: 'force' | 'mark' | 'deliver' | 'prune';
  readonly pick: number;
}

const ACTS = fc.array(
  fc.record({
    kind: fc.constantFrom<Act['kind']>('force', 'force', 'mark', 'deliver', 'prune', 'prune'),
    pick: fc.nat(99),
  }),
  { minLength: 6, maxLength: 14 },
);

/** Names of the files that a prune left in the ledger. */
async function knownFiles(): Promise<readonly string[]> {
  const text = `select (extract(epoch from written_at) * 1000000)::bigint || ' ' || etag as name
from dms_loader.object_load join dms_loader.table_load using (object_load_id)`;
  return (await database.connection.ask<{ name: string }>({ text })).map(({ name }) => name);
}

async function pruneBefore(table: Table, micros: bigint): Promise<number> {
  await ageLedger(await database.connection.client());
  return (await pruneAs(database, olderThan(micros + 1000n, [table]))).objects;
}

async function endsOf({ stream, acts, flips }: { stream: Stream; acts: readonly Act[]; flips: boolean }) {
  const { table } = stream.given;
  const place: Place = { database, table, bucket: BUCKET };
  const mended: Place = { ...place, table: { ...table, fingerprint: 'mended' } };
  await target.empty(table);
  await database.connection.ask({ text: 'truncate dms_loader.object_load cascade' });
  const steps = stream.steps.filter(step => typeof step !== 'number');
  const all = [...new Map(steps.map(one => [one.file.name, { ...one, isAbandoned: false }])).values()];
  for (const delivery of all) {
    await deliver(place, { ...delivery, file: brokenFile(delivery.file, flips) });
  }
  let first = new Set(all.map(({ file }) => file.name));
  const open = new Set<string>();
  const read = new Set<string>();
  let pruned = 0;
  for (const { kind, pick } of acts) {
    const delivery = all[pick % all.length] as Delivery;
    const { name, writtenAt } = delivery.file;
    if (kind === 'prune') {
      pruned += await pruneBefore(table, writtenAt);
      const known = await knownFiles();
      first = new Set([...first].filter(one => known.includes(one)));
    } else {
      if (kind !== 'deliver' && (await database.reopening.reopen([objectOf(BUCKET, delivery.file)])) === 1) {
        open.add(name);
      }
      if (kind !== 'mark') {
        await deliver(mended, delivery);
        if (open.delete(name) && first.has(name)) {
          read.add(name);
        }
      }
    }
  }
  const world = emptyWorld({ defaults: DEFAULTS });
  for (const { file } of all) {
    applyFile(world, read.has(file.name) ? file : brokenFile(file, flips));
  }
  return { pruned, found: unnamed(await target.rows(table)), expected: unnamed(expectedRows(world)) };
}

/** Without the name of the file: that of a load which is forgotten nobody knows. */
function unnamed(lines: readonly string[]): readonly string[] {
  return lines.map(line => JSON.stringify((JSON.parse(line) as unknown[]).slice(0, -1))).toSorted();
}

test(
  'P1: P3: forces, marks, redeliveries and prunes in any order leave what the files say, as each was read last',
  PROPERTY_TIMEOUT,
  async () => {
    const runs = 20;
    let pruned = 0;
    const stream = streams({ keys: 4, files: 5, rows: 5, loads: 2, purges: 0 });
    await fc.assert(
      fc.asyncProperty(fc.record({ stream, acts: ACTS, flips: fc.boolean() }), async given => {
        const ends = await endsOf(given);
        pruned += ends.pruned;
        expect(ends.found).toEqual(ends.expected);
      }),
      propertySettings(runs),
    );
    expect(pruned).toBeGreaterThan(runs / 4);
  },
);
