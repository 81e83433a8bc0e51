import { deadlineNear } from '../domain/deadline.ts';
import type { LoaderError } from '../domain/errors.ts';
import type { ObjectEvent } from '../domain/notification/announcement.ts';
import { followUpBody } from '../domain/notification/follow-up.ts';
import { readNotification } from '../domain/notification/read-notification.ts';
import { type OutcomeKind, worstOf } from '../domain/outcome.ts';
import type { Attempt } from '../domain/ports/intent.ts';
import type { Message } from '../domain/ports/queue.ts';
import { loadObject } from './load-object.ts';
import type { Ending, Loader, LoadResult } from './loader.ts';
import { recordRemoval } from './record-removal.ts';
import { tellObject } from './tell-object.ts';

export interface MessageOutcome {
  /** The worst of its records. */
  readonly outcome: OutcomeKind;
  /** One for each thing that went wrong. */
  readonly errors: readonly LoaderError[];
  /** Bodies of messages that are to be sent before this one is answered: for what is left of large files. */
  readonly followUps?: readonly string[] | undefined;
}

/**
 * Does all that a message announces, one record after the other, and says the worst that came of it. A record that
 * cannot be read is told after the others are done, so that it harms none of them.
 */
export async function consumeMessage(message: Message, deadlineMs: number, loader: Loader): Promise<MessageOutcome> {
  const announcement = readNotification(message.body);
  if (announcement.kind === 'ignored') {
    loader.log.info('message-ignored', { messageId: message.id, reason: announcement.reason });
    return { outcome: 'ignored', errors: [] };
  }
  const isUnreadable = announcement.kind === 'unreadable';
  for (const reason of isUnreadable ? [] : announcement.ignored) {
    loader.log.info('record-ignored', { messageId: message.id, reason });
  }
  const unreadable = isUnreadable ? [announcement.error] : announcement.unreadable;
  for (const error of unreadable) {
    loader.log.error('record-unreadable', { messageId: message.id, receiveCount: message.receiveCount, error });
  }
  const endings: Consumed[] = unreadable.map(error => ({ outcome: 'rejected', error }));
  endings.push(...(isUnreadable ? [] : await consumeEvents(announcement.events, { message, deadlineMs, loader })));
  const followUps = endings.flatMap(ending => ending.followUps ?? []);
  return {
    outcome: worstOf(endings.map(ending => ending.outcome)),
    errors: endings.flatMap(({ error }) => error ?? []),
    ...(followUps.length === 0 ? {} : { followUps }),
  };
}

/** What became of one record. */
interface Consumed extends Ending {
  readonly followUps?: readonly string[];
}

interface Work {
  readonly message: Message;
  readonly deadlineMs: number;
  readonly loader: Loader;
}

/** A message may have thousands of records: those for which no time is left are not begun, and count as one failure. */
async function consumeEvents(events: readonly ObjectEvent[], work: Work): Promise<Consumed[]> {
  const { message, deadlineMs, loader } = work;
  const { id: messageId, receiveCount } = message;
  const endings: Consumed[] = [];
  for (const [at, event] of events.entries()) {
    const startedAtMs = loader.clock.now();
    if (startedAtMs >= deadlineMs) {
      const error = deadlineNear();
      loader.log.warn('records-untouched', { messageId, receiveCount, records: events.length - at, error });
      return [...endings, { outcome: 'failed', error }];
    }
    const attempt = { messageId, receiveCount, startedAtMs, deadlineMs, canFollowUp: true };
    endings.push(await consumeEvent(event, attempt, loader));
  }
  return endings;
}

function consumeEvent(event: ObjectEvent, attempt: Attempt, loader: Loader): Promise<Consumed> {
  return event.kind === 'removed' ? recordRemoval(event, attempt, loader) : loadAndTell(event, attempt, loader);
}

async function loadAndTell(event: ObjectEvent, attempt: Attempt, loader: Loader): Promise<Consumed> {
  const result = await loadObject(event, attempt, loader);
  tellObject(result, attempt, loader);
  return { ...result, followUps: followUpsOf(event, result) };
}

/** They name the write that was found, whatever was announced. */
function followUpsOf(event: ObjectEvent, { continuation, identity }: LoadResult): readonly string[] {
  return continuation === undefined
    ? []
    : continuation.slices.map(slice => followUpBody({ ...event, ...identity }, { ...continuation, slice }));
}
