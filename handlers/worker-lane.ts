import { setTimeout as pause } from 'node:timers/promises';
import type { Receive } from '../adapters/sqs/poller.ts';
import type { AcknowledgingQueue } from '../adapters/sqs/queue.ts';
import { RETRY_FIRST_SECONDS, WORKER_VISIBILITY_SECONDS } from '../domain/limits.ts';
import type { Message, Queue } from '../domain/ports/queue.ts';
import { consumeBatch } from '../pipeline/consume-batch.ts';
import type { Loader } from '../pipeline/loader.ts';

/** One of a worker's consumers: it works on one message at a time. */
export interface Lane {
  readonly loader: Loader;
  readonly queue: AcknowledgingQueue;
  readonly receive: Receive;
  readonly receiveLimit: number;
  /** Time for one message. */
  readonly objectSeconds: number;
}

/** Receives and consumes until told to stop; then finishes the message in hand and gives the others back. Never throws. */
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

/** Received together to save round trips, consumed one by one; each is hidden from others until it is answered. */
async function consume(messages: readonly Message[], lane: Lane, stop: AbortSignal): Promise<void> {
  const inHand = new Set(messages);
  const heartbeat = setInterval(() => void keepHidden(inHand, lane), (WORKER_VISIBILITY_SECONDS * 1000) / 3);
  try {
    for (const message of messages) {
      await (stop.aborted ? giveBack(message, lane) : consumeOne(message, inHand, lane));
      inHand.delete(message);
    }
  } finally {
    clearInterval(heartbeat);
  }
}

async function consumeOne(message: Message, inHand: Set<Message>, lane: Lane): Promise<void> {
  const { loader, receiveLimit, objectSeconds } = lane;
  // A message whose return is set must not be hidden again by the heartbeat.
  const queue: Queue = {
    showAgainIn: (shown, seconds) => {
      inHand.delete(shown);
      return lane.queue.showAgainIn(shown, seconds);
    },
    sendCopy: lane.queue.sendCopy,
    sendFollowUp: lane.queue.sendFollowUp,
  };
  const deadlineMs = loader.clock.now() + objectSeconds * 1000;
  const [result] = await consumeBatch([message], deadlineMs, { loader, queue, receiveLimit, random: Math.random });
  if (result?.answer === 'acknowledge') {
    // Unacknowledged, it comes back and is answered from the ledger.
    await lane.queue.acknowledge(message).catch(error => loader.log.warn('not-acknowledged', { error }));
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
