import type { DeadLetter } from '../dead-letters/judged.ts';

/** The dead-letter queue. Every call may end with LoaderError QUEUE_UNAVAILABLE, or CONFIG_INVALID for a queue that is not there. */
export interface DeadLetters {
  /** Letters that it holds, those that somebody hides included; an approximate number. */
  held(): Promise<number>;
  /**
   * Receives letters until the queue gives no more, hides them from others while `work` goes on, and lets them be seen again
   * at its end, whatever that is. Letters of a process that dies are seen again within half a minute.
   */
  look<Result>(options: LookBounds, work: (seen: SeenLetters) => Promise<Result>): Promise<Result>;
  readonly moves: MoveTasks;
}

export interface LookBounds {
  readonly most: number;
  /** Once raised, no more letters are received. */
  readonly signal?: AbortSignal | undefined;
  onProgress?: ((seen: number) => void) | undefined;
}

/** What a look has hidden. */
export interface SeenLetters {
  /** Each once, the oldest first. */
  readonly letters: readonly DeadLetter[];
  /** Neither a bound nor a signal ended the look. */
  readonly isComplete: boolean;
  /**
   * Sends letters to the queue, with their attributes, and then deletes them: what dies between the two duplicates, and loses
   * nothing. Never throws: what SQS refuses altogether ends it.
   */
  move(letters: readonly DeadLetter[]): Promise<Moved>;
  /** Deletes letters; the same. */
  remove(letters: readonly DeadLetter[]): Promise<Removed>;
}

export interface Moved {
  /** What SQS took. */
  readonly sent: readonly DeadLetter[];
  /** Of these, how many it did not delete: they are in both queues, which the ledger makes harmless. */
  readonly undeleted: number;
  /** What ended it before its end. */
  readonly fault: unknown;
}

export interface Removed {
  readonly gone: readonly DeadLetter[];
  /** What ended it before its end. */
  readonly fault: unknown;
}

/** SQS moves all letters by itself, each back to the queue from which it came. */
export interface MoveTasks {
  /** Gives its handle; undefined where the endpoint knows no such tasks, as some emulators do not. */
  start(ratePerSecond: number | undefined): Promise<string | undefined>;
  /** Of the task that was begun last. */
  progress(): Promise<MoveProgress>;
  cancel(handle: string): Promise<void>;
}

export interface MoveProgress {
  readonly status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';
  /** Approximate numbers. */
  readonly moved: number;
  readonly toMove: number | undefined;
  readonly failure: string | undefined;
}
