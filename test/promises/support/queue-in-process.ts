import type { Message, Queue } from '../../../domain/ports/queue.ts';

/**
 * A standard queue with a dead-letter queue, as the SQS Developer Guide tells: a message received more often than the
 * limit allows moves instead of being handed out. Its clock stands still; when nothing is to be seen, it jumps to the
 * next message that will be.
 */
export interface QueueInProcess extends Queue {
  send(body: string): void;
  /** Up to ten messages, each one receive older; empty when there is none at all. */
  receive(): readonly Message[];
  acknowledge(message: Message): void;
  readonly deadLetters: readonly string[];
  /** Copies that were sent. */
  readonly copies: number;
}

interface Entry {
  readonly id: string;
  readonly body: string;
  receiveCount: number;
  visibleAt: number;
}

export function queueInProcess({ receiveLimit }: { readonly receiveLimit: number }): QueueInProcess {
  const entries = new Map<string, Entry>();
  const deadLetters: string[] = [];
  const counts = { sent: 0, copies: 0 };
  let now = 0;

  function add(body: string, visibleAt: number): void {
    counts.sent += 1;
    const id = `m${counts.sent}`;
    entries.set(id, { id, body, receiveCount: 0, visibleAt });
  }

  function handOut(entry: Entry): Message[] {
    entry.receiveCount += 1;
    if (entry.receiveCount > receiveLimit) {
      entries.delete(entry.id);
      deadLetters.push(entry.body);
      return [];
    }
    // The visibility timeout, in case nobody says otherwise.
    entry.visibleAt = now + 1800;
    const { id, body, receiveCount } = entry;
    return [{ id, body, receiptHandle: id, receiveCount }];
  }

  return {
    deadLetters,
    get copies() {
      return counts.copies;
    },
    send: body => add(body, now),
    receive() {
      while (entries.size > 0) {
        now = Math.max(now, Math.min(...[...entries.values()].map(entry => entry.visibleAt)));
        const seen = [...entries.values()].filter(entry => entry.visibleAt <= now);
        const messages = seen.slice(0, 10).flatMap(handOut);
        if (messages.length > 0) {
          return messages;
        }
      }
      return [];
    },
    acknowledge: message => void entries.delete(message.id),
    async showAgainIn(message, seconds) {
      const entry = entries.get(message.id);
      if (entry !== undefined) {
        entry.visibleAt = now + seconds;
      }
    },
    async sendCopy(message, delaySeconds) {
      counts.copies += 1;
      add(message.body, now + delaySeconds);
    },
    async sendFollowUp(body) {
      add(body, now);
    },
  };
}
