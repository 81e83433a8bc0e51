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
 * there are no such tasks, they are sent and deleted.
 */
export async function moveAll(request: MoveRequest, means: DeskMeans): Promise<MoveReport> {
  const { isRehearsal, signal, most = MOST_LETTERS, ratePerSecond } = request;
  const held = await means.queue.held();
  const nothing: MoveReport = { held, moved: 0, refusalsCleared: 0, isNative: true };
  if (isRehearsal || held === 0) {
    return nothing;
  }
  const refusalsCleared = await means.queue.look({ most, signal }, seen => clearRefusals(seen.letters, means.refusals));
  if (signal?.aborted === true) {
    return { ...nothing, refusalsCleared, stopped: 'it was stopped before anything was moved' };
  }
  const handle = await means.queue.moves.start(ratePerSecond);
  if (handle === undefined) {
    const { moved, stopped } = await redrive({ ...request, most, chosen: () => true }, means);
    return { held, moved, refusalsCleared, stopped, isNative: false };
  }
  const action = await means.actions.begin({
    action: 'dlq-redrive',
    actor: request.actor,
    detail: { isAll: true, held, ratePerSecond: ratePerSecond ?? null, refusalsCleared, handle },
  });
  const end = await follow(handle, request, means.queue.moves);
  const stopped = whyStopped(end);
  await action.end({ moved: end.moved, status: end.status, stopped: stopped ?? null });
  return { held, moved: end.moved, refusalsCleared, isNative: true, stopped };
}

/** Until it ends; a raised signal cancels it, and then the end of what is on its way is waited for. */
async function follow(handle: string, { signal, onProgress }: MoveRequest, moves: MoveTasks): Promise<MoveProgress> {
  let isCancelled = false;
  for (;;) {
    const progress = await moves.progress();
    onProgress?.(progress.moved, progress.toMove ?? progress.moved);
    if (progress.status !== 'RUNNING' && progress.status !== 'CANCELLING') {
      return progress;
    }
    if (signal?.aborted === true && !isCancelled && progress.status === 'RUNNING') {
      isCancelled = true;
      await moves.cancel(handle);
    }
    // The signal ends the pause once; after that it would make a loop without one.
    await pause(LOOKED_AFTER_MS, undefined, isCancelled ? {} : { signal }).catch(() => undefined);
  }
}

function whyStopped({ status, failure, moved }: MoveProgress): string | undefined {
  if (status === 'COMPLETED') {
    return;
  }
  return status === 'FAILED'
    ? `SQS gave up after ${moved} letters: ${failure ?? 'it does not say why'}`
    : `it was cancelled after ${moved} letters`;
}
