/** Where the time of a load goes: by statement as the client sees them, by what the client's processor does, and the server's. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bucket } from '../bucket.ts';
import type { FileTask, Measurement } from '../contenders/contender.ts';
import { makeLoaderContender } from '../contenders/loader.ts';
import { type CpuProfile, sharesOf } from '../cpu-shares.ts';
import { type ChangeSet, changeFiles } from '../files/change-files.ts';
import { productFile } from '../files/product-file.ts';
import type { Profile } from '../report/results.ts';
import { prepare } from '../server.ts';
import type { Phases } from '../statement-phases.ts';
import { makeLoaderConsumer } from './consumers.ts';

export interface ProfileAsked {
  /** Of the file of a full load and an upsert. */
  readonly rows: number;
  /** Files of changes; their figures are of all of them. */
  readonly changes: Omit<ChangeSet, 'round'>;
  tell(progress: string): void;
}

export async function measureProfile(serverUrl: string, bucket: Bucket, asked: ProfileAsked): Promise<Profile[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dms-loader-profile-'));
  const scene: Scene = { serverUrl, bucket, folder, flags: ['--cpu-prof', `--cpu-prof-dir=${folder}`] };
  try {
    return [...(await profileFiles(scene, asked)), await profileChanges(scene, asked)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Scene {
  readonly serverUrl: string;
  readonly bucket: Bucket;
  /** Where the profiles are written to. */
  readonly folder: string;
  readonly flags: readonly string[];
}

async function profileFiles(
  { serverUrl, bucket, folder, flags }: Scene,
  { rows, tell }: ProfileAsked,
): Promise<Profile[]> {
  const profiles: Profile[] = [];
  const loader = await makeLoaderContender(serverUrl, bucket, flags);
  for (const task of ['full', 'upsert'] as const) {
    tell(`profile, ${task}, ${rows} rows`);
    await prepare(loader.databaseUrl, task === 'full');
    const measured = (await loader.measure({ task, rows, round: 0, path: fileOf(task, rows) })) as Measurement & Phases;
    const { seconds, phases, serverSeconds } = measured;
    profiles.push({ task, rows, seconds, phases, serverSeconds, client: sharesOf(takeProfile(folder)) });
  }
  return profiles;
}

/** The filling of the table and the start of the process are in it: a small part of many files. */
async function profileChanges(
  { serverUrl, bucket, folder, flags }: Scene,
  { changes, tell }: ProfileAsked,
): Promise<Profile> {
  tell(`profile, ${changes.files} files of ${changes.changes} changes`);
  const consumer = await makeLoaderConsumer(serverUrl, bucket, { reads: 'S3', nodeFlags: flags });
  await consumer.consume([productFile(changes.tableRows, { number: 1, op: 'I' })]);
  const { seconds, phases = {} } = await consumer.consume(changeFiles({ ...changes, round: 0 }));
  await consumer.stop();
  const rows = changes.files * changes.changes;
  return { task: 'tiny', rows, seconds, phases, client: sharesOf(takeProfile(folder)) };
}

function fileOf(task: FileTask, rows: number): string {
  return task === 'full' ? productFile(rows, { number: 1, op: 'I' }) : productFile(rows, { number: 2, op: 'U' });
}

/** Of the process that ended last; other threads of it have profiles of their own, which are smaller. */
function takeProfile(folder: string): CpuProfile {
  const all = readdirSync(folder).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile);
  const [largest] = all.toSorted((one, other) => other.samples.length - one.samples.length);
  for (const name of readdirSync(folder)) {
    rmSync(join(folder, name));
  }
  return largest ?? { nodes: [], samples: [], timeDeltas: [] };
}
