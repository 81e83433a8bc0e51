/**
 * Holds docs/dms-facts.md and the tests against each other: `npm run check:facts`. Each fact of DMS has a row, each row
 * links a file of tests, and that file has a test whose title names the fact, as in `P4: fact 19: ...`.
 */
import { readText, tellFaults, testSources } from './support/test-sources.ts';

const PAGE = 'docs/dms-facts.md';
const FACT_COUNT = 35;

/** A row of the table of facts: `| 7 | ...`. */
const ROW = /^\| (?<number>\d+) \| .*$/gmu;
const LINK = /\]\(\.\.\/(?<path>test\/[^)\s]+)\)/gu;

/** A string, from its opening quote to the end of the line: titles are strings, comments seldom have quotes. */
const STRING = /['"`].*$/gmu;
const NAMED = /\bfact (?<number>\d+)\b/gu;

/** What is wrong, one sentence each. */
export function faultsOf(page: string, tests: ReadonlyMap<string, string>): readonly string[] {
  const named = new Map(Array.from(tests, ([path, source]) => [path, factsIn(source)]));
  const rows = Array.from(page.matchAll(ROW), match => ({ number: Number(match.groups?.['number']), text: match[0] }));
  const all = Array.from({ length: FACT_COUNT }, (_, index) => index + 1);
  return [
    ...all.flatMap(fact => countFaults(fact, rows.filter(({ number }) => number === fact).length)),
    ...rows.flatMap(({ number, text }) => linkFaults(number, text, named)),
    ...Array.from(named, ([path, facts]) =>
      Array.from(
        facts.difference(new Set(rows.map(({ number }) => number))),
        fact => `${path} has a test of fact ${fact}, which ${PAGE} does not list`,
      ),
    ).flat(),
  ];
}

function countFaults(fact: number, rowCount: number): readonly string[] {
  return rowCount === 1 ? [] : [`${PAGE} has ${rowCount} rows of fact ${fact} instead of one`];
}

function linkFaults(fact: number, row: string, named: ReadonlyMap<string, ReadonlySet<number>>): readonly string[] {
  const paths = Array.from(row.matchAll(LINK), match => match.groups?.['path'] ?? '');
  if (paths.length === 0) {
    return [`the row of fact ${fact} links no test`];
  }
  return paths
    .filter(path => named.get(path)?.has(fact) !== true)
    .map(
      path => `fact ${fact} is linked to ${path}, which ${named.has(path) ? 'names it in no title' : 'is not there'}`,
    );
}

function factsIn(source: string): ReadonlySet<number> {
  const strings = Array.from(source.matchAll(STRING), match => match[0]).join('\n');
  return new Set(Array.from(strings.matchAll(NAMED), match => Number(match.groups?.['number'])));
}

if (import.meta.main) {
  tellFaults(faultsOf(readText(PAGE), testSources()));
}
