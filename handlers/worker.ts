import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { makeSqsClient } from '../adapters/sqs/client.ts';
import { makePoller } from '../adapters/sqs/poller.ts';
import { makeQueue } from '../adapters/sqs/queue.ts';
import { WORKER_VISIBILITY_SECONDS } from '../domain/limits.ts';
import type { Log } from '../domain/log.ts';
import type { Routes } from '../domain/object/route.ts';
import type { Config } from './config.ts';
import { makeLoader, s3Store } from './wire.ts';
import { runLane } from './worker-lane.ts';

/** `drained`: all that was in hand is finished. `cut-off`: time ran out before. */
export type WorkerEnd = 'drained' | 'cut-off';

export interface WorkerOptions {
  readonly config: Config;
  readonly routes: Routes;
  readonly log: Log;
  /** Raised to stop the worker. */
  readonly stop: AbortSignal;
}

/**
 * Consumes the queue until it is told to stop, in several lanes at once, each over a database connection of its own.
 * Then nothing more is received, and what is in hand has `drainSeconds` to finish. What is cut off is not lost: its
 * transaction ends with its connection, and the queue shows the message again.
 */
export async function runWorker({ config, routes, log, stop }: WorkerOptions): Promise<WorkerEnd> {
  const { queueUrl, concurrency, receiveLimit, objectSeconds, drainSeconds } = config;
  const client = makeSqsClient();
  const queue = makeQueue(client, queueUrl);
  const receive = makePoller(client, { queueUrl, visibilitySeconds: WORKER_VISIBILITY_SECONDS });
  const store = s3Store();
  const loaders = Array.from({ length: concurrency }, () =>
    makeLoader(config, routes, { log, store, readers: concurrency }),
  );
  log.info('worker-started', { queueUrl, concurrency });
  const finished = Promise.all(
    loaders.map(loader => runLane({ loader, queue, receive, receiveLimit, objectSeconds }, stop)),
  );
  const end = await Promise.race([finished.then(() => 'drained' as const), cutOff(stop, drainSeconds)]);
  await Promise.allSettled(loaders.map(loader => loader.close()));
  client.destroy();
  log.info('worker-stopped', { end });
  return end;
}

async function cutOff(stop: AbortSignal, drainSeconds: number): Promise<WorkerEnd> {
  if (!stop.aborted) {
    await once(stop, 'abort');
  }
  // Not a reason to stay alive: a worker that has drained ends at once.
  await pause(drainSeconds * 1000, undefined, { ref: false });
  return 'cut-off';
}
