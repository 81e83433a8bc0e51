import { defineConfig } from 'vitest/config';

/** Where the runner leaves its own account of a run, for whoever counts tests (.ci/run). */
const REPORT = 'coverage/tests.json';

const isContinuous = process.env['CI'] !== undefined;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/stack/global-postgres.ts'],
    // A process a file: tests kill connections and listen for signals.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: isContinuous ? ['default', ['json', { outputFile: REPORT }]] : ['default'],
  },
});
