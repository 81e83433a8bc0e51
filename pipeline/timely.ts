import { deadlineNear } from '../domain/deadline.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Attempt } from '../domain/ports/intent.ts';

/** What is read of a file, for as long as there is time: DEADLINE_NEAR is thrown once there is none. */
export async function* timely<Item>(items: AsyncIterable<Item>, attempt: Attempt, clock: Clock): AsyncGenerator<Item> {
  for await (const item of items) {
    requireTime(attempt, clock);
    yield item;
  }
}

export function requireTime(attempt: Attempt, clock: Clock): void {
  if (clock.now() < attempt.deadlineMs) {
    return;
  }
  throw deadlineNear();
}

/** Longer timers fire at once (Node.js, setTimeout). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Raised when the time of the attempt is over. A timer takes whole milliseconds only; half of a batch's time may have none. */
export function endOf(attempt: Attempt, clock: Clock): AbortSignal {
  const leftMs = Math.floor(attempt.deadlineMs - clock.now());
  return AbortSignal.timeout(Math.min(Math.max(leftMs, 0), LONGEST_TIMER_MS));
}
