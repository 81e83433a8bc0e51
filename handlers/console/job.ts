/** Work that may outlast the request that began it; pages show how far it is. */
import { setTimeout as pause } from 'node:timers/promises';

export type JobState<Result> =
  | { readonly kind: 'running'; readonly done: number; readonly all: number | undefined }
  | { readonly kind: 'done'; readonly result: Result; readonly endedAtMs: number }
  | { readonly kind: 'failed'; readonly error: unknown; readonly endedAtMs: number };

export interface Job<Result> {
  readonly state: JobState<Result>;
  readonly startedAtMs: number;
  /** Resolves when it has ended, well or not. */
  readonly ended: Promise<void>;
  /** Resolves when it has ended, or has taken longer than a page is waited for. */
  soon(): Promise<void>;
}

const PATIENCE_MS = 5000;

/** `tell`: how far it is. */
export type Work<Result> = (tell: (done: number, all: number | undefined) => void) => Promise<Result>;

export function startJob<Result>(work: Work<Result>): Job<Result> {
  let state: JobState<Result> = { kind: 'running', done: 0, all: undefined };
  const tell = (done: number, all: number | undefined): void => {
    state = state.kind === 'running' ? { kind: 'running', done, all } : state;
  };
  const ended = work(tell).then(
    result => {
      state = { kind: 'done', result, endedAtMs: Date.now() };
    },
    error => {
      state = { kind: 'failed', error, endedAtMs: Date.now() };
    },
  );
  return {
    get state() {
      return state;
    },
    startedAtMs: Date.now(),
    ended,
    soon: () => Promise.race([ended, pause(PATIENCE_MS, undefined, { ref: false })]),
  };
}
