/** A Python environment of the rivals' own. Packages are installed once and kept. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../files/product-file.ts';
import { run } from '../run-json.ts';

const PYTHON = 'python3';
const OLDEST_PYTHON = '(3, 11)';

export interface Python {
  readonly path: string;
  /** As pip wants them: `--requirement <file>`, or packages with their versions. */
  install(packages: readonly string[]): Promise<void>;
}

export async function preparePython(): Promise<Python> {
  const environment = join(CACHE, 'python');
  const path = join(environment, 'bin', 'python');
  await run({ file: PYTHON, args: ['-c', `import sys; assert sys.version_info >= ${OLDEST_PYTHON}, sys.version`] });
  if (!existsSync(path)) {
    await run({ file: PYTHON, args: ['-m', 'venv', environment] });
  }
  return {
    path,
    install: async packages => void (await run({ file: path, args: ['-m', 'pip', 'install', '--quiet', ...packages] })),
  };
}
