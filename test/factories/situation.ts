import type { FailureGroup, TableStatus } from '../../domain/ports/overview.ts';
import type { QueueLook, Situation } from '../../domain/status/situation.ts';

export const NOW = Date.UTC(2026, 0, 31, 12);

/** A table whose newest change is 12 seconds old. */
export function tableStatus(target: string, more: Partial<TableStatus> = {}): TableStatus {
  return {
    target,
    newestWrittenAtMs: NOW - 12_000,
    lastLoadedAtMs: NOW - 5000,
    filesToday: 1,
    rowsToday: 60,
    inFlight: 0,
    partial: 0,
    failing: 0,
    quarantined: 0,
    ...more,
  };
}

export function queueOf(
  waiting: number,
  more: { readonly inFlight?: number; readonly oldestAgeMs?: number } = {},
): QueueLook {
  const { inFlight = 0, oldestAgeMs } = more;
  return { kind: 'known', url: 'https://sqs/q', depth: { waiting, inFlight, delayed: 0, oldestAgeMs } };
}

export function failureGroup(code: string, states: FailureGroup['states']): FailureGroup {
  const objects = Object.values(states).reduce((sum, count) => sum + count, 0);
  const example = { object: 's3://landing/a', message: 'is bad' };
  return { group: `${code}-00000000`, code, text: 'is bad', objects, states, firstAtMs: NOW, lastAtMs: NOW, example };
}

/** Three tables that are well, and empty queues. */
export function situation(more: Partial<Situation> = {}): Situation {
  return {
    atMs: NOW,
    tables: ['dmstest.a', 'dmstest.b', 'dmstest.c'].map(target => tableStatus(target)),
    failures: [],
    queue: queueOf(0),
    deadLetters: queueOf(0),
    lateAfterMs: undefined,
    ...more,
  };
}
