/** What the checks of documents against tests share: the sources of all tests, and how faults are told. */
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');

export function readText(path: string): string {
  return readFileSync(resolve(ROOT, path), 'utf8');
}

/** By path from the root, as in `test/domain/errors.test.ts`. */
export function testSources(): ReadonlyMap<string, string> {
  return new Map(globSync('test/**/*.test.ts', { cwd: ROOT }).map(path => [path, readText(path)]));
}

/** Says each fault; the process ends with 1 if there is one. */
export function tellFaults(faults: readonly string[]): void {
  for (const fault of faults) {
    process.stderr.write(`${fault}\n`);
  }
  process.exitCode = faults.length > 0 ? 1 : 0;
}
