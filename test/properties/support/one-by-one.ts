/** A stream delivered to the loader and to the interpreter, and what both end with. */

import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { applyFile, emptyWorld, purge } from '../../interpreter/interpreter.ts';
import { deliver } from './deliver.ts';
import { expectedCounts, expectedRows, expectedTombstones } from './expected.ts';
import type { Stream } from './streams.ts';
import { DEFAULTS } from './tables.ts';
import type { Target } from './target.ts';

/** One consumer, and its target. */
export interface Bench {
  readonly target: Target;
  readonly database: PostgresDatabase;
}

let streamCount = 0;

interface Ends {
  readonly answers: readonly string[];
  readonly rows: readonly string[];
  readonly tombstones: readonly string[];
  readonly counts: readonly string[];
}

/** Every file arrives as the stream says, at the loader and at the interpreter. */
export async function endsOf(
  { target, database }: Bench,
  { given: { table }, steps }: Stream,
): Promise<{ found: Ends; expected: Ends }> {
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
