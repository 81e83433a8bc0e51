/** Everyone does the same work in turn, round by round, so that a busy minute of the machine hits all of them. */
import type { Contender, FileTask, Work } from '../contenders/contender.ts';
import { productFile } from '../files/product-file.ts';
import type { Figure } from '../report/lines.ts';
import { contentOf, prepare } from '../server.ts';

export interface Comparison {
  readonly figures: readonly Figure[];
  /** Did all end with the same rows? */
  readonly isEqual: boolean;
}

export interface FilesAsked {
  readonly rows: number;
  readonly rounds: number;
  /** An upsert changes what a full load has brought. */
  readonly hasUpsert: boolean;
  /** Before the names of the tasks. */
  readonly prefix?: string;
}

const EDITIONS = { full: { number: 1, op: 'I' }, upsert: { number: 2, op: 'U' } } as const;

/** Full loads, and upserts of every row. The first contender leads: the others get ready from what it has loaded. */
export async function compareFiles(
  contenders: readonly Contender[],
  { rows, rounds, hasUpsert, prefix = '' }: FilesAsked,
  tell: (progress: string) => void,
): Promise<Comparison> {
  const figures: Figure[] = [];
  const present = new Set<Contender>();
  for (let round = 0; round < rounds; round += 1) {
    for (const task of tasksOf(hasUpsert)) {
      const work: Work = { task, rows, round, path: productFile(rows, EDITIONS[task]) };
      for (const contender of contenders.filter(({ takesPart }) => takesPart?.(work) !== false)) {
        tell(`${prefix}${task}, ${rows} rows, round ${round + 1} of ${rounds}: ${contender.name}`);
        await contender.prepareFrom?.(work, contenders[0]?.databaseUrl ?? '');
        await prepare(contender.databaseUrl, task === 'full');
        figures.push({
          ...(await contender.measure(work)),
          contender: contender.name,
          task: `${prefix}${task}`,
          rows,
          round,
        });
        present.add(contender);
      }
    }
  }
  return { figures, isEqual: await endEqual([...present]) };
}

function tasksOf(hasUpsert: boolean): readonly FileTask[] {
  return hasUpsert ? ['full', 'upsert'] : ['full'];
}

export async function endEqual(contenders: readonly Pick<Contender, 'databaseUrl'>[]): Promise<boolean> {
  const contents = new Set<string>();
  for (const { databaseUrl } of contenders) {
    contents.add(await contentOf(databaseUrl));
  }
  return contents.size <= 1;
}
