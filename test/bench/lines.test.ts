import { expect, it } from 'vitest';
import { type Figure, linesOf } from '../../bench/report/lines.ts';

function figure(contender: string, round: number, [seconds, peakRssMib]: readonly [number, number?]): Figure {
  return { contender, task: 'full', rows: 1000, round, seconds, peakRssMib };
}

const FIGURES = [
  figure('loader', 0, [2, 100]),
  figure('loader', 1, [4, 140]),
  figure('loader', 2, [5, 120]),
  figure('COPY + merge', 0, [1]),
  figure('COPY + merge', 1, [3]),
  figure('COPY + merge', 2, [2]),
  figure('seed', 0, [8, 300]),
  figure('seed', 1, [12, 300]),
  figure('seed', 2, [30, 301]),
];

it('gives the median of the seconds, the largest memory, and the median of the ratios of each round', () => {
  const [loader, limit, seed] = linesOf(FIGURES);

  expect(loader).toMatchObject({ contender: 'loader', rounds: 3, seconds: 4, rowsPerSecond: 250, peakRssMib: 140 });
  // 1/2, 3/4, 2/5
  expect(loader?.ofLimit).toBe(0.5);
  expect(loader?.ahead).toBeUndefined();
  // The same ratios, as the loader leads.
  expect(limit).toMatchObject({ contender: 'COPY + merge', ofLimit: 1, ahead: 0.5, peakRssMib: undefined });
  // 8/2, 12/4, 30/5
  expect(seed).toMatchObject({ contender: 'seed', seconds: 12, peakRssMib: 301 });
  expect(seed?.ahead).toBeCloseTo(4, 10);
});

it('leaves open what was not measured', () => {
  const [line] = linesOf([figure('loader', 0, [2])]);

  expect(line).toMatchObject({
    ofLimit: undefined,
    ahead: undefined,
    processSeconds: undefined,
    peakRssMib: undefined,
  });
});

it('takes the middle between two rounds', () => {
  const [loader] = linesOf(FIGURES.filter(({ round }) => round < 2));

  expect(loader).toMatchObject({ seconds: 3, ofLimit: 0.625 });
});

it('compares someone who sat out rounds by the rounds in which both took part', () => {
  const lines = linesOf([...FIGURES, figure('slow', 1, [40])]);

  expect(lines.at(-1)).toMatchObject({ contender: 'slow', rounds: 1, ahead: 10, ofLimit: 0.075 });
});

it('keeps tasks and sizes apart', () => {
  const others = FIGURES.map(one => ({ ...one, task: 'upsert', rows: 10, seconds: one.seconds * 10 }));

  expect(linesOf([...FIGURES, ...others]).map(({ task, rows, seconds }) => [task, rows, seconds])).toEqual([
    ['full', 1000, 4],
    ['full', 1000, 2],
    ['full', 1000, 12],
    ['upsert', 10, 40],
    ['upsert', 10, 20],
    ['upsert', 10, 120],
  ]);
});
