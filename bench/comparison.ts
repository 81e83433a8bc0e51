/** Everyone does the same work in turn, round by round, so that a busy minute of the machine hits all of them. */
import { type Contender, type Measurement, TASKS, type Task, type Work } from './contender.ts';
import { productFile } from './files/product-file.ts';
import type { Limit } from './limit.ts';
import { contentOf, prepare } from './server.ts';

export interface Contenders {
  readonly loader: Contender;
  readonly limit: Limit;
  readonly rival: Contender | undefined;
}

/** What one contender did in one round. */
export interface Figure extends Measurement {
  readonly contender: string;
  readonly task: Task;
  readonly round: number;
}

export interface Comparison {
  readonly rows: number;
  readonly figures: readonly Figure[];
  /** Did all end with the same rows? */
  readonly isEqual: boolean;
}

const EDITIONS = { full: { number: 1, op: 'I' }, upsert: { number: 2, op: 'U' } } as const;

export async function compare(
  contenders: Contenders,
  { rows, rounds }: { rows: number; rounds: number },
  tell: (progress: string) => void,
): Promise<Comparison> {
  const figures: Figure[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const task of TASKS) {
      tell(`${rows} rows, round ${round + 1} of ${rounds}: ${task}`);
      figures.push(...(await inTurn(contenders, { task, rows, round, path: productFile(rows, EDITIONS[task]) })));
    }
  }
  return { rows, figures, isEqual: await endEqual(contenders) };
}

/** The loader first: the limit's text is made of what it has loaded. */
async function inTurn({ loader, limit, rival }: Contenders, work: Work): Promise<Figure[]> {
  const figures = [await measured(loader, work)];
  await limit.makeText(work, loader.databaseUrl);
  figures.push(await measured(limit, work));
  if (rival !== undefined) {
    figures.push(await measured(rival, work));
  }
  return figures;
}

async function measured(contender: Contender, work: Work): Promise<Figure> {
  await prepare(contender.databaseUrl, work.task === 'full');
  const measurement = await contender.measure(work);
  return { ...measurement, contender: contender.name, task: work.task, round: work.round };
}

async function endEqual({ loader, limit, rival }: Contenders): Promise<boolean> {
  const contents = new Set<string>();
  for (const contender of rival === undefined ? [loader, limit] : [loader, limit, rival]) {
    contents.add(await contentOf(contender.databaseUrl));
  }
  return contents.size === 1;
}
