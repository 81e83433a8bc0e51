import { expect, it } from 'vitest';
import { sumCounts } from '../../domain/change/sum-counts.ts';

it('P6: adds up each count, of nothing to nothing', () => {
  const one = { read: 10, applied: 4, unchanged: 3, superseded: 2, quarantined: 1 };
  const other = { read: 100, applied: 80, unchanged: 10, superseded: 6, quarantined: 4 };
  expect(sumCounts([one, other])).toEqual({ read: 110, applied: 84, unchanged: 13, superseded: 8, quarantined: 5 });
  expect(sumCounts([])).toEqual({ read: 0, applied: 0, unchanged: 0, superseded: 0, quarantined: 0 });
});
