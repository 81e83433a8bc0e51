import type { LoaderError } from '../domain/errors.ts';
import { ANSWER_MARGIN_SECONDS, BATCH_SIZE, STOP_MARGIN_SECONDS } from '../domain/limits.ts';
import { type Answer, answerTo, type OutcomeKind } from '../domain/outcome.ts';
import { isNextToLastReceive, pauseBeforeRetry } from '../domain/pacing.ts';
import type { Message, Queue } from '../domain/ports/queue.ts';
import { consumeMessage, type MessageOutcome } from './consume-message.ts';
import { loadTogether } from './load-together.ts';
import type { Loader } from './loader.ts';
import { asLoaderError } from './record-failure.ts';

/** A loader that answers messages of a queue. */
export interface Consumer {
  readonly loader: Loader;
  readonly queue: Queue;
  /** Receives after which SQS moves a message to the dead-letter queue. */
  readonly receiveLimit: number;
  /** From 0 up to, not including, 1: spreads retries, so that those who failed together do not return together. */
  random(): number;
}

export interface MessageResult {
  readonly message: Message;
  readonly outcome: OutcomeKind;
  readonly answer: Answer;
  readonly errors: readonly LoaderError[];
}

/** How a consumer goes through messages. */
export interface Pace {
  /** Milliseconds since 1970 by which what is begun now has to end. */
  deadlineMs(): number;
  /** False: nothing more is begun. */
  mayBegin(): boolean;
}

/**
 * Consumes messages over one connection, and answers each: always one result for each message, in their order. Small files
 * of one table are loaded together, all else one after the other. Never throws; what one message meets does not reach the
 * others.
 */
export async function consumeBatch(
  messages: readonly Message[],
  deadlineMs: number,
  consumer: Consumer,
): Promise<MessageResult[]> {
  return await Array.fromAsync(
    consumeInTurn(messages, { deadlineMs: () => deadlineMs, mayBegin: () => true }, consumer),
  );
}

/** The same, each result as it comes; none for a message that was not begun. */
export async function* consumeInTurn(
  messages: readonly Message[],
  pace: Pace,
  consumer: Consumer,
): AsyncGenerator<MessageResult> {
  for (let first = 0; first < messages.length && pace.mayBegin(); first += BATCH_SIZE) {
    const some = messages.slice(first, first + BATCH_SIZE);
    const together = await consumeTogether(some, pace.deadlineMs(), consumer);
    for (const message of some) {
      const done = together.get(message);
      if (done !== undefined) {
        yield await answered(message, done, consumer);
      } else if (pace.mayBegin()) {
        yield await consumeOne(message, pace.deadlineMs(), consumer);
      }
    }
  }
}

function hasTime(deadlineMs: number, { loader }: Consumer): boolean {
  return deadlineMs - loader.clock.now() >= STOP_MARGIN_SECONDS * 1000;
}

/** In half of the time: files that take too long together are left the other half to be loaded by themselves. */
async function consumeTogether(messages: readonly Message[], deadlineMs: number, consumer: Consumer) {
  const nowMs = consumer.loader.clock.now();
  return hasTime(deadlineMs, consumer)
    ? await loadTogether(messages, nowMs + (deadlineMs - nowMs) / 2, consumer.loader)
    : new Map<Message, MessageOutcome>();
}

async function consumeOne(message: Message, deadlineMs: number, consumer: Consumer): Promise<MessageResult> {
  if (!hasTime(deadlineMs, consumer)) {
    const reason = 'too little time is left of this invocation';
    consumer.loader.log.warn('message-untouched', { messageId: message.id, reason });
    const answer = await answerWaiting(message, 0, consumer);
    return { message, outcome: 'failed', answer, errors: [] };
  }
  const done = await consumeSafely(message, deadlineMs - ANSWER_MARGIN_SECONDS * 1000, consumer.loader);
  return await answered(message, done, consumer);
}

async function answered(message: Message, done: MessageOutcome, consumer: Consumer): Promise<MessageResult> {
  const { outcome, errors } = await sendFollowUps(message, done, consumer);
  const pause = pauseBeforeRetry({ outcome, receiveCount: message.receiveCount, random: consumer.random() });
  if (pause === undefined) {
    return { message, outcome, errors, answer: answerTo(outcome) };
  }
  const answer = await (outcome === 'busy' ? answerWaiting : showAgain)(message, pause, consumer);
  return { message, outcome, errors, answer };
}

async function consumeSafely(message: Message, deadlineMs: number, loader: Loader): Promise<MessageOutcome> {
  try {
    return await consumeMessage(message, deadlineMs, loader);
  } catch (thrown) {
    const error = asLoaderError(thrown);
    loader.log.error('message-failed', { messageId: message.id, error });
    return { outcome: 'failed', errors: [error] };
  }
}

/** Before the message is answered: unsent, what is left of its file is gone on with when it comes again. */
async function sendFollowUps(message: Message, done: MessageOutcome, consumer: Consumer): Promise<MessageOutcome> {
  try {
    for (const body of done.followUps ?? []) {
      await consumer.queue.sendFollowUp(body);
    }
    return done;
  } catch (thrown) {
    const error = asLoaderError(thrown);
    consumer.loader.log.error('follow-up-not-sent', { messageId: message.id, error });
    return { outcome: 'failed', errors: [...done.errors, error] };
  }
}

/**
 * A message that waits has done nothing wrong, and must not reach the dead-letter queue for it: when its receives run
 * out it is replaced by a copy. Sent first, acknowledged then: two copies do no harm, none would lose the object.
 */
async function answerWaiting(message: Message, pauseSeconds: number, consumer: Consumer): Promise<Answer> {
  if (!isNextToLastReceive(message.receiveCount, consumer.receiveLimit)) {
    return await showAgain(message, pauseSeconds, consumer);
  }
  try {
    await consumer.queue.sendCopy(message, pauseSeconds);
    consumer.loader.log.info('message-replaced', { messageId: message.id, receiveCount: message.receiveCount });
    return 'acknowledge';
  } catch (error) {
    consumer.loader.log.warn('message-not-replaced', { messageId: message.id, error });
    return 'retry';
  }
}

/** Unpaced, a retry only comes later: after the visibility timeout. */
async function showAgain(message: Message, pauseSeconds: number, { queue, loader }: Consumer): Promise<Answer> {
  try {
    await queue.showAgainIn(message, pauseSeconds);
  } catch (error) {
    loader.log.warn('retry-not-paced', { messageId: message.id, error });
  }
  return 'retry';
}
