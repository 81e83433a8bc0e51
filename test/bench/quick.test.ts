import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Asked, measure } from '../../bench/measure.ts';
import { TASKS } from '../../bench/options.ts';
import { withFigures } from '../../bench/report/page.ts';
import { markdownOf } from '../../bench/report/print.ts';

/** Every task, as small as it can be. */
const QUICK: Asked = {
  tasks: TASKS,
  rows: [100],
  rounds: 1,
  tableRows: 100,
  cdcFiles: 2,
  files: 10,
  ledgerRows: 100,
  ledgerFiles: 5,
  rival: '',
};

it('measures every task without rivals, all contenders ending with the same rows, and writes the figures down', {
  timeout: 120_000,
}, async () => {
  const results = await measure(QUICK, () => undefined);

  expect(results.isEqual).toBe(true);
  expect(results.lines.map(({ task, contender, rows }) => `${task}: ${contender}, ${rows}`)).toEqual([
    'full: loader, 100',
    'full: COPY + merge, 100',
    'upsert: loader, 100',
    'upsert: COPY + merge, 100',
    'cdc: loader, 2000',
    'cdc: loader, from S3, 2000',
    'tiny: loader, 1000',
    'tiny: loader, from S3, 1000',
    'write full: write path, 100',
    'write full: COPY + merge, 100',
    'write full: binary COPY + merge, 100',
    'write upsert: write path, 100',
    'write upsert: COPY + merge, 100',
    'write upsert: binary COPY + merge, 100',
  ]);
  expect(results.parts.map(({ part }) => part)).toEqual(['reader', 'reader and mapper', 'encoder']);
  expect(results.profiles.map(({ task }) => task)).toEqual(['full', 'upsert', 'tiny']);
  const page = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8');
  const figures = markdownOf(results, 'performance.svg');
  expect(withFigures(page, figures)).toContain(figures);
  // Of whatever was measured there is a figure.
  expect(figures).not.toMatch(/NaN|Infinity|undefined/u);
});
