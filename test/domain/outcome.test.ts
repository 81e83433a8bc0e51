import { describe, expect, test } from 'vitest';
import { type Answer, answerTo, type OutcomeKind, worstOf } from '../../domain/outcome.ts';

/** Every outcome, from good to bad, with its answer. A new one does not compile until it stands here. */
const ANSWERS: Readonly<Record<OutcomeKind, Answer>> = {
  ignored: 'acknowledge',
  removed: 'acknowledge',
  'already-loaded': 'acknowledge',
  overwritten: 'acknowledge',
  loaded: 'acknowledge',
  continued: 'acknowledge',
  rejected: 'retry',
  missing: 'retry',
  busy: 'retry',
  failed: 'retry',
};
const OUTCOMES = Object.keys(ANSWERS) as OutcomeKind[];

describe('answerTo', () => {
  test.each(Object.entries(ANSWERS))('answers %s with %s', (outcome, answer) => {
    expect(answerTo(outcome as OutcomeKind)).toBe(answer);
  });

  test('P9: answers a missing outcome with retry', () => {
    expect(answerTo(undefined)).toBe('retry');
  });
});

describe('worstOf', () => {
  const pairs = OUTCOMES.flatMap((better, index) => OUTCOMES.slice(index).map(worse => [better, worse] as const));

  test.each(pairs)('of %s and %s is the latter, in either order', (better, worse) => {
    expect(worstOf([better, worse])).toBe(worse);
    expect(worstOf([worse, better])).toBe(worse);
  });

  test('of nothing is ignored', () => {
    expect(worstOf([])).toBe('ignored');
  });
});
