/** The write path of the loader alone: claim, COPY, merge, ledger and commit of rows that are in memory. */
import { fileURLToPath } from 'node:url';
import { runJson } from '../run-json.ts';
import { createLoaderDatabase } from '../server.ts';
import type { Contender } from './contender.ts';

export const WRITE_PATH = 'write path';

const CHILD = fileURLToPath(new URL('../children/measured-write.ts', import.meta.url));
/** All rows are held, some 1.5 GB for 1,000,000. */
const HEAP = '--max-old-space-size=8192';

export async function makeWritePath(serverUrl: string): Promise<Contender> {
  const databaseUrl = await createLoaderDatabase(serverUrl);
  return {
    name: WRITE_PATH,
    databaseUrl,
    async measure({ path, task, rows }) {
      const { seconds, applied } = await runJson<{ seconds: number; applied: number }>({
        file: process.execPath,
        args: [HEAP, CHILD, path, task],
        environment: { DATABASE_URL: databaseUrl },
      });
      if (applied !== rows) {
        throw new Error(`the write path applied ${applied} of ${rows} rows`);
      }
      return { seconds };
    },
  };
}
