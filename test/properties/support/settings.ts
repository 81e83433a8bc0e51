/**
 * How often a property is tried and from which seed. A failure prints its seed and path; to look further than the tests do:
 * `PROPERTY_SEED=7 PROPERTY_RUNS=5000 npx vitest run test/properties`.
 */
const SEED = 20_260_131;

/** Where shrinking stops, so that what it found is printed before the test's own time is over. */
const LONGEST_MS = 240_000;

/** For `test(title, { timeout }, ..)`. */
export const PROPERTY_TIMEOUT = { timeout: LONGEST_MS + 60_000 };

export function propertySettings(runs: number) {
  return {
    seed: Number(process.env['PROPERTY_SEED'] ?? SEED),
    numRuns: Number(process.env['PROPERTY_RUNS'] ?? runs),
    interruptAfterTimeLimit: LONGEST_MS,
    markInterruptAsFailure: true,
  };
}
