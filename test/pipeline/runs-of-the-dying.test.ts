/** Consumers that die again and again, but not before they got on: SQS counts their receives all the same. */
import { expect, it } from 'vitest';
import { LoaderError } from '../../domain/errors.ts';
import type { Database } from '../../domain/ports/database.ts';
import { useBench } from './bench.ts';
import { CHANGES_KEY, consume, inRuns, numbered, numberedTarget, put, queueOf, RUNS, TARGET } from './runs-bench.ts';

const bench = useBench();

/** Loses its connection in the second run of each attempt. */
function failingInSecondRuns(database: Database): Database {
  const begun = new Map<string, number>();
  return {
    ...database,
    async beginLoad(intent) {
      const { messageId, receiveCount } = intent.attempt;
      const attempt = `${messageId} ${receiveCount}`;
      begun.set(attempt, (begun.get(attempt) ?? 0) + 1);
      if (begun.get(attempt) === 2) {
        throw new LoaderError('DATABASE_UNAVAILABLE', { reason: 'ended the connection', remedy: 'try again' });
      }
      return await database.beginLoad(intent);
    },
  };
}

it('P10: hand over to a new message after one more run, half as long, so that none gets to the dead-letter queue', async () => {
  const { loader, query } = bench();
  const queue = queueOf(put(bench(), CHANGES_KEY, numbered(650)));
  const outcomes = await consume(queue, { ...inRuns(loader), database: failingInSecondRuns(loader.database) });
  expect(outcomes).toEqual([
    ...['failed', 'continued'],
    ...['failed', 'continued'],
    ...['failed', 'continued'],
    ...['failed', 'continued'],
    'loaded',
  ]);
  expect(queue.deadLetters).toEqual([]);
  expect(await query(TARGET)).toEqual(numberedTarget(650));
  expect((await query(RUNS)).map(line => JSON.parse(line).before)).toEqual([
    101, 151, 251, 301, 401, 451, 551, 601, 651,
  ]);
});
