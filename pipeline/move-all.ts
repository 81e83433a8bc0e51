/** Everything that is dead goes back, by a task of SQS itself. */
import { setTimeout as pause } from 'node:timers/promises';
import type { MoveReport, MoveRequest } from '../domain/dead-letters/requests.ts';
import type { MoveProgress, MoveTasks } from '../domain/ports/dead-letters.ts';
import { clearRefusals, type DeskMeans, redrive } from './redrive.ts';

/** Letters that SQS lets one consumer hide: 120,000 (SQS quotas, in-flight messages). */
const MOST_LETTERS = 100_000;

/** Between two looks at how far it is. */
const LOOKED_AFTER_MS = 500;

/**
 * Forgets the refusals of all objects that letters announce, lets the letters be seen again, and has SQS move them. Where
 * there are no such tasks, they are sent and deleted. It is written down before anything is changed.
 */
export async function moveAll(request: MoveRequest, means: DeskMeans): Promise<MoveReport> {
  const { actor, isRehearsal, ratePerSecond = null } = request;
  const held = await means.queue.held();
  const done: Done = { moved: 0, refusalsCleared: 0, isNative: true };
  if (isRehearsal || held === 0) {
    return { held, ...done };
  }
  const detail = { isAll: true, held, ratePerSecond };
  const action = await means.actions.begin({ action: 'dlq-redrive', actor, detail });
  try {
    await act(request, means, done);
    return { held, ...done };
  } finally {
    await action.end({ ...done, stopped: done.stopped ?? null });
  }
}

/** What was done so far. */
interface Done {
  moved: number;
  refusalsCleared: number;
  isNative: boolean;
  stopped?: string | undefined;
}

async function act(request: MoveRequest, means: DeskMeans, done: Done): Promise<void> {
  const { signal, most = MOST_LETTERS, ratePerSecond } = request;
  const { queue, refusals } = means;
  await queue.look({ most, signal }, async seen => {
    done.refusalsCleared = await clearRefusals(seen.letters, refusals);
  });
  if (signal?.aborted === true) {
    done.stopped = 'it was stopped before anything was moved';
    return;
  }
  const handle = await queue.moves.start(ratePerSecond);
  if (handle === undefined) {
    done.isNative = false;
    // With an audit row of its own, which names the letters.
    const { moved, stopped } = await redrive({ ...request, most, chosen: () => true }, means);
    Object.assign(done, { moved, stopped });
    return;
  }
  for await (const progress of progressOf(handle, request, queue.moves)) {
    done.moved = progress.moved;
    done.stopped = whyStopped(progress);
    request.onProgress?.(progress.moved, progress.toMove ?? progress.moved);
  }
}

/** Until it ends; a raised signal cancels it, and then the end of what is on its way is waited for. */
async function* progressOf(handle: string, { signal }: MoveRequest, moves: MoveTasks): AsyncGenerator<MoveProgress> {
  let isCancelled = false;
  for (;;) {
    const progress = await moves.progress();
    yield progress;
    if (progress.status !== 'RUNNING' && progress.status !== 'CANCELLING') {
      return;
    }
    if (signal?.aborted === true && !isCancelled && progress.status === 'RUNNING') {
      isCancelled = true;
      await cancel(handle, moves);
    }
    // The signal ends the pause once; after that it would make a loop without one.
    await pause(LOOKED_AFTER_MS, undefined, isCancelled ? {} : { signal }).catch(() => undefined);
  }
}

/** SQS cancels only what runs, and it may have ended since it was looked at. */
async function cancel(handle: string, moves: MoveTasks): Promise<void> {
  try {
    await moves.cancel(handle);
  } catch (error) {
    if ((await moves.progress()).status === 'RUNNING') {
      throw error;
    }
  }
}

/** Undefined where it went to its end; of one that runs, what is so if nobody hears of its end. */
function whyStopped({ status, failure, moved }: MoveProgress): string | undefined {
  switch (status) {
    case 'COMPLETED':
      return;
    case 'FAILED':
      return `SQS gave up after ${moved} letters: ${failure ?? 'it does not say why'}`;
    case 'CANCELLED':
      return `it was cancelled after ${moved} letters`;
    default:
      return 'SQS goes on moving: aws sqs list-message-move-tasks tells how far it is';
  }
}
