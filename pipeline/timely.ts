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
