/** Consumers of files of changes that stay warm between the files: the loader, and the rival with its connection kept. */
import { fileURLToPath } from 'node:url';
import { type Announced, type Bucket, changeKey } from '../bucket.ts';
import { LOADER } from '../contenders/loader.ts';
import { type Rivals, SEED } from '../contenders/rivals.ts';
import { startWarm } from '../contenders/warm.ts';
import { createLoaderDatabase, createPlainDatabase } from '../server.ts';
import type { Phases } from '../statement-phases.ts';

export interface ChangeConsumer {
  readonly name: string;
  readonly databaseUrl: string;
  /** Consumes local files in their order; gives the seconds. @throws Error if one of them was not loaded */
  consume(paths: readonly string[]): Promise<Consumed>;
  stop(): Promise<void>;
}

/** Phases are known of the loader only. */
interface Consumed {
  readonly seconds: number;
  readonly peakRssMib: number;
  readonly phases?: Phases['phases'];
}

const CHILD = fileURLToPath(new URL('../children/measured-changes.ts', import.meta.url));

/** Files are put to the bucket before the clock runs, and so many at a time. */
const PUTS_AT_ONCE = 8;

/** Messages come from nowhere, so that no queue is asked for anything. */
const NO_QUEUE = 'http://127.0.0.1:1/none';

interface Answer extends Consumed {
  readonly loaded: number;
  readonly error?: string;
}

/** Where its bytes come from: from the disk, as the rivals' do, or over HTTP from an S3 that works on the same cores. */
export type Reading = 'disk' | 'S3';

/**
 * Its files are announced as DMS would write them, a second after one another.
 * @param nodeFlags for its process
 */
export async function makeLoaderConsumer(
  serverUrl: string,
  bucket: Bucket,
  { reads, nodeFlags = [] }: { readonly reads: Reading; readonly nodeFlags?: readonly string[] },
): Promise<ChangeConsumer> {
  const databaseUrl = await createLoaderDatabase(serverUrl);
  const environment = {
    ...bucket.environment,
    DATABASE_URL: databaseUrl,
    QUEUE_URL: NO_QUEUE,
    LOADER_LOG_LEVEL: 'error',
  };
  const warm = startWarm(process.execPath, [...nodeFlags, CHILD], environment);
  let writtenAtMs = Date.now() + 60_000;
  return {
    name: reads === 'disk' ? LOADER : `${LOADER}, from S3`,
    databaseUrl,
    async consume(paths) {
      const places = paths.map((path, file) => ({ path, key: changeKey(writtenAtMs + file * 1000) }));
      writtenAtMs += paths.length * 1000;
      const announced = await putAll(bucket, places);
      const objects = announced.map((object, at) => (reads === 'disk' ? { ...object, path: paths[at] } : object));
      const { loaded, error, ...consumed } = await warm.ask<Answer>(JSON.stringify(objects));
      await Promise.all(announced.map(({ key }) => bucket.remove(key)));
      if (loaded !== paths.length) {
        throw new Error(`the loader loaded ${loaded} of ${paths.length} files; ${error}`);
      }
      return consumed;
    },
    stop: warm.stop,
  };
}

async function putAll(bucket: Bucket, places: readonly { readonly path: string; readonly key: string }[]) {
  const announced: Announced[] = [];
  for (let at = 0; at < places.length; at += PUTS_AT_ONCE) {
    const puts = places.slice(at, at + PUTS_AT_ONCE).map(({ key, path }) => bucket.put(key, path));
    announced.push(...(await Promise.all(puts)));
  }
  return announced;
}

export async function makeSeedConsumer(
  serverUrl: string,
  { python, program }: NonNullable<Rivals['seed']>,
): Promise<ChangeConsumer> {
  const databaseUrl = await createPlainDatabase(serverUrl);
  const warm = startWarm(python, [program, '--serve', '--reuse-connection', '--dsn', databaseUrl], {});
  return {
    name: SEED,
    databaseUrl,
    async consume(paths) {
      const answer = await warm.ask<{ seconds: number; peak_rss_mib: number }>(`values ${paths.join(' ')}`);
      return { seconds: answer.seconds, peakRssMib: answer.peak_rss_mib };
    },
    stop: warm.stop,
  };
}
