import { setTimeout as pause } from 'node:timers/promises';
import type { LetterEnding, LetterFacts, Place } from '../domain/ports/letter-facts.ts';

/** Looks in the ledger at how letters ended that were sent. */
export interface FailureWatch {
  /**
   * Told which objects the letters of a batch announce, gives why it should stop, if it should: once more than so many
   * percent of the letters that have ended failed. Waits for the batch to end, up to 15 seconds; and no longer once a whole
   * wait has shown no letter that ended, as then nobody consumes, or not as fast as it is sent.
   */
  after(letters: readonly SentLetter[], signal?: AbortSignal): Promise<string | undefined>;
  /** What it could not tell. */
  remark(): string | undefined;
}

export interface SentLetter {
  /** Of these the ledger is to tell how they end. */
  readonly objects: readonly Place[];
  /** There is nothing left to do of it: no attempt will tell of it. */
  readonly isDone: boolean;
}

const LONGEST_WAIT_MS = 15_000;
const LOOKED_AFTER_MS = 300;

export async function watchFailures(
  facts: LetterFacts,
  percent: number,
  longestWaitMs = LONGEST_WAIT_MS,
): Promise<FailureWatch> {
  const since = await facts.now();
  let open: readonly (readonly Place[])[] = [];
  const ended = { done: 0, failed: 0 };
  let isWaiting = true;

  async function look(): Promise<void> {
    const endings = await endingsOf(open, facts, since);
    ended.done += endings.filter(ending => ending === 'done').length;
    ended.failed += endings.filter(ending => ending === 'failed').length;
    open = open.filter((_, at) => endings[at] === 'open');
  }

  async function wait(signal: AbortSignal | undefined): Promise<void> {
    const before = open.length;
    const until = performance.now() + longestWaitMs;
    await look();
    while (isWaiting && open.length > 0 && performance.now() < until && signal?.aborted !== true) {
      await pause(LOOKED_AFTER_MS, undefined, { signal }).catch(() => undefined);
      await look();
    }
    isWaiting &&= open.length < before || before === 0;
  }

  return {
    async after(letters, signal) {
      // A letter that announces no object of ours never ends in the ledger.
      open = [...open, ...letters.flatMap(({ objects }) => (objects.length === 0 ? [] : [objects]))];
      ended.done += letters.filter(({ isDone }) => isDone).length;
      await wait(signal);
      const { done, failed } = ended;
      return failed * 100 > percent * (done + failed)
        ? `${failed} of ${done + failed} that ended have failed, which is more than ${percent} %`
        : undefined;
    },
    remark: () =>
      open.length === 0
        ? undefined
        : `of ${open.length} letters that were sent nothing tells yet how they ended: the share of failures is that of the others`,
  };
}

/** A letter is done when all of its objects are, and failed when one of them did. */
async function endingsOf(
  letters: readonly (readonly Place[])[],
  facts: LetterFacts,
  since: bigint,
): Promise<readonly LetterEnding[]> {
  const endings = await facts.endings(letters.flat(), since);
  let at = 0;
  return letters.map(objects => {
    const own = endings.slice(at, at + objects.length);
    at += objects.length;
    if (own.includes('failed')) {
      return 'failed';
    }
    return own.every(ending => ending === 'done') ? 'done' : 'open';
  });
}
