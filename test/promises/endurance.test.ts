import { beforeAll, expect, inject, test } from 'vitest';
import { endure, type Trial, type Verdict } from '../endurance/endure.ts';

const SECONDS = 15;

/**
 * Six row groups, and so short runs and lives that many kills fit before the file is loaded, on whatever machine; `npm run
 * endurance` tries millions of rows.
 */
const TRIAL: Omit<Trial, 'serverUrl' | 'consumers' | 'kills' | 'sliceRows'> = {
  rows: 60_000,
  seconds: SECONDS,
  killWithinSeconds: 0.15,
  runRows: 1000,
  seed: 7,
};
const NEVER_SPREAD = 1_000_000;
let uninterrupted: Verdict;

function tryIt(trial: Pick<Trial, 'consumers' | 'kills' | 'sliceRows'>): Promise<Verdict> {
  return endure({ ...TRIAL, ...trial, serverUrl: inject('postgresUrl') });
}

beforeAll(async () => {
  uninterrupted = await tryIt({ consumers: 1, kills: 0, sliceRows: NEVER_SPREAD });
}, 120_000);

test.each([
  ['P1: a file carried on by one consumer at a time', { consumers: 1, sliceRows: NEVER_SPREAD }, 1],
  ['P1: a file spread over three consumers', { consumers: 3, sliceRows: 20_000 }, 3],
])('%s, with kills among them, is the file loaded without', { timeout: 400_000 }, async (_, trial, slices) => {
  const { content, ...verdict } = await tryIt({ ...trial, kills: 4 });
  expect(verdict).toMatchObject({ state: 'loaded', rowsRead: 60_000, rowsAmiss: 0, slices, deadLetters: 0 });
  // Consumers that are on their way at once may all be killed with the last one.
  expect(verdict.kills).toBeGreaterThanOrEqual(4);
  expect(content).toBe(uninterrupted.content);
  expect(content).toMatch(/^60000 rows/u);
});
