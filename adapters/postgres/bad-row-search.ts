import type { ServerFault } from './server-fault.ts';

/** Rows in the order in which they are tried, from 1, and a way to try them. */
export interface Trials {
  readonly count: number;
  /** Applies a part, both ends in it, on top of what is applied; of one that has a fault nothing stays. */
  apply(first: number, last: number): Promise<ServerFault | undefined>;
  /** Applies one row on top of what is applied, and keeps nothing of it. */
  tryAlone(ordinal: number): Promise<ServerFault | undefined>;
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

/** States of faults that are met when the row is written already: its index entries come after it. */
const BEHIND_ROW = /^(23505|23P01|54000)/;

/**
 * Where a set that is merged in the order of the trials was refused, as told by the number of rows that it had written. It
 * is a guess, as rows that were superseded are not written: it holds if that row alone is refused for the same.
 */
export async function guessCulprit(trials: Trials, fault: ServerFault, written: number): Promise<Culprit | undefined> {
  const ordinal = BEHIND_ROW.test(fault.code) ? written : written + 1;
  const met = ordinal >= 1 && ordinal <= trials.count ? await trials.tryAlone(ordinal) : undefined;
  const isSame = met?.code === fault.code && met.constraint === fault.constraint;
  return met !== undefined && isSame ? { ordinal, fault: met } : undefined;
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
