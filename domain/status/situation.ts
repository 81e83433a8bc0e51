import type { QueueDepth } from '../ports/depth.ts';
import type { FailureGroup, TableStatus } from '../ports/overview.ts';

/** How everything stands at one moment, as far as it is known. */
export interface Situation {
  readonly atMs: number;
  readonly tables: readonly TableStatus[];
  readonly failures: readonly FailureGroup[];
  readonly queue: QueueLook;
  readonly deadLetters: QueueLook;
  /** A table whose newest change is older is late; undefined: none is. */
  readonly lateAfterMs: number | undefined;
}

/** A look at a queue, or why there was none and what to do about it, a sentence. */
export type QueueLook =
  | { readonly kind: 'known'; readonly url: string; readonly depth: QueueDepth }
  | { readonly kind: 'unknown'; readonly url?: string; readonly reason: string };

/** Messages of a queue, in whatever state; undefined where nobody knows. */
export function messagesIn(look: QueueLook): number | undefined {
  return look.kind === 'known' ? look.depth.waiting + look.depth.inFlight + look.depth.delayed : undefined;
}
