/** What the acts share: stack, database, function, and the files that are put and awaited. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Client } from 'pg';
import type { Stack } from '../stack.ts';
import type { EventSource } from './event-source.ts';
import { deploy, type LoaderFunction, type ObjectEntry } from './function.ts';
import { grouped, type Story, seconds } from './story.ts';
import { ask } from './target.ts';

export interface Scene {
  readonly story: Story;
  readonly stack: Stack;
  readonly database: Client;
  readonly events: EventSource;
  /** The function that consumes now; a repair replaces it. */
  target: LoaderFunction;
  /** What its log told of objects since the last act. */
  readonly entries: ObjectEntry[];
}

/** Where DMS puts the files of DMSTEST.TEST_PRODUCT, with a bucket folder. */
export const FOLDER = 'dms/DMSTEST/TEST_PRODUCT';

/** A function that tells of each object when it is done with it. */
export function deployFor(
  scene: Omit<Scene, 'target'>,
  settings: Readonly<Record<string, string>> = {},
): LoaderFunction {
  return deploy({ ...scene.stack.environment, ...settings }, entry => {
    scene.entries.push(entry);
    scene.story.say(lineOf(entry));
  });
}

export async function put({ stack, story }: Scene, file: string, bytes: Uint8Array): Promise<void> {
  const input = { Bucket: stack.bucket, Key: `${FOLDER}/${file}`, Body: bytes };
  await stack.s3.send(new PutObjectCommand(input));
  story.say(`put            ${file} (${grouped(bytes.length / 1024)} KiB)`);
}

/**
 * Lets the function consume `count` messages, however often each comes back.
 * @returns the bodies that were sent back, and milliseconds from the first receive to an empty queue
 */
export async function consume(scene: Scene, count: number): Promise<{ returned: readonly string[]; tookMs: number }> {
  const { story, events, entries } = scene;
  entries.length = 0;
  await events.waitFor(count);
  const startMs = performance.now();
  const drawing = story.isLive ? setInterval(() => void draw(scene, count, startMs), 200) : undefined;
  try {
    const returned = await events.drain(scene.target);
    return { returned, tookMs: performance.now() - startMs };
  } finally {
    clearInterval(drawing);
    story.status('');
  }
}

/** Of each object that the function told of: file, outcome, and rows applied and superseded. */
export function outcomes({ entries }: Scene): readonly string[] {
  return entries.map(({ object, outcome, applied, superseded }) =>
    [fileOf(object), outcome, ...(applied === undefined ? [] : [`${applied} applied, ${superseded} superseded`])].join(
      ' ',
    ),
  );
}

/** The name of a file of changes: when it was written. @param second since `base`, milliseconds since 1970 */
export function changeFileName(base: number, second: number): string {
  const digits = new Date(base + second * 1000).toISOString().replaceAll(/\D/gu, '');
  return `${digits.slice(0, 8)}-${digits.slice(8)}.parquet`;
}

export function fileOf(object: string): string {
  return object.slice(object.lastIndexOf('/') + 1);
}

function lineOf({
  object,
  outcome,
  read,
  applied,
  superseded,
  error,
  receiveCount,
  milliseconds,
}: ObjectEntry): string {
  const head = `${outcome.padEnd(14)} ${fileOf(object)}`;
  if (error !== undefined) {
    return `${head}  receive ${receiveCount}, ${error.code}`;
  }
  if (read === undefined) {
    return head;
  }
  const speed = read < 1000 ? '' : `, ${grouped((read / milliseconds) * 1000)} rows/s`;
  return `${head}  ${grouped(read)} rows: ${grouped(applied ?? 0)} applied, ${superseded} superseded (${milliseconds} ms${speed})`;
}

const BAR_WIDTH = 20;

/** Files that are done with, and rows: those of these files, and those that COPY has taken of the one in hand. */
async function draw({ story, database, entries }: Scene, count: number, startMs: number): Promise<void> {
  const [copied] = await ask(database, 'select coalesce(sum(tuples_processed), 0)::text from pg_stat_progress_copy');
  const done = Math.min(new Set(entries.map(({ object }) => object)).size, count);
  const bar = '#'.repeat(Math.round((done / count) * BAR_WIDTH)).padEnd(BAR_WIDTH, '.');
  const rows = entries.reduce((sum, { read = 0 }) => sum + read, Number(copied?.[0] ?? 0));
  story.status(`[${bar}] ${done} of ${count} files, ${grouped(rows)} rows, ${seconds(performance.now() - startMs)}`);
}
