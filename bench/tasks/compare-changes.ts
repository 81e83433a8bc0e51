/** Files of changes against a table that is there: 80 % updates, 15 % inserts, 5 % deletes, one in ten of a hot key. */
import { type ChangeSet, changeFiles } from '../files/change-files.ts';
import { productFile } from '../files/product-file.ts';
import type { Figure } from '../report/lines.ts';
import { copyTable, prepare } from '../server.ts';
import { type Comparison, endEqual } from './compare-files.ts';
import type { ChangeConsumer } from './consumers.ts';

export interface ChangesAsked extends Pick<ChangeSet, 'tableRows' | 'files' | 'changes'> {
  readonly task: string;
  readonly rounds: number;
}

/** Consumed by each before anything is measured, so that everyone is warm. */
const WARMING_FILES = 10;
/** Behind all others, so that what it inserts is not what they insert. */
const WARMING_ROUND = 10_000;

/** Everyone in turn, round by round; the first consumer leads. Each round has changes of its own. */
export async function compareChanges(
  consumers: readonly ChangeConsumer[],
  { task, rounds, ...set }: ChangesAsked,
  tell: (progress: string) => void,
): Promise<Comparison> {
  await fill(consumers, set.tableRows);
  const figures: Figure[] = [];
  const warming = changeFiles({ ...set, files: Math.min(WARMING_FILES, set.files), round: WARMING_ROUND });
  for (let round = -1; round < rounds; round += 1) {
    const paths = round < 0 ? warming : changeFiles({ ...set, round });
    for (const consumer of consumers) {
      tell(`${task}, ${round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`}: ${consumer.name}`);
      await prepare(consumer.databaseUrl, false);
      const { seconds, peakRssMib } = await consumer.consume(paths);
      const rows = set.files * set.changes;
      figures.push(...(round < 0 ? [] : [{ seconds, peakRssMib, task, rows, contender: consumer.name, round }]));
    }
  }
  return { figures, isEqual: await endEqual(consumers) };
}

/** The first one loads the table, the others get its rows. */
async function fill([first, ...others]: readonly ChangeConsumer[], rows: number): Promise<void> {
  if (first === undefined) {
    return;
  }
  await prepare(first.databaseUrl, true);
  await first.consume([productFile(rows, { number: 1, op: 'I' })]);
  for (const other of others) {
    await copyTable(first.databaseUrl, other.databaseUrl);
  }
}
