import { expect, it } from 'vitest';
import { withFigures } from '../../bench/report/page.ts';
import { pictureOf } from '../../bench/report/picture.ts';
import { markdownOf, textOf } from '../../bench/report/print.ts';
import { mergeResults } from '../../bench/report/results.ts';
import { targetsOf } from '../../bench/report/targets.ts';
import { line, results } from './results.ts';

const LINES = [
  line('full', 100_000, { seconds: 1.25, rowsPerSecond: 80_000, ofLimit: 0.8, peakRssMib: 150.4, processSeconds: 1.5 }),
  line('full', 100_000, { contender: 'COPY + merge', seconds: 1, rowsPerSecond: 100_000, ofLimit: 1, ahead: 0.8 }),
  line('full', 100_000, { contender: 'seed', seconds: 7.5, rowsPerSecond: 13_333.3, ofLimit: 0.133, ahead: 6 }),
];

it('prints a line for each contender under the headings, with nothing where nothing was measured', () => {
  const [table = ''] = textOf(results({ lines: LINES }))
    .split('\n\n')
    .slice(1);

  expect(table.split('\n').map(text => text.trim().split(/\s{2,}/u))).toEqual([
    ['Whole loads'],
    ['task', 'contender', 'rows', 'seconds', 'rows/s', 'of COPY + merge', 'loader is', 'process s', 'peak MiB'],
    ['full', 'loader', '100,000', '1.25', '80,000', '0.80', '-', '1.50', '150'],
    ['full', 'COPY + merge', '100,000', '1.00', '100,000', '1.00', '0.80 x', '-', '-'],
    ['full', 'seed', '100,000', '7.50', '13,333', '0.13', '6.00 x', '-', '-'],
  ]);
});

it('names the machine, who is left out, and whether all ended with the same rows', () => {
  const text = textOf(results({ isEqual: false, leftOut: ['DuckDB is left out: no network'] }));

  expect(text).toContain('2026-02-03, 2 cores (Abacus), 24 GiB, Node.js 24.0.0, PostgreSQL 18.4 on the same machine');
  expect(text).toContain('NOT EQUAL');
  expect(text).toContain('no network');
});

it('prints parts, cold start, ledger and profile as Markdown, shares by size', () => {
  const page = markdownOf(
    results({
      parts: [{ part: 'reader', rows: 1000, mebibytes: 4, seconds: [2, 0.5] }],
      cold: {
        entry: 'dist/a.mjs',
        bundleBytes: 1_500_000,
        importMs: 50,
        firstQueryMs: 120.4,
        committedMs: 300,
        rows: 100,
      },
      ledger: { objects: 5_000_000, files: 300, claimMs: [1, 1.1], loadMs: [4, 5] },
      profiles: [
        {
          task: 'full',
          rows: 1000,
          seconds: 10,
          phases: { claim: 1, COPY: 9 },
          client: { decode: 3 },
          serverSeconds: 5,
        },
      ],
    }),
    'picture.svg',
  );

  expect(page).toContain('](picture.svg)');
  expect(page).toContain('| reader | 1,000 | 500 | 2,000 | 8.0 |');
  expect(page).toContain('| dist/a.mjs | 1500 | 50 | 120 | 300 | 100 |');
  expect(page).toContain('| claim | 1.00 | 1.10 | 1.10 |');
  expect(page).toMatch(/\| full \| 1,000 \| COPY \| 9\.00 \| 90 \|\n\| full \| 1,000 \| claim \| 1\.00 \| 10 \|/u);
  expect(page).toContain("processor time of PostgreSQL's process | 5.00 | 50 |");
  expect(page).toContain('| full | 1,000 | decode | 3.00 | 100 |');
});

it('holds what was measured against the targets, and leaves out what was not', () => {
  const judged = targetsOf(
    results({
      lines: [
        ...LINES,
        line('full', 10_000_000, { ofLimit: 0.6, peakRssMib: 190 }),
        line('write full', 100_000, { contender: 'write path', ofLimit: 0.84 }),
        line('tiny', 50_000, { contender: 'seed', ahead: 4.5 }),
        line('full', 100, { ofLimit: 0.1 }),
      ],
      ledger: { objects: 7000, files: 300, claimMs: [1, 1.21], loadMs: [4, 5] },
    }),
  );

  expect(judged.map(({ what, wanted, got, isMet }) => [what, wanted, got, isMet])).toEqual([
    ['full, 100,000 rows, end to end, by COPY + merge', 'at least 0.75 x', '0.80 x', true],
    ['full, 10,000,000 rows, end to end, by COPY + merge', 'at least 0.75 x', '0.60 x', false],
    ['full, 100,000 rows, by seed', 'at least 6 x', '6.00 x', true],
    ['tiny, 50,000 rows, by seed', 'at least 4 x', '4.50 x', true],
    ['write full, 100,000 rows, rows in memory, by COPY + merge', 'at least 0.85 x', '0.84 x', false],
    ['full, 10,000,000 rows: by COPY + merge, against that of 100,000', 'at least 0.9 x', '0.75 x', false],
    ['full, 10,000,000 rows: peak memory, against that of 100,000', 'at most 1.2 x', '1.26 x', false],
    ['full, 10,000,000 rows: peak memory', 'at most 512 MiB', '190 MiB', true],
    ['claim with 7,000 objects in the ledger, against none', 'at most 1.2 x', '1.21 x', false],
  ]);
});

it('draws a bar for each rival, as long as the logarithm of its ratio, to the left where the loader is slower', () => {
  const picture = pictureOf([
    line('full', 100, {}),
    line('full', 100, { contender: 'a & b', ahead: 2 }),
    line('full', 100, { contender: 'four', ahead: 4 }),
    line('full', 100, { contender: 'half', ahead: 0.5 }),
  ]);
  const bars = [
    ...picture.matchAll(/<rect class="(?<kind>\w+)" x="(?<x>[\d.]+)" y="[\d.]+" width="(?<width>[\d.]+)"/gu),
  ].map(({ groups }) => ({ kind: groups?.['kind'], x: Number(groups?.['x']), width: Number(groups?.['width']) }));
  const [two, four, half] = bars;

  expect(bars.map(({ kind }) => kind)).toEqual(['ahead', 'ahead', 'behind']);
  expect(four?.width).toBeCloseTo(2 * (two?.width ?? 0), 0);
  expect((half?.x ?? 0) + (half?.width ?? 0)).toBeCloseTo(two?.x ?? 0, 0);
  expect(picture).toContain('a &amp; b');
  expect(picture).toContain('prefers-color-scheme:dark');
  expect(picture).not.toContain('NaN');
});

it('takes what two runs have from the first, and the rest from both', () => {
  const one = results({ lines: [line('full', 1, { seconds: 1 })], leftOut: ['a'] });
  const other = results({
    lines: [line('full', 1, { seconds: 9 }), line('full', 2, { seconds: 2 })],
    leftOut: ['a', 'b'],
    isEqual: false,
    ledger: { objects: 1, files: 1, claimMs: [1, 1], loadMs: [1, 1] },
  });

  expect(mergeResults([one, other])).toMatchObject({
    lines: [{ seconds: 1 }, { seconds: 2 }],
    leftOut: ['a', 'b'],
    isEqual: false,
    ledger: { objects: 1 },
  });
});

it('replaces what stands between the marks of the page, and nothing else', () => {
  const [begin, end] = [
    '<!-- figures: made by `npm run bench -- --write-docs`, not by hand -->',
    '<!-- end of figures -->',
  ];

  expect(withFigures(`head\n${begin}\nold\n${end}\nfoot`, 'new')).toBe(`head\n${begin}\n\nnew\n\n${end}\nfoot`);
  expect(() => withFigures('head', 'new')).toThrow('the page needs a line');
});
