import { describe, expect, test } from 'vitest';
import type { OutcomeKind } from '../../domain/outcome.ts';
import { isNextToLastReceive, pauseBeforeRetry } from '../../domain/pacing.ts';

describe('pauseBeforeRetry', () => {
  test.each(['loaded', 'already-loaded', 'overwritten', 'removed', 'ignored', 'continued'] as const)(
    'asks for none after %s',
    outcome => {
      expect(pauseBeforeRetry({ outcome, receiveCount: 1, random: 0 })).toBeUndefined();
    },
  );

  test.each([
    ['rejected', 1, 0],
    ['rejected', 4, 0],
    ['busy', 1, 30],
    ['busy', 900, 30],
  ] as const)('P8: is fixed for %s at receive %i: %i s', (outcome, receiveCount, seconds) => {
    expect(pauseBeforeRetry({ outcome, receiveCount, random: 0.9 })).toBe(seconds);
  });

  test.each([
    [1, 10, 19],
    [2, 20, 39],
    [3, 40, 79],
    [4, 80, 159],
    [5, 160, 319],
    [6, 320, 639],
    [7, 450, 899],
    [8, 450, 899],
    [100_000, 450, 899],
    [0, 10, 19],
  ])('P8: doubles with receive %i of a failure, from %i to %i s', (receiveCount, shortest, longest) => {
    const failures: readonly (OutcomeKind | undefined)[] = ['failed', 'missing', undefined];
    for (const outcome of failures) {
      expect(pauseBeforeRetry({ outcome, receiveCount, random: 0 })).toBe(shortest);
      expect(pauseBeforeRetry({ outcome, receiveCount, random: 0.999_999 })).toBe(longest);
    }
  });
});

test.each([
  [3, 5, false],
  [4, 5, true],
  [5, 5, true],
  [6, 5, true],
  [1, 5, false],
])('receive %i of %i leaves at most one more: %s', (receiveCount, receiveLimit, expected) => {
  expect(isNextToLastReceive(receiveCount, receiveLimit)).toBe(expected);
});
