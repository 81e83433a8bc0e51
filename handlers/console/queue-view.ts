/** How much waits in the queues. */

export interface QueueDepth {
  readonly name: string;
  readonly waiting: number;
  readonly inFlight: number;
  /** Hidden until later, on purpose. */
  readonly delayed: number;
  /** Undefined where nobody tells. */
  readonly oldestAgeMs: number | undefined;
}

export interface QueueView {
  depths(): Promise<readonly QueueDepth[]>;
}
