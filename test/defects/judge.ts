import type { Defect } from './defects.ts';
import type { Told } from './run-tests.ts';

/** What a run of the tests without any defect lacks, one sentence each: every named test must be there and pass. */
export function faultsUnpatched(defects: readonly Defect[], run: readonly Told[]): readonly string[] {
  return defects.flatMap(({ name, found }) => {
    const named = run.filter(({ title }) => title.includes(found.title));
    const red = named.find(({ state }) => state !== 'passed');
    if (named.length === 0) {
      return [`${name}: ${found.by} has no test "${found.title}"`];
    }
    return red === undefined ? [] : [`${name}: is red without the defect: ${red.title}: ${firstLine(red.failures[0])}`];
  });
}

export interface Verdict {
  readonly isFound: boolean;
  /** The title of the test that found it, or what happened instead. */
  readonly says: string;
}

/** A defect is found by a named test whose assertion fails as expected; a crash, a time-out or another failure is no find. */
export function judge({ found }: Defect, run: readonly Told[]): Verdict {
  const named = run.filter(({ title }) => title.includes(found.title));
  const finder = named.find(({ failures: [failure = ''] }) => ASSERTION.test(failure) && found.says.test(failure));
  if (finder !== undefined) {
    return { isFound: true, says: finder.title };
  }
  const red = named.find(({ state }) => state === 'failed');
  return {
    isFound: false,
    says: red === undefined ? `${named.length} tests passed` : `failed otherwise: ${firstLine(red.failures[0])}`,
  };
}

/** How vitest begins the failure of an assertion; the second is that of `expect(..).resolves`. */
const ASSERTION = /^(?:AssertionError: |Error: promise rejected .* instead of resolving)/u;

function firstLine(text = 'no reason given'): string {
  return text.split('\n', 1)[0] ?? '';
}
