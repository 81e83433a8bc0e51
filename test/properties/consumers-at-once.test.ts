/** Two consumers at one table: whatever the moments at which their loads meet, the table is that of one-by-one. */
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../adapters/postgres/database.ts';
import { applyFile, emptyWorld } from '../interpreter/interpreter.ts';
import { deliver, type Place } from './support/deliver.ts';
import { expectedRows } from './support/expected.ts';
import { PROPERTY_TIMEOUT, propertySettings } from './support/settings.ts';
import { type Delivery, type Stream, streams } from './support/streams.ts';
import { useTarget } from './support/target.ts';

const RUNS = 120;

const target = useTarget();
let databases: readonly PostgresDatabase[];
let streamCount = 0;

beforeAll(() => {
  databases = [target.connect(), target.connect()];
});

/** Delivers from first to last; what the other consumer holds comes again. An error of the database, a deadlock too, throws. */
async function consume(place: Place, deliveries: readonly Delivery[]): Promise<void> {
  for (const delivery of deliveries) {
    while ((await deliver(place, delivery)).kind === 'busy') {
      await pause(1);
    }
  }
}

interface Ends {
  readonly errors: readonly unknown[];
  readonly rows: readonly string[];
}

async function endsOf({ given: { table }, steps }: Stream): Promise<{ found: Ends; expected: Ends }> {
  streamCount += 1;
  const bucket = `stream-${streamCount}`;
  await target.empty(table);
  const deliveries = steps.filter(step => typeof step !== 'number');
  const consumed = await Promise.allSettled(
    databases.map((database, number) =>
      consume(
        { database, table, bucket },
        deliveries.filter(({ consumer }) => consumer === number),
      ),
    ),
  );
  const world = emptyWorld();
  for (const { file } of deliveries.filter(({ isAbandoned }) => !isAbandoned)) {
    applyFile(world, file);
  }
  return {
    found: {
      errors: consumed.flatMap(end => (end.status === 'rejected' ? [end.reason] : [])),
      rows: (await target.rows(table)).map(withoutFile),
    },
    expected: { errors: [], rows: expectedRows(world).map(withoutFile) },
  };
}

/** Of two files of the same content under two ETags, the one that comes first brings the row. */
function withoutFile(line: string): string {
  return JSON.stringify((JSON.parse(line) as unknown[]).slice(0, -1));
}

test(
  `P3: ${RUNS} streams, by two consumers at once, end as one by one, without a deadlock`,
  PROPERTY_TIMEOUT,
  async () => {
    await fc.assert(
      fc.asyncProperty(streams({ keys: 10, files: 8, rows: 30, loads: 2, purges: 0 }), async stream => {
        const { found, expected } = await endsOf(stream);
        expect(found).toEqual(expected);
      }),
      propertySettings(RUNS),
    );
  },
);
