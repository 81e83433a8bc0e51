/** Every task that is asked for, one after the other, on one server and one bucket. */
import { type Bucket, startBucket } from './bucket.ts';
import type { Contender } from './contenders/contender.ts';
import { makeLimit } from './contenders/limit.ts';
import { makeLoaderContender } from './contenders/loader.ts';
import { makeRivals, type Rivals } from './contenders/rivals.ts';
import { makeWritePath } from './contenders/write-path.ts';
import { describeMachine } from './machine.ts';
import type { Options, Task } from './options.ts';
import { linesOf } from './report/lines.ts';
import type { Part, Results } from './report/results.ts';
import { startServer } from './server.ts';
import { compareChanges } from './tasks/compare-changes.ts';
import { type Comparison, compareFiles } from './tasks/compare-files.ts';
import { makeLoaderConsumer, makeSeedConsumer } from './tasks/consumers.ts';
import { measureLedger } from './tasks/measure-ledger.ts';
import { measureParts } from './tasks/measure-parts.ts';
import { measureProfile } from './tasks/measure-profile.ts';
import { measureStart } from './tasks/measure-start.ts';

/** What the command line may say of what is measured. */
export type Asked = Omit<Options, 'json' | 'badRow' | 'from' | 'save' | 'svg' | 'writesDocs'>;

interface Scene {
  readonly serverUrl: string;
  readonly bucket: Bucket;
  readonly rivals: Rivals;
  readonly asked: Asked;
  tell(progress: string): void;
}

/** Whoever holds a file in memory takes no larger one. */
const MOST_HELD_ROWS = 1_000_000;

const CDC = { task: 'cdc', changes: 1000 } as const;
const TINY = { task: 'tiny', changes: 100 } as const;
const MOST_PROFILED_ROWS = 10_000;
/** Of files that are tiny. */
const FILES_OF_A_ROUND = 500;

export async function measure(asked: Asked, tell: (progress: string) => void): Promise<Results> {
  const server = await startServer();
  const bucket = await startBucket();
  try {
    const rivals = await makeRivals(server.url, asked.rival);
    const scene: Scene = { serverUrl: server.url, bucket, rivals, asked, tell };
    const comparisons = [...(await files(scene)), ...(await changes(scene)), ...(await writes(scene))];
    return {
      machine: await describeMachine(server.url),
      isEqual: comparisons.every(({ isEqual }) => isEqual),
      leftOut: rivals.leftOut,
      lines: comparisons.flatMap(({ figures }) => linesOf(figures)),
      parts: has(scene, 'parts') ? await parts(scene) : [],
      cold: has(scene, 'cold')
        ? await measureStart(server.url, bucket, { starts: 2 * asked.rounds - 1, tell })
        : undefined,
      ledger: has(scene, 'ledger') ? await ledger(scene) : undefined,
      profiles: has(scene, 'profile') ? await profile(scene) : [],
    };
  } finally {
    await bucket.stop();
    await server.stop();
  }
}

function has({ asked }: Scene, task: Task): boolean {
  return asked.tasks.includes(task);
}

async function files(scene: Scene): Promise<Comparison[]> {
  const { serverUrl, bucket, rivals } = scene;
  if (!(has(scene, 'full') || has(scene, 'upsert'))) {
    return [];
  }
  const loader = await makeLoaderContender(serverUrl, bucket);
  const contenders = [loader, await makeLimit(serverUrl), ...rivals.contenders];
  return await inSizes(contenders, scene, { hasUpsert: has(scene, 'upsert') });
}

async function writes(scene: Scene): Promise<Comparison[]> {
  const { serverUrl, asked } = scene;
  if (!has(scene, 'parts')) {
    return [];
  }
  const limits = [await makeLimit(serverUrl), await makeLimit(serverUrl, 'binary')];
  const held = { ...scene, asked: { ...asked, rows: asked.rows.filter(rows => rows <= MOST_HELD_ROWS) } };
  return await inSizes([await makeWritePath(serverUrl), ...limits], held, { hasUpsert: true, prefix: 'write ' });
}

async function inSizes(
  contenders: readonly Contender[],
  { asked, tell }: Scene,
  what: { hasUpsert: boolean; prefix?: string },
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  try {
    for (const rows of asked.rows) {
      comparisons.push(await compareFiles(contenders, { rows, rounds: asked.rounds, ...what }, tell));
    }
    return comparisons;
  } finally {
    for (const contender of contenders) {
      await contender.stop?.();
    }
  }
}

async function changes(scene: Scene): Promise<Comparison[]> {
  const { tableRows, rounds, cdcFiles, files: tinyFiles } = scene.asked;
  const comparisons: Comparison[] = [];
  if (has(scene, 'cdc')) {
    comparisons.push(await changesOf(scene, { ...CDC, files: cdcFiles, rounds, tableRows }));
  }
  if (has(scene, 'tiny')) {
    const inRound = Math.min(FILES_OF_A_ROUND, tinyFiles);
    const tinyRounds = Math.ceil(tinyFiles / inRound);
    comparisons.push(await changesOf(scene, { ...TINY, files: inRound, rounds: tinyRounds, tableRows }));
  }
  return comparisons;
}

async function changesOf(
  { serverUrl, bucket, rivals, tell }: Scene,
  asked: Parameters<typeof compareChanges>[1],
): Promise<Comparison> {
  const readings = ['disk', 'S3'] as const;
  const consumers = await Promise.all(readings.map(reads => makeLoaderConsumer(serverUrl, bucket, { reads })));
  try {
    if (rivals.seed !== undefined) {
      consumers.push(await makeSeedConsumer(serverUrl, rivals.seed));
    }
    return await compareChanges(consumers, asked, tell);
  } finally {
    for (const consumer of consumers) {
      await consumer.stop();
    }
  }
}

async function parts({ asked, tell }: Scene): Promise<Results['parts']> {
  const measured: Part[] = [];
  for (const rows of asked.rows.filter(count => count <= MOST_HELD_ROWS)) {
    measured.push(...(await measureParts(rows, tell)));
  }
  return measured;
}

function ledger({ serverUrl, asked, tell }: Scene): Promise<Results['ledger']> {
  return measureLedger(serverUrl, { objects: asked.ledgerRows, files: asked.ledgerFiles, tell });
}

/** Of the largest file that is not huge, and of a round of tiny files for a table that is soon filled. */
async function profile({ serverUrl, bucket, asked, tell }: Scene): Promise<Results['profiles']> {
  const rows = Math.max(0, ...asked.rows.filter(count => count <= MOST_HELD_ROWS));
  const tiny = {
    changes: TINY.changes,
    files: Math.min(FILES_OF_A_ROUND, asked.files),
    tableRows: Math.min(asked.tableRows, MOST_PROFILED_ROWS),
  };
  return rows === 0 ? [] : await measureProfile(serverUrl, bucket, { rows, changes: tiny, tell });
}
