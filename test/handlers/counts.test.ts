import { expect, it } from 'vitest';
import { counted, countsText } from '../../handlers/cli/counts.ts';

it('a number of things has its plural, and commas between thousands', () => {
  expect([0, 1, 12_345].map(number => counted(number, 'row'))).toEqual(['0 rows', '1 row', '12,345 rows']);
});

it('P6: where rows went is said in full, but for what there is none of', () => {
  const counts = { read: 4000, applied: 3995, unchanged: 0, superseded: 0, quarantined: 5 };
  expect(countsText(counts)).toBe('4,000 rows, 3,995 applied, 0 superseded, 5 quarantined');
  expect(countsText({ ...counts, unchanged: 5, quarantined: 0 }, 'still bad')).toBe(
    '4,000 rows, 3,995 applied, 0 superseded, 5 unchanged',
  );
  expect(countsText(counts, 'still bad')).toContain(', 5 still bad');
});
