import type { ServerFault } from './server-fault.ts';

/** Rows in the order in which they are tried, from 1, and a way to try them. */
export interface Trials {
  readonly count: number;
  /** Applies a part, both ends in it, on top of what is applied; of one that has a fault nothing stays. */
  apply(first: number, last: number): Promise<ServerFault | undefined>;
  /** From now on a row is in no part. */
  leaveOut(ordinal: number): void;
  /** Rows behind a part may mend this fault of it, so it says nothing of the part. */
  isOpen(fault: ServerFault): Promise<boolean>;
}

export interface Culprit {
  readonly ordinal: number;
  readonly fault: ServerFault;
}

/**
 * Finds the rows that the database refuses, one after the other, by halving: one trial a level, as what is sound stays
 * applied, and a row that is not in the left half is in the right one. Ends when the rest is sound, or when no row by itself
 * is to blame. `fault` is what the whole set was refused for.
 */
export async function* findCulprits(trials: Trials, fault: ServerFault): AsyncGenerator<Culprit> {
  const state: State = { applied: 0, low: 1 };
  let current: ServerFault | undefined = fault;
  while (current !== undefined && state.low <= trials.count) {
    const met = await halve(trials, state);
    if (met === undefined) {
      return;
    }
    yield { ordinal: state.low, fault: met };
    trials.leaveOut(state.low);
    state.low += 1;
    current = state.low > trials.count ? undefined : await realFault(trials, state, trials.count);
  }
}

interface State {
  /** Rows up to here are applied. */
  applied: number;
  /** The first row that may be the culprit. Those between are sound, but were not tried without rows behind them. */
  low: number;
}

/** Moves `low` to the first culprit, and gives its fault; undefined if no part was refused for a row in it. */
async function halve(trials: Trials, state: State): Promise<ServerFault | undefined> {
  let high = trials.count;
  let met: ServerFault | undefined;
  while (state.low < high) {
    const middle = Math.floor((state.low + high) / 2);
    const found = await trials.apply(state.applied + 1, middle);
    if (found === undefined) {
      state.applied = middle;
      state.low = middle + 1;
    } else if (await trials.isOpen(found)) {
      state.low = middle + 1;
    } else {
      met = found;
      high = middle;
    }
  }
  // The very last row is what halving leaves when it found nothing: nobody is blamed untried.
  return met ?? (await realFault(trials, state, state.low));
}

async function realFault(trials: Trials, { applied }: State, last: number): Promise<ServerFault | undefined> {
  const found = await trials.apply(applied + 1, last);
  return found === undefined || (await trials.isOpen(found)) ? undefined : found;
}
