import { expect, it } from 'vitest';
import type { Figure } from '../../bench/comparison.ts';
import { linesOf, tableOf } from '../../bench/report.ts';

function figure(contender: string, round: number, [seconds, peakRssMib]: readonly [number, number?]): Figure {
  return { contender, task: 'full', round, seconds, peakRssMib };
}

const FIGURES = [
  figure('loader', 0, [2, 100]),
  figure('loader', 1, [4, 140]),
  figure('loader', 2, [5, 120]),
  figure('limit', 0, [1]),
  figure('limit', 1, [3]),
  figure('limit', 2, [2]),
  figure('rival', 0, [8, 300]),
  figure('rival', 1, [12, 300]),
  figure('rival', 2, [30, 301]),
];

const fullLines = linesOf({ rows: 1000, figures: FIGURES, isEqual: true }).filter(line => line.task === 'full');

it('gives the median of the seconds, the largest memory, and the median of the ratios of each round', () => {
  expect(fullLines[0]).toEqual({
    rows: 1000,
    task: 'full',
    contender: 'loader',
    seconds: 4,
    rowsPerSecond: 250,
    // 1/2, 3/4, 2/5
    toLimit: 0.5,
    // 8/2, 12/4, 30/5
    toRival: 4,
    peakRssMib: 140,
  });
});

it('leaves open what was not measured', () => {
  const [line] = linesOf({ rows: 1000, figures: [figure('loader', 0, [2])], isEqual: true });

  expect(line).toMatchObject({ toLimit: undefined, toRival: undefined, peakRssMib: undefined });
});

it('takes the middle between two rounds', () => {
  const [line] = linesOf({ rows: 900, figures: FIGURES.filter(({ round }) => round < 2), isEqual: true });

  expect(line).toMatchObject({ seconds: 3, rowsPerSecond: 300, toLimit: 0.625, toRival: 3.5 });
});

it('prints a line for each contender under the headings', () => {
  expect(
    tableOf(fullLines)
      .split('\n')
      .map(line => line.trim().split(/\s{2,}/u)),
  ).toEqual([
    ['rows', 'task', 'contender', 'seconds', 'rows/s', 'of limit', 'x rival', 'peak MiB'],
    ['1,000', 'full', 'loader', '4.00', '250', '0.50', '4.0', '140'],
    ['1,000', 'full', 'limit', '2.00', '500', '1.00', '8.0', '-'],
    ['1,000', 'full', 'rival', '12.00', '83', '0.13', '1.0', '301'],
  ]);
});
