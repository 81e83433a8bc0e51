import { setTimeout as pause } from 'node:timers/promises';
import type { Receive } from '../adapters/sqs/poller.ts';
import type { AcknowledgingQueue } from '../adapters/sqs/queue.ts';
import { RETRY_FIRST_SECONDS, WORKER_VISIBILITY_SECONDS } from '../domain/limits.ts';
import type { Message } from '../domain/ports/queue.ts';
import { type Consumer, consumeInTurn, type MessageResult, type Pace } from '../pipeline/consume-batch.ts';
import type { Loader } from '../pipeline/loader.ts';

/** One of a worker's consumers: it works on what it received together, before it receives more. */
export interface Lane {
  readonly loader: Loader;
  readonly queue: AcknowledgingQueue;
  readonly receive: Receive;
  readonly receiveLimit: number;
  /** Time for one message, or for several that are loaded together. */
  readonly objectSeconds: number;
}

/** Receives and consumes until told to stop; then finishes what is in hand and gives the others back. Never throws. */
export async function runLane(lane: Lane, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await consume(await receiveSome(lane, stop), lane, stop);
  }
}

async function receiveSome(lane: Lane, stop: AbortSignal): Promise<readonly Message[]> {
  try {
    return await lane.receive(stop);
  } catch (error) {
    lane.loader.log.error('nothing-received', { error });
    await pause(RETRY_FIRST_SECONDS * 1000, undefined, { signal: stop }).catch(() => undefined);
    return [];
  }
}

/** Each message is hidden from others until it is answered. What is not begun when the worker is told to stop goes back. */
async function consume(messages: readonly Message[], lane: Lane, stop: AbortSignal): Promise<void> {
  const inHand = new Set(messages);
  const heartbeat = setInterval(() => void keepHidden(inHand, lane), (WORKER_VISIBILITY_SECONDS * 1000) / 3);
  try {
    for await (const result of consumeInTurn(messages, paceOf(lane, stop), consumerOf(lane, inHand))) {
      await acknowledge(result, lane);
      inHand.delete(result.message);
    }
    for (const message of messages.filter(one => inHand.has(one))) {
      await giveBack(message, lane);
      inHand.delete(message);
    }
  } finally {
    clearInterval(heartbeat);
  }
}

/** Each message has its time, and so has what is loaded together. */
function paceOf({ loader, objectSeconds }: Lane, stop: AbortSignal): Pace {
  return { deadlineMs: () => loader.clock.now() + objectSeconds * 1000, mayBegin: () => !stop.aborted };
}

function consumerOf({ loader, queue, receiveLimit }: Lane, inHand: Set<Message>): Consumer {
  return {
    loader,
    receiveLimit,
    random: Math.random,
    queue: {
      // A message whose return is set must not be hidden again by the heartbeat.
      showAgainIn: (shown, seconds) => {
        inHand.delete(shown);
        return queue.showAgainIn(shown, seconds);
      },
      sendCopy: queue.sendCopy,
      sendFollowUp: queue.sendFollowUp,
    },
  };
}

/** Unacknowledged, it comes back and is answered from the ledger. */
async function acknowledge({ answer, message }: MessageResult, { loader, queue }: Lane): Promise<void> {
  if (answer === 'acknowledge') {
    await queue.acknowledge(message).catch(error => loader.log.warn('not-acknowledged', { error }));
  }
}

async function giveBack(message: Message, lane: Lane): Promise<void> {
  await lane.queue.showAgainIn(message, 0).catch(error => lane.loader.log.warn('not-given-back', { error }));
}

async function keepHidden(inHand: ReadonlySet<Message>, lane: Lane): Promise<void> {
  const calls = [...inHand].map(message => lane.queue.showAgainIn(message, WORKER_VISIBILITY_SECONDS));
  for (const call of await Promise.allSettled(calls)) {
    if (call.status === 'rejected') {
      lane.loader.log.warn('not-kept-hidden', { error: call.reason });
    }
  }
}
