import { describe, expect, test } from 'vitest';
import { didYouMean } from '../../domain/did-you-mean.ts';

const COMMANDS = ['load', 'migrate', 'status', 'redrive', 'trace'];

describe('didYouMean', () => {
  test.each([
    ['laod', 'load'],
    ['lod', 'load'],
    ['loadd', 'load'],
    ['LOAD', 'load'],
    ['migrat', 'migrate'],
    ['stauts', 'status'],
    ['reddrive', 'redrive'],
  ])('takes %s for %s', (name, meant) => {
    expect(didYouMean(name, COMMANDS)).toBe(meant);
  });

  test.each(['', 'x', 'explode', 'mig', 'x'.repeat(100_000)])('takes %.20s for nothing known', name => {
    expect(didYouMean(name, COMMANDS)).toBeUndefined();
  });

  test('prefers the closest, and the first of equals', () => {
    expect(didYouMean('LOADER_TABELS', ['LOADER_LABELS', 'LOADER_TABLES'])).toBe('LOADER_LABELS');
    expect(didYouMean('bat', ['cat', 'hat'])).toBe('cat');
  });
});
