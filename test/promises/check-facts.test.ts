import { describe, expect, it } from 'vitest';
import { faultsOf } from './check-facts.ts';

/** Written apart, so that the check of this very file does not take it for a title. */
const word = 'fact';
const all = Array.from({ length: 35 }, (_, index) => index + 1);

const row = (number: number, link = '[a](../test/a.test.ts)') =>
  `| ${number} | One word on it | a setting | done | ${link} |`;
const page = (rows: readonly string[]) => `# Facts\n\n| # | Fact |\n|---|---|\n${rows.join('\n')}\n`;
const title = (...numbers: readonly number[]) =>
  `test('P1: ${numbers.map(number => `${word} ${number}: `).join('')}holds', () => {});`;
const tests = (source: string) => new Map([['test/a.test.ts', source]]);

const ROWS = all.map(number => row(number));
const TITLES = all.map(number => title(number)).join('\n');

describe('the check of the facts', () => {
  it('is content when each fact has a row whose file names it in a title', () => {
    expect(faultsOf(page(ROWS), tests(TITLES))).toEqual([]);
  });

  it('takes a title that names several facts, and one in a template or over two lines', () => {
    const source = [
      title(1, 2),
      `it(\n  \`P2: ${word} 3: holds\`, () => {});`,
      ...all.slice(3).map(number => title(number)),
    ];
    expect(faultsOf(page(ROWS), tests(source.join('\n')))).toEqual([]);
  });

  it('names a fact without a row, and one with two', () => {
    expect(faultsOf(page([...ROWS.slice(1), row(2)]), tests(TITLES))).toEqual([
      `docs/dms-facts.md has 0 rows of ${word} 1 instead of one`,
      `docs/dms-facts.md has 2 rows of ${word} 2 instead of one`,
      `test/a.test.ts has a test of ${word} 1, which docs/dms-facts.md does not list`,
    ]);
  });

  it('names a row without a link, and links that lead to nothing', () => {
    const links = ['none', '[b](../test/b.test.ts)', '[a](../test/a.test.ts), [b](../test/b.test.ts)'];
    const rows = all.map(number => row(number, links[number - 1] ?? '[a](../test/a.test.ts)'));
    expect(faultsOf(page(rows), tests(TITLES))).toEqual([
      `the row of ${word} 1 links no test`,
      `${word} 2 is linked to test/b.test.ts, which is not there`,
      `${word} 3 is linked to test/b.test.ts, which is not there`,
    ]);
  });

  it('names a linked file that proves another fact, be the number in a comment', () => {
    const source = `// ${word} 35 is proved elsewhere.\n${all
      .slice(0, -1)
      .map(number => title(number))
      .join('\n')}`;
    expect(faultsOf(page(ROWS), tests(source))).toEqual([
      `${word} 35 is linked to test/a.test.ts, which names it in no title`,
    ]);
  });

  it('names a test of a fact that the table lacks', () => {
    expect(faultsOf(page(ROWS), tests(`${TITLES}\n${title(36)}`))).toEqual([
      `test/a.test.ts has a test of ${word} 36, which docs/dms-facts.md does not list`,
    ]);
  });
});
