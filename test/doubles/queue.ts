import type { Message, Queue } from '../../domain/ports/queue.ts';

/** What was asked of a queue, in order: `show m1 in 30`, `copy m1 in 30`. */
export interface RecordingQueue extends Queue {
  readonly calls: string[];
}

/** @param fault thrown by every call, where given */
export function recordingQueue(fault?: Error): RecordingQueue {
  const calls: string[] = [];
  const record = (call: string): Promise<void> => {
    calls.push(call);
    return fault === undefined ? Promise.resolve() : Promise.reject(fault);
  };
  return {
    calls,
    showAgainIn: (message, seconds) => record(`show ${message.id} in ${seconds}`),
    sendCopy: (message, seconds) => record(`copy ${message.id} in ${seconds}`),
    sendFollowUp: body => record(`send ${body}`),
  };
}

export function messageOf(body: string, fields: Partial<Message> = {}): Message {
  return { id: 'm1', body, receiptHandle: 'r1', receiveCount: 1, ...fields };
}
