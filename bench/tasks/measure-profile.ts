/** Where the time of a load goes: by statement as the client sees them, by what the client's processor does, and the server's. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bucket } from '../bucket.ts';
import type { FileTask, Measurement } from '../contenders/contender.ts';
import { makeLoaderContender } from '../contenders/loader.ts';
import { type CpuProfile, sharesOf } from '../cpu-shares.ts';
import { productFile } from '../files/product-file.ts';
import type { Profile } from '../report/results.ts';
import { prepare } from '../server.ts';
import type { Phases } from '../statement-phases.ts';

export async function measureProfile(
  serverUrl: string,
  bucket: Bucket,
  { rows, tell }: { readonly rows: number; tell(progress: string): void },
): Promise<Profile[]> {
  const profiles: Profile[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'dms-loader-profile-'));
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  const loader = await makeLoaderContender(serverUrl, bucket, flags);
  try {
    for (const task of ['full', 'upsert'] as const) {
      tell(`profile, ${task}, ${rows} rows`);
      await prepare(loader.databaseUrl, task === 'full');
      const measured = (await loader.measure({ task, rows, round: 0, path: fileOf(task, rows) })) as Measurement &
        Phases;
      const { seconds, phases, serverSeconds } = measured;
      profiles.push({ task, rows, seconds, phases, serverSeconds, client: sharesOf(takeProfile(folder)) });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return profiles;
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
