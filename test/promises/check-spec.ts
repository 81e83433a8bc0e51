/**
 * Holds docs/spec.md and the tests against each other: `npm run check:spec`. A promise is kept by tests whose titles begin
 * with its number and a colon, as in `P4: ...`.
 */
import { readText, tellFaults, testSources } from './support/test-sources.ts';

/** A row of the table of promises: `| **P4** | ...`. */
const PROMISE = /^\| \*\*(?<number>P\d+)\*\* \|/gmu;

/** How a title begins, wherever it stands: in `test('`, `it.each(..)('`, a template. */
const TITLE = /(?<=['"`])(?<number>P\d+):/gu;

/** What is wrong, one sentence each. */
export function faultsOf(spec: string, tests: ReadonlyMap<string, string>): readonly string[] {
  const promises = new Set(numbersIn(spec, PROMISE));
  if (promises.size === 0) {
    return ['docs/spec.md has no row of a promise: | **P1** | ... |'];
  }
  const kept = new Set<string>();
  const strangers: string[] = [];
  for (const [path, source] of tests) {
    for (const number of new Set(numbersIn(source, TITLE))) {
      kept.add(number);
      if (!promises.has(number)) {
        strangers.push(`${path} has a test of ${number}, which docs/spec.md does not promise`);
      }
    }
  }
  const unkept = [...promises].filter(number => !kept.has(number));
  return [...unkept.map(number => `${number} of docs/spec.md has no test whose title begins with it`), ...strangers];
}

function numbersIn(text: string, pattern: RegExp): readonly string[] {
  return Array.from(text.matchAll(pattern), match => match.groups?.['number'] ?? '');
}

if (import.meta.main) {
  tellFaults(faultsOf(readText('docs/spec.md'), testSources()));
}
