/** Sends dead letters once more: those that are chosen, after their refusals are forgotten. */
import { setTimeout as pause } from 'node:timers/promises';
import type { DeadLetter, JudgedLetter, Judgement } from '../domain/dead-letters/judged.ts';
import type { RedriveReport, RedriveRequest } from '../domain/dead-letters/requests.ts';
import { objectUrl } from '../domain/object/identity.ts';
import type { ActionLog } from '../domain/ports/action-log.ts';
import type { DeadLetters, SeenLetters } from '../domain/ports/dead-letters.ts';
import type { LetterFacts } from '../domain/ports/letter-facts.ts';
import type { Refusals } from '../domain/ports/refusals.ts';
import { objectsOf } from './read-letter.ts';
import { type FailureWatch, type SentLetter, watchFailures } from './watch-failures.ts';

export interface DeskMeans {
  readonly queue: DeadLetters;
  readonly actions: ActionLog;
  readonly refusals: Refusals;
  readonly letters: LetterFacts;
  judge(letters: readonly DeadLetter[]): Promise<readonly JudgedLetter[]>;
}

export const MOST_LETTERS = 10_000;

/** Letters that are sent before somebody may stop it, or the rate is looked at. */
const BATCH = 10;
/** Objects whose refusals are forgotten by one statement. */
const REFUSALS_BATCH = 500;

export async function redrive(request: RedriveRequest, means: DeskMeans): Promise<RedriveReport> {
  const bounds = { most: request.most ?? MOST_LETTERS, signal: request.signal };
  return await means.queue.look(bounds, async seen => {
    const letters = (await means.judge(seen.letters)).filter(letter => request.chosen(letter));
    const notes = seen.isComplete ? [] : [`looked at ${seen.letters.length} letters; there may be others`];
    const none = { chosen: letters.length, moved: 0, left: letters.length, refusalsCleared: 0, notes, letters };
    if (request.isRehearsal || letters.length === 0) {
      return none;
    }
    const report = await act(letters, seen, { request, means });
    return { ...report, notes: [...report.notes, ...notes] };
  });
}

interface Work {
  readonly request: RedriveRequest;
  readonly means: DeskMeans;
}

async function act(
  letters: readonly JudgedLetter[],
  seen: SeenLetters,
  { request, means }: Work,
): Promise<RedriveReport> {
  const { actor, ratePerSecond = null, stopAtFailuresPercent = null } = request;
  const detail = {
    chosen: letters.length,
    ratePerSecond,
    stopAtFailuresPercent,
    ids: letters.map(({ letter }) => letter.id),
  };
  const action = await means.actions.begin({ action: 'dlq-redrive', actor, detail });
  const state: State = { moved: 0, undeleted: 0, stopped: undefined, watch: undefined };
  let refusalsCleared = 0;
  try {
    refusalsCleared = await clearRefusals(
      letters.map(({ letter }) => letter),
      means.refusals,
    );
    await sendAll(letters, seen, { request, means, state });
  } finally {
    const { moved, undeleted, stopped = null } = state;
    await action.end({ moved, undeleted, left: letters.length - moved, refusalsCleared, stopped });
  }
  const left = letters.length - state.moved;
  return {
    chosen: letters.length,
    moved: state.moved,
    left,
    refusalsCleared,
    stopped: state.stopped,
    notes: notesOf(state),
    letters,
  };
}

interface State {
  moved: number;
  undeleted: number;
  stopped: string | undefined;
  watch: FailureWatch | undefined;
}

async function sendAll(
  letters: readonly JudgedLetter[],
  seen: SeenLetters,
  { request, means, state }: Work & { readonly state: State },
): Promise<void> {
  const { ratePerSecond: rate, stopAtFailuresPercent: percent, signal, onProgress } = request;
  state.watch = percent === undefined ? undefined : await watchFailures(means.letters, percent);
  const size = rate === undefined ? BATCH : Math.max(Math.min(rate, BATCH), 1);
  const startedAtMs = performance.now();
  for (let at = 0; at < letters.length && state.stopped === undefined; at += size) {
    if (signal?.aborted === true) {
      state.stopped = 'it was stopped';
      return;
    }
    const batch = letters.slice(at, at + size);
    const { sent, undeleted, fault } = await seen.move(batch.map(({ letter }) => letter));
    state.moved += sent.length;
    state.undeleted += undeleted;
    if (fault !== undefined) {
      throw fault;
    }
    onProgress?.(Math.min(at + size, letters.length), letters.length);
    state.stopped = await state.watch?.after(batch.filter(({ letter }) => sent.includes(letter)).map(watched), signal);
    await keepPace({ rate, startedAtMs, sent: at + size, isLast: at + size >= letters.length, signal });
  }
}

const LOADED: readonly Judgement[] = ['already-loaded', 'newer-loaded'];

/** Of what is loaded already no attempt tells. */
function watched({ letter, objects }: JudgedLetter): SentLetter {
  const done = objects.filter(({ judgement }) => LOADED.includes(judgement)).map(({ object }) => object);
  const open = objectsOf(letter.body).filter(place => !done.includes(objectUrl(place)));
  return { objects: open, isDone: open.length === 0 && done.length > 0 };
}

interface Pace {
  readonly rate: number | undefined;
  readonly startedAtMs: number;
  readonly sent: number;
  readonly isLast: boolean;
  readonly signal: AbortSignal | undefined;
}

async function keepPace({ rate, startedAtMs, sent, isLast, signal }: Pace): Promise<void> {
  if (rate === undefined || isLast) {
    return;
  }
  const ms = startedAtMs + (sent / rate) * 1000 - performance.now();
  // Rejected once the signal is raised, which ends the wait as well.
  await pause(Math.max(ms, 0), undefined, { signal }).catch(() => undefined);
}

function notesOf({ moved, undeleted, watch }: State): readonly string[] {
  const remark = watch?.remark();
  return [
    ...(undeleted === 0
      ? []
      : [
          `${undeleted} of ${moved} were sent, but not deleted: they are in both queues, which changes nothing in the tables`,
        ]),
    ...(remark === undefined ? [] : [remark]),
  ];
}

/** Of all objects that letters announce; gives how many refusals there were. */
export async function clearRefusals(letters: readonly DeadLetter[], refusals: Refusals): Promise<number> {
  const objects = letters.flatMap(({ body }) => objectsOf(body));
  let cleared = 0;
  for (let at = 0; at < objects.length; at += REFUSALS_BATCH) {
    cleared += await refusals.clear(objects.slice(at, at + REFUSALS_BATCH));
  }
  return cleared;
}
