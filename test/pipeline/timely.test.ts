import { expect, it } from 'vitest';
import { endOf } from '../../pipeline/timely.ts';

const ATTEMPT = { messageId: 'm1', receiveCount: 1, startedAtMs: 0 };

it.each([1000.5, 0.5, -0.5, 1e12])(
  'P10: an attempt may end at any fraction of a millisecond, however far: %d ms from now',
  async deadlineMs => {
    const signal = endOf({ ...ATTEMPT, deadlineMs }, { now: () => 0 });
    if (deadlineMs < 1) {
      await new Promise(resolve => signal.addEventListener('abort', resolve));
    }
    expect(signal.aborted).toBe(deadlineMs < 1);
  },
);
