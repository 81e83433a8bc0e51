/** The loader as it runs: the object on S3, read by ranges, decoded, mapped, merged, recorded and committed; a fresh process each time. */
import { fileURLToPath } from 'node:url';
import { type Bucket, changeKey, loadKey } from '../bucket.ts';
import { runJson } from '../run-json.ts';
import { createLoaderDatabase } from '../server.ts';
import type { Contender, Measurement, Work } from './contender.ts';

export const LOADER = 'loader';

const CHILD = fileURLToPath(new URL('../children/measured-load.ts', import.meta.url));

interface Answer {
  readonly outcome: string;
  readonly error?: string;
  readonly applied?: number;
  readonly seconds: number;
  readonly peakRssMib: number;
  readonly searchStatements: number;
}

/** @param nodeFlags for the process of a load */
export async function makeLoaderContender(
  serverUrl: string,
  bucket: Bucket,
  nodeFlags: readonly string[] = [],
): Promise<Contender> {
  const databaseUrl = await createLoaderDatabase(serverUrl);
  const environment = { DATABASE_URL: databaseUrl, ...bucket.environment };
  return {
    name: LOADER,
    databaseUrl,
    async measure(work) {
      const key = keyOf(work);
      await bucket.put(key, work.path);
      const args = [...nodeFlags, CHILD, bucket.name, key, ...policyOf(work)];
      const { processSeconds, ...answer } = await runJson<Answer>({ file: process.execPath, args, environment });
      await bucket.remove(key);
      return { ...checked(answer, work), processSeconds };
    },
  };
}

/** Every object is another one: a full-load file, or a change file written a minute after it, so that its rows are newer. */
function keyOf({ task, rows, round }: Work): string {
  return task === 'full' ? loadKey(rows + round) : changeKey(Date.now() + 60_000);
}

function policyOf({ badRows }: Work): readonly string[] {
  return badRows === undefined ? [] : ['quarantine'];
}

/** @throws Error if the file was not loaded whole */
function checked(answer: Answer, { rows, badRows = 0 }: Work): Measurement {
  const { outcome, error, applied, ...measurement } = answer;
  if (outcome !== 'loaded' || applied !== rows - badRows) {
    throw new Error(`the loader answered ${outcome}, ${applied ?? 0} of ${rows} rows applied; ${error ?? 'no error'}`);
  }
  return measurement;
}
