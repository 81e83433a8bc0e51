/** The rival: pandas and psycopg2, vectorised, in a Python environment of its own. It reads the same Parquet file. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Contender } from './contender.ts';
import { CACHE } from './files/product-file.ts';
import { run, runJson } from './run-json.ts';
import { createPlainDatabase } from './server.ts';

const PYTHON = 'python3';
const OLDEST_PYTHON = '(3, 11)';

/** The rival, or the reason why it is left out. */
export async function makeRival(serverUrl: string, folder: string): Promise<Contender | string> {
  if (folder === '') {
    return 'left out by --no-rival';
  }
  const script = resolve(folder, 'seed_pipeline.py');
  if (!existsSync(script)) {
    return `${script} is not there`;
  }
  let python: string;
  try {
    python = await preparePython(resolve(folder, 'requirements.txt'));
  } catch (error) {
    return `no Python for it: ${String(error)}`;
  }
  const databaseUrl = await createPlainDatabase(serverUrl);
  return {
    name: 'rival',
    databaseUrl,
    measure: async ({ path }) => {
      const result = await runJson<{ seconds: number; peak_rss_mib: number }>({
        file: python,
        args: [script, '--dsn', databaseUrl, '--mode', 'values', path],
      });
      return { seconds: result.seconds, peakRssMib: result.peak_rss_mib };
    },
  };
}

/** Path of a Python that has the packages; they are installed once and kept. */
async function preparePython(requirements: string): Promise<string> {
  const environment = join(CACHE, 'python');
  const python = join(environment, 'bin', 'python');
  await run({ file: PYTHON, args: ['-c', `import sys; assert sys.version_info >= ${OLDEST_PYTHON}, sys.version`] });
  if (!existsSync(python)) {
    await run({ file: PYTHON, args: ['-m', 'venv', environment] });
  }
  await run({ file: python, args: ['-m', 'pip', 'install', '--quiet', '--requirement', requirements] });
  return python;
}
