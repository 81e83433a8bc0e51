import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One test of a run. */
export interface Told {
  readonly title: string;
  readonly state: string;
  /** Each begins with the name of the error. */
  readonly failures: readonly string[];
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const LONGEST_RUN_MS = 300_000;

const SPECIAL = /[\\^$.*+?()[\]{}|]/gu;

/**
 * Runs the tests of some files whose titles have one of some texts, in a tree of its own; gives those that were run.
 * @throws Error if the run ends without a report
 */
export async function runTests(
  folder: string,
  { files, titles }: { readonly files: readonly string[]; readonly titles: readonly string[] },
): Promise<readonly Told[]> {
  const place = mkdtempSync(join(tmpdir(), 'dms-loader-report-'));
  const report = join(place, 'report.json');
  const pattern = titles.map(title => title.replaceAll(SPECIAL, '\\$&')).join('|');
  const words = ['run', ...new Set(files), '-t', pattern, '--reporter=json', `--outputFile=${report}`];
  // In continuous integration the project's own settings would have the report elsewhere.
  const { CI: _, ...environment } = process.env;
  const child = spawn(process.execPath, [join(folder, 'node_modules/vitest/vitest.mjs'), ...words], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: LONGEST_RUN_MS,
  });
  let said = '';
  child.stderr.on('data', bytes => {
    said += String(bytes);
  });
  await once(child, 'close');
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    return testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ fullName, status, failureMessages }) => ({ title: fullName, state: status, failures: failureMessages }));
  } catch (error) {
    throw new Error(`vitest gave no report: ${said.slice(-2000)}`, { cause: error });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
