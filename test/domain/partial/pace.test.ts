import { describe, expect, it } from 'vitest';
import { goesOn, hasTimeForRun, isRunFull, rowsOfRun } from '../../../domain/partial/pace.ts';

const RUN = { rows: 100, spentMs: 0, leftMs: 30_000, toBorder: 0 };

describe('a run', () => {
  it.each([
    { when: 'it has its rows, at a border', run: RUN, isFull: true },
    { when: 'it has fewer', run: { ...RUN, rows: 99 }, isFull: false },
    { when: 'a border is near', run: { ...RUN, toBorder: 25 }, isFull: false },
    { when: 'a border is far', run: { ...RUN, toBorder: 26 }, isFull: true },
    { when: 'a third of the time is spent', run: { ...RUN, rows: 1, toBorder: 5, spentMs: 10_000 }, isFull: true },
    { when: 'less of it is spent', run: { ...RUN, rows: 1, spentMs: 9999 }, isFull: false },
  ])('ends where it is to: $when', ({ run, isFull }) => {
    expect(isRunFull(run, 100)).toBe(isFull);
  });

  it('is begun only if there is time for the longest one so far and half of it', () => {
    expect([hasTimeForRun(15_000, 10_000), hasTimeForRun(15_001, 10_000)]).toEqual([false, true]);
  });

  it('is not begun in the last three seconds, however fast the others were', () => {
    expect([hasTimeForRun(3000, 1), hasTimeForRun(3001, 1)]).toEqual([false, true]);
  });

  it('is half as long with each receive of its message, down to a sixteenth', () => {
    expect([1, 2, 3, 5, 6].map(receiveCount => rowsOfRun(1000, receiveCount))).toEqual([1000, 500, 250, 63, 63]);
  });

  it('is the only one of an attempt whose message was received before, if another message can take over', () => {
    const attempts = [
      { receiveCount: 1, canFollowUp: true },
      { receiveCount: 2, canFollowUp: true },
      { receiveCount: 2 },
    ];
    expect(attempts.map(goesOn)).toEqual([true, false, true]);
  });
});
